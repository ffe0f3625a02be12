// Checks FBX models, text and binary, against numbers worked out by hand.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { hashModel, loadModel } from '../../../src/assets/load/load.ts';
import type { SourceModel, SourcePrimitive } from '../../../src/assets/source-model.ts';
import { doubleArea } from '../../../src/assets/triangles.ts';
import { doubles, fbxBinary, type FbxRecord, fbxText, ints, property, record } from '../../support/fbx.ts';
import { temporaryFolder } from '../../support/folder.ts';

function write(content: string | Uint8Array, others: Record<string, Uint8Array> = {}): string {
  const folder = temporaryFolder();
  for (const [name, bytes] of Object.entries({ 'model.fbx': content, ...others })) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), bytes);
  }
  return join(folder, 'model.fbx');
}

const load = async (path: string): Promise<SourceModel> => (await loadModel(path, { unitM: 0.001 })).source;
const reasonOf = (content: string | Uint8Array): Promise<string> => load(write(content)).then(() => 'loaded', (error: Error) => error.message);
const pixel = (...rgb: [number, number, number]): Promise<Buffer> => sharp({ create: { width: 1, height: 1, channels: 3, background: { r: rgb[0], g: rgb[1], b: rgb[2] } } }).png().toBuffer();

/** A square with a deep notch, in x and y, of area 7; and a triangle beside it, of another material. */
const GEOMETRY = [
  record('Vertices', [doubles(...[0, 0, 3, 0, 3, 3, 2, 3, 2, 1, 1, 1, 1, 3, 0, 3].flatMap((value, i) => (i % 2 ? [value, 0] : [value])), 4, 0, 0, 5, 0, 0, 4, 1, 0)]),
  record('PolygonVertexIndex', [ints(0, 1, 2, 3, 4, 5, 6, -8, 8, 9, -11)]),
];
const MATERIALS = record('LayerElementMaterial', [0], [record('MappingInformationType', ['ByPolygon']), record('ReferenceInformationType', ['IndexToDirect']), record('Materials', [ints(0, 1)])]);
const UVS = record('LayerElementUV', [0], [
  record('MappingInformationType', ['ByPolygonVertex']), record('ReferenceInformationType', ['Direct']),
  record('UV', [doubles(...Array.from({ length: 11 }, (_, i) => [i / 16, i / 32]).flat())]),
]);
const COLORS = record('LayerElementColor', [0], [
  record('MappingInformationType', ['ByPolygon']), record('ReferenceInformationType', ['Direct']), record('Colors', [doubles(0.5, 1, 0, 1, 1, 0, 0.5, 1)]),
]);

interface Options { settings?: FbxRecord[]; transform?: FbxRecord[]; layers?: FbxRecord[]; objects?: FbxRecord[]; connections?: [string, ...(number | string)[]][] }

/** Two materials: `red` of sRGB 0.5, 0, 0 and `green`. */
const tree = ({ settings = [], transform = [], layers = [MATERIALS], objects = [], connections = [] }: Options = {}): FbxRecord[] => [
  record('GlobalSettings', [], [record('Version', [1000]), record('Properties70', [], settings)]),
  record('Objects', [], [
    record('Geometry', [1, 'Geometry::u', 'Mesh'], [...GEOMETRY, ...layers]),
    record('Model', [2, 'Model::u', 'Mesh'], [record('Version', [232]), record('Properties70', [], transform)]),
    ...['red', 'green'].map((name, i) => record('Material', [3 + i, `Material::${name}`, ''], [
      record('ShadingModel', ['phong']), record('Properties70', [], [property('DiffuseColor', 'Color', i ? 0 : 0.5, i, 0), property('Shininess', 'double', 30)]),
    ])),
    ...objects,
  ]),
  record('Connections', [], [['OO', 2, 0], ['OO', 1, 2], ['OO', 3, 2], ['OO', 4, 2], ...connections].map((values) => record('C', values))),
];

const areaOf = ({ positions, indices }: SourcePrimitive): number => {
  let sum = 0;
  for (let t = 0; t < indices.length; t += 3) sum += doubleArea(positions, indices[t]! * 3, indices[t + 1]! * 3, indices[t + 2]! * 3) / 2;
  return sum;
};

const boxOf = ({ primitives }: SourceModel): number[] => [Math.min, Math.max].flatMap((pick) => [0, 1, 2].map((axis) => pick(...primitives.flatMap(({ positions }) => [...positions].filter((_, i) => i % 3 === axis)))));

test('text and binary: centimetres without a unit, concave polygons, two materials', async () => {
  const model = await load(write(fbxText(tree())));
  expect(model.primitives.map(areaOf)).toEqual([expect.closeTo(7e-4, 9), expect.closeTo(0.5e-4, 9)]);
  expect(boxOf(model)).toEqual([0, 0, 0, 0.05, 0.03, 0].map((value) => expect.closeTo(value, 7)));
  expect(model.primitives.map(({ material }) => material)).toEqual([0, 1]);
  const [red, green] = model.materials;
  expect(red!.baseColorFactor).toEqual([expect.closeTo(((0.5 + 0.055) / 1.055) ** 2.4, 6), 0, 0, 1]);
  expect(green!.baseColorFactor).toEqual([0, expect.closeTo(1, 6), 0, 1]);
  expect(red).toMatchObject({ doubleSided: true, alphaMode: 'opaque', metallic: 0, roughness: expect.closeTo((2 / 32) ** 0.25, 6) });
  expect(await load(write(fbxBinary(tree())))).toEqual(model);
});

test('the unit, the up axis and the node\'s transform; a mirrored node is turned inside out again', async () => {
  const settings = [property('UpAxis', 'int', 2), property('UnitScaleFactor', 'double', 2.54)];
  const transform = [property('Lcl Translation', 'Lcl Translation', 0, 0, 10), property('Lcl Scaling', 'Lcl Scaling', -2, 1, 1)];
  const model = await load(write(fbxBinary(tree({ settings, transform }))));
  // x, y, z with z up become x, z, -y.
  expect(boxOf(model)).toEqual([-10, 10, -3, 0, 10, 0].map((inches) => expect.closeTo(inches * 0.0254, 6)));
  for (const { positions, indices } of model.primitives) {
    for (let t = 0; t < indices.length; t += 3) {
      const [a, b, c] = [indices[t]! * 3, indices[t + 1]! * 3, indices[t + 2]! * 3];
      const up = (positions[b + 2]! - positions[a + 2]!) * (positions[c]! - positions[a]!) - (positions[b]! - positions[a]!) * (positions[c + 2]! - positions[a + 2]!);
      expect(up).toBeGreaterThan(0);
    }
  }
});

test('a model that is far away keeps its shape', async () => {
  const transform = [property('Lcl Translation', 'Lcl Translation', 5e9, 0, 0), property('Lcl Scaling', 'Lcl Scaling', 1, 1, 1)];
  const { primitives } = await load(write(fbxBinary(tree({ transform }))));
  expect(areaOf(primitives[0]!)).toBeCloseTo(7e-4, 8);
});

test('colours of vertices are decoded from sRGB and multiply the material\'s', async () => {
  const { primitives } = await load(write(fbxText(tree({ layers: [MATERIALS, COLORS] }))));
  expect([...primitives[0]!.colors!.subarray(0, 4)]).toEqual([expect.closeTo(((0.5 + 0.055) / 1.055) ** 2.4, 6), expect.closeTo(1, 6), 0, 1]);
  expect([...primitives[1]!.colors!.subarray(0, 4)]).toEqual([expect.closeTo(1, 6), 0, expect.closeTo(((0.5 + 0.055) / 1.055) ** 2.4, 6), 1]);
});

const PATH = 'C:\\work\\maps\\skin red.png';
const textured = (content: FbxRecord[] = []): FbxRecord[] => tree({
  layers: [MATERIALS, UVS],
  objects: [
    record('Video', [6, 'Video::skin', 'Clip'], [record('Type', ['Clip']), record('Filename', [PATH]), record('RelativeFilename', ['maps\\skin red.png']), ...content]),
    record('Texture', [5, 'Texture::skin', ''], [record('Type', ['TextureVideoClip']), record('FileName', [PATH]), record('RelativeFilename', ['maps\\skin red.png'])]),
  ],
  connections: [['OP', 5, 3, 'DiffuseColor'], ['OO', 6, 5]],
});

test('a texture beside the model or in its sub-folder, with v down, counts for the hash', async () => {
  for (const [name, content] of [['maps/skin red.png', fbxText(textured())], ['skin red.png', fbxBinary(textured())]] as const) {
    const path = write(content, { [name]: await pixel(255, 0, 0) });
    const { source, sha256 } = await loadModel(path, { unitM: 1 });
    expect(source.materials[0]!.baseColorTexture, name).toMatchObject({ image: { widthPx: 1, rgba: new Uint8Array([255, 0, 0, 255]) }, wrapU: 'repeat' });
    expect(source.materials[1]!.baseColorTexture).toBeNull();
    expect([...source.primitives[0]!.uvs!].slice(0, 2).every((value) => value >= 0 && value <= 1)).toBe(true);
    expect(Math.min(...[...source.primitives[0]!.uvs!].filter((_, i) => i % 2 === 1))).toBeCloseTo(1 - 7 / 32, 6);
    expect(await hashModel(path)).toBe(sha256);
    writeFileSync(join(dirname(path), name), await pixel(0, 255, 0));
    expect(await hashModel(path)).not.toBe(sha256);
  }
});

test('a texture that lies in the file; one that is missing is noted, and the model drawn without it', async () => {
  const bytes = await pixel(0, 0, 255);
  for (const fbx of [fbxText, fbxBinary]) {
    const { materials: [inside] } = await load(write(fbx(textured([record('Content', [{ bytes }])]))));
    expect(inside!.baseColorTexture!.image.rgba).toEqual(new Uint8Array([0, 0, 255, 255]));
  }
  const model = await load(write(fbxBinary(textured())));
  expect(model.materials[0]!.baseColorTexture).toBeNull();
  expect(model).toMatchObject({ notes: ['texture file "skin red.png" is missing; drawn without it'], missing: ['texture file "skin red.png" is missing'] });
});

test('what is no FBX, too old or cut off is refused', async () => {
  const whole = fbxBinary(tree());
  expect(await reasonOf('solid x')).toBe('truncated or not an FBX: it has no FBXVersion');
  expect(await reasonOf(fbxText(tree()).replace('FBXVersion: 7300', 'FBXVersion: 6100'))).toBe('FBX of version 6100; wanted 7000 (FBX 2011) or later');
  for (const length of [30, 300, Math.floor(whole.length / 2)]) expect(await reasonOf(whole.subarray(0, length))).toMatch(/^truncated or /);
  expect(await reasonOf(fbxText([record('Objects')]))).toMatch(/^truncated or damaged/);
});
