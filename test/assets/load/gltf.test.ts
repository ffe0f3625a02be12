// Checks glTF geometry against numbers worked out by hand.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Document, Logger, NodeIO, type Accessor, type mat4, type Node as GltfNode, type Primitive, type vec3, type vec4 } from '@gltf-transform/core';
import { ALL_EXTENSIONS, EXTMeshGPUInstancing, KHRTextureTransform } from '@gltf-transform/extensions';
import { draco, meshopt } from '@gltf-transform/functions';
import dracoModule from 'draco3dgltf';
import fc from 'fast-check';
import { MeshoptEncoder } from 'meshoptimizer';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { loadModel } from '../../../src/assets/load/load.ts';
import type { SourceModel, SourcePrimitive } from '../../../src/assets/source-model.ts';
import { temporaryFolder } from '../../support/folder.ts';

const TRIANGLE = [0, 0, 0, 1, 0, 0, 0, 1, 0];
const WHITE_PNG = sharp({ create: { width: 1, height: 1, channels: 3, background: 'white' } }).png().toBuffer();
const TRIANGLE_NORMALS = [0, 0, 1, 0, 0, 1, 0, 0, 1];

async function load(document: Document): Promise<SourceModel> {
  const path = join(temporaryFolder(), 'model.glb');
  if (document.getRoot().listBuffers().length === 0) document.createBuffer();
  const io = new NodeIO().registerExtensions(ALL_EXTENSIONS);
  io.registerDependencies({ 'meshopt.encoder': MeshoptEncoder, 'draco3d.encoder': await dracoModule.createEncoderModule() });
  await io.write(path, document);
  return (await loadModel(path, { unitM: 1 })).source;
}

function accessor(document: Document, type: Accessor['getType'] extends () => infer T ? T : never, values: number[]): Accessor {
  const buffer = document.getRoot().listBuffers()[0] ?? document.createBuffer();
  return document.createAccessor().setType(type).setArray(new Float32Array(values)).setBuffer(buffer);
}

/** A primitive, its mesh and its node in a scene. */
function scene(document: Document, positions = TRIANGLE, normals: number[] | null = TRIANGLE_NORMALS): { primitive: Primitive; node: GltfNode } {
  const primitive = document.createPrimitive().setAttribute('POSITION', accessor(document, 'VEC3', positions));
  if (normals) primitive.setAttribute('NORMAL', accessor(document, 'VEC3', normals));
  const node = document.createNode().setMesh(document.createMesh().addPrimitive(primitive));
  document.createScene().addChild(node);
  return { primitive, node };
}

function only(model: SourceModel): SourcePrimitive {
  expect(model.primitives).toHaveLength(1);
  return model.primitives[0]!;
}

function expectClose(actual: Float32Array | null, expected: number[], tolerance = 1e-6): void {
  expect(actual).toHaveLength(expected.length);
  expected.forEach((value, place) => expect(Math.abs(actual![place]! - value), `element ${place} of ${actual}`).toBeLessThanOrEqual(tolerance));
}

test('a triangle without indices, normals, uvs and material', async () => {
  const document = new Document();
  scene(document, TRIANGLE, null);
  const model = await load(document);
  expect(only(model)).toEqual({
    positions: new Float32Array(TRIANGLE), normals: null, uvs: null, colors: null, indices: new Uint32Array([0, 1, 2]), material: 0,
  });
  expect(model.materials).toEqual([{
    baseColorFactor: [1, 1, 1, 1], baseColorTexture: null, metallic: 1, roughness: 1, metallicRoughnessTexture: null,
    normalTexture: null, normalScale: 1, alphaMode: 'opaque', alphaCutoff: 0.5, doubleSided: false,
  }]);
});

test('a negative scale turns the triangles over, not the normals', async () => {
  const document = new Document();
  scene(document).node.setScale([-2, 1, 1]);
  const { positions, normals, indices } = only(await load(document));
  expectClose(positions, [0, 0, 0, -2, 0, 0, 0, 1, 0]);
  expectClose(normals, TRIANGLE_NORMALS);
  expect([...indices]).toEqual([0, 2, 1]);
});

test('transforms nest: child first, then parent', async () => {
  const document = new Document();
  const { node } = scene(document);
  node.setTranslation([1, 0, 0]).setScale([2, 2, 2]);
  const parent = document.createNode().setTranslation([1, 2, 3]).setRotation([0, 0, Math.SQRT1_2, Math.SQRT1_2]).addChild(node);
  document.getRoot().listScenes()[0]!.addChild(parent);
  // (1,0,0) -> scaled and moved (3,0,0) -> turned by 90 degrees about z (0,3,0) -> moved (1,5,3).
  expectClose(only(await load(document)).positions, [1, 3, 3, 1, 5, 3, -1, 3, 3]);
});

/** The normal is (1,2,0.5) x (-1,0.25,2). */
const OBLIQUE = [0, 0, 0, 1, 2, 0.5, -1, 0.25, 2];
const OBLIQUE_NORMAL = [3.875, -2.5, 2.25];

test('under any transform the normal stays on the side from which the triangle is counter-clockwise', async () => {
  const component = fc.double({ min: -2, max: 2, noNaN: true }).filter(value => Math.abs(value) > 0.1);
  const vector = fc.tuple(component, component, component);
  const turn = fc.tuple(component, component, component, component).map(q => q.map(value => value / Math.hypot(...q)) as vec4);
  await fc.assert(
    fc.asyncProperty(vector, turn, vector, turn, async (outer, outerTurn, inner, innerTurn) => {
      const document = new Document();
      const node = scene(document, OBLIQUE, [...OBLIQUE_NORMAL, ...OBLIQUE_NORMAL, ...OBLIQUE_NORMAL]).node.setScale(inner as vec3).setRotation(innerTurn);
      document.getRoot().listScenes()[0]!.addChild(document.createNode().setScale(outer as vec3).setRotation(outerTurn).addChild(node));
      const { positions: p, normals, indices } = only(await load(document));
      const corner = (k: number): number[] => [...p.subarray(indices[k]! * 3, indices[k]! * 3 + 3)];
      const [a, b, c] = [corner(0), corner(1), corner(2)];
      const [u, v] = [b.map((value, axis) => value - a[axis]!), c.map((value, axis) => value - a[axis]!)];
      const face = [u[1]! * v[2]! - u[2]! * v[1]!, u[2]! * v[0]! - u[0]! * v[2]!, u[0]! * v[1]! - u[1]! * v[0]!];
      expectClose(normals!.subarray(0, 3), face.map(value => value / Math.hypot(...face)), 1e-4);
    }),
    { numRuns: 30, seed: 1 },
  );
});

test('a node matrix keeps its shear', async () => {
  const document = new Document();
  scene(document);
  const io = new NodeIO();
  document.createBuffer();
  const { json, resources } = await io.writeJSON(document, { basename: 'model' });
  json.nodes![0]!.matrix = [1, 0, 0, 0, 0.5, 1, 0, 0, 0, 0, 1, 0, 0, 0, 7, 1];
  const folder = temporaryFolder();
  await writeFile(join(folder, 'model.gltf'), JSON.stringify(json));
  for (const [name, bytes] of Object.entries(resources)) await writeFile(join(folder, name), bytes);
  const { source } = await loadModel(join(folder, 'model.gltf'), { unitM: 1 });
  expectClose(only(source).positions, [0, 0, 7, 1, 0, 7, 0.5, 1, 7]);
});

test('strips and fans become triangles of one winding', async () => {
  const square = [0, 0, 0, 1, 0, 0, 0, 1, 0, 1, 1, 0];
  const strip = new Document();
  scene(strip, square, null).primitive.setMode(5);
  expect([...only(await load(strip)).indices]).toEqual([0, 1, 2, 1, 3, 2]);

  const fan = new Document();
  const { primitive } = scene(fan, square, null);
  primitive.setMode(6).setIndices(fan.createAccessor().setType('SCALAR').setArray(new Uint16Array([0, 1, 3, 2])).setBuffer(fan.getRoot().listBuffers()[0]!));
  expect([...only(await load(fan)).indices]).toEqual([1, 3, 0, 3, 2, 0]);
});

test('points and lines beside triangles are left out', async () => {
  const document = new Document();
  const { node } = scene(document);
  node.getMesh()!.addPrimitive(document.createPrimitive().setMode(1).setAttribute('POSITION', accessor(document, 'VEC3', TRIANGLE)));
  only(await load(document));
});

test('colours: normalised bytes of three components become linear RGBA', async () => {
  const document = new Document();
  const colors = document.createAccessor().setType('VEC3').setNormalized(true).setArray(new Uint8Array([255, 0, 51, 0, 255, 0, 0, 0, 255]));
  scene(document).primitive.setAttribute('COLOR_0', colors.setBuffer(document.getRoot().listBuffers()[0]!));
  expectClose(only(await load(document)).colors, [1, 0, 0.2, 1, 0, 1, 0, 1, 0, 0, 1, 1]);
});

test('a texture transform is baked into the uvs of the set that it names', async () => {
  const document = new Document();
  const { primitive } = scene(document);
  const transform = document.createExtension(KHRTextureTransform).createTransform().setOffset([0.5, 0.25]).setScale([2, 3]).setRotation(Math.PI / 2).setTexCoord(1);
  const texture = document.createTexture('white').setImage(await WHITE_PNG).setMimeType('image/png');
  const material = document.createMaterial().setBaseColorTexture(texture);
  material.getBaseColorTextureInfo()!.setExtension('KHR_texture_transform', transform);
  primitive.setMaterial(material);
  primitive.setAttribute('TEXCOORD_0', accessor(document, 'VEC2', [9, 9, 9, 9, 9, 9]));
  primitive.setAttribute('TEXCOORD_1', accessor(document, 'VEC2', [0, 0, 1, 0, 0, 1]));
  // Scaled: (0,0) (2,0) (0,3); counter-clockwise with v down: (u,v) -> (v,-u); then moved.
  expectClose(only(await load(document)).uvs, [0.5, 0.25, 0.5, -1.75, 3.5, 0.25]);
});

test('instances are placed each by its own transform', async () => {
  const document = new Document();
  const { node } = scene(document);
  node.setTranslation([0, 0, 1]);
  const batch = document.createExtension(EXTMeshGPUInstancing).createInstancedMesh();
  batch.setAttribute('TRANSLATION', accessor(document, 'VEC3', [1, 0, 0, 0, 2, 0])).setAttribute('SCALE', accessor(document, 'VEC3', [1, 1, 1, -1, 1, 1]));
  node.setExtension('EXT_mesh_gpu_instancing', batch);
  const [first, second] = (await load(document)).primitives;
  expectClose(first!.positions, [1, 0, 1, 2, 0, 1, 1, 1, 1]);
  expectClose(second!.positions, [0, 2, 1, -1, 2, 1, 0, 3, 1]);
  expect([...first!.indices, ...second!.indices]).toEqual([0, 1, 2, 0, 2, 1]);
});

test('a skin places vertices by its joints alone', async () => {
  const document = new Document();
  const { primitive, node } = scene(document);
  const buffer = document.getRoot().listBuffers()[0]!;
  primitive.setAttribute('JOINTS_0', document.createAccessor().setType('VEC4').setArray(new Uint8Array([0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0])).setBuffer(buffer));
  primitive.setAttribute('WEIGHTS_0', accessor(document, 'VEC4', [1, 0, 0, 0, 1, 0, 0, 0, 0.5, 0.5, 0, 0]));
  const still = document.createNode();
  const lifted = document.createNode().setTranslation([0, 0, 4]).setRotation([0, 0, 1, 0]); // Half a turn about z.
  const moved: mat4 = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 1, 0, -2, 1];
  const identity: mat4 = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1];
  const skin = document.createSkin().addJoint(still).addJoint(lifted).setInverseBindMatrices(accessor(document, 'MAT4', [...identity, ...moved]));
  node.setSkin(skin).setTranslation([100, 0, 0]);
  document.getRoot().listScenes()[0]!.addChild(still).addChild(lifted);
  // Vertex 1 hangs on the lifted joint: (1,0,0) -> (2,0,-2) -> (-2,0,2). Vertex 2, half and half: (0,1,0) and (-1,-1,2).
  expectClose(only(await load(document)).positions, [0, 0, 0, -2, 0, 2, -0.5, 0, 1]);
});

test('morph targets act with their default weights', async () => {
  const document = new Document();
  const { primitive, node } = scene(document);
  primitive.addTarget(document.createPrimitiveTarget().setAttribute('POSITION', accessor(document, 'VEC3', [0, 0, 2, 0, 0, 2, 0, 0, 2])));
  node.getMesh()!.setWeights([0.5]);
  expectClose(only(await load(document)).positions, [0, 0, 1, 1, 0, 1, 0, 1, 1]);
});

test('sparse accessors are filled in', async () => {
  const document = new Document();
  const positions = [...new Array<number>(27).fill(0), 1, 0, 0, 0, 1, 0, 0, 0, 0];
  const { primitive } = scene(document, positions, null);
  primitive.getAttribute('POSITION')!.setSparse(true);
  expectClose(only(await load(document)).positions, positions);
});

/** A bumpy 9 x 9 grid: enough vertices for the encoders to do something. */
function grid(document: Document): number[] {
  const positions: number[] = [];
  const indices: number[] = [];
  for (let y = 0; y < 9; y++) for (let x = 0; x < 9; x++) positions.push(x / 8, y / 8, ((x * y) % 5) / 20);
  for (let y = 0; y < 8; y++) for (let x = 0; x < 8; x++) indices.push(y * 9 + x, y * 9 + x + 1, y * 9 + x + 9, y * 9 + x + 1, y * 9 + x + 10, y * 9 + x + 9);
  const { primitive, node } = scene(document, positions, null);
  primitive.setIndices(document.createAccessor().setType('SCALAR').setArray(new Uint16Array(indices)).setBuffer(document.getRoot().listBuffers()[0]!));
  node.setTranslation([10, 0, 0]);
  return indices.flatMap(vertex => [positions[vertex * 3]! + 10, positions[vertex * 3 + 1]!, positions[vertex * 3 + 2]!]);
}

/** Corners of all triangles as text, in an order that does not depend on the encoder's. */
function corners(values: ArrayLike<number>): string[] {
  const places = Array.from({ length: values.length / 9 }, (_, t) =>
    [0, 1, 2].map(k => [0, 1, 2].map(axis => Math.round(values[t * 9 + k * 3 + axis]! * 200) / 200 + 0).join(' ')).sort().join(', '));
  return places.sort();
}

test.for(['meshopt', 'draco'])('%s: quantised and compressed meshes decode to what went in', async kind => {
  const document = new Document().setLogger(new Logger(Logger.Verbosity.SILENT));
  const expected = grid(document);
  if (kind === 'meshopt') await document.transform(meshopt({ encoder: MeshoptEncoder, level: 'high' }));
  else await document.transform(draco());
  const { positions, indices } = only(await load(document));
  const actual = [...indices].flatMap(vertex => [...positions.subarray(vertex * 3, vertex * 3 + 3)]);
  expect(corners(actual)).toEqual(corners(expected));
});

test('the rights that a file states are kept, its own copyright last; texts that are none are not', async () => {
  const of = async (copyright: string | undefined, extras: Record<string, unknown>) => {
    const document = new Document();
    scene(document);
    Object.assign(document.getRoot().getAsset(), { copyright, extras });
    return (await load(document)).license;
  };
  expect(await of('2026 Ada', { license: 'CC-BY-4.0', author: 'Ada', title: 'Mug' })).toBe('CC-BY-4.0; Ada; 2026 Ada');
  expect(await of(undefined, { license: ['x'], author: ' ' })).toBeUndefined();
  expect(await of('x'.repeat(5000), {})).toBe('x'.repeat(1000));
});
