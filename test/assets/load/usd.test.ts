// Checks USD models, text, binary and packages, against numbers worked out by hand.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { zipSync } from 'three/addons/libs/fflate.module.js';
import { hashModel, loadModel } from '../../../src/assets/load/load.ts';
import type { SourceModel, SourcePrimitive } from '../../../src/assets/source-model.ts';
import { doubleArea } from '../../../src/assets/triangles.ts';
import { temporaryFolder } from '../../support/folder.ts';
import { usdCrate } from '../../support/usd-crate.ts';

function write(files: Record<string, string | Uint8Array>): string {
  const folder = temporaryFolder();
  for (const [name, bytes] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), bytes);
  }
  return join(folder, Object.keys(files)[0]!);
}

const load = async (files: Record<string, string | Uint8Array>): Promise<SourceModel> => (await loadModel(write(files), { unitM: 0.001 })).source;
const reasonOf = (files: Record<string, string | Uint8Array>): Promise<string> => load(files).then(() => 'loaded', (error: Error) => error.message);
const pixel = (r: number, g: number, b: number): Promise<Buffer> => sharp({ create: { width: 1, height: 1, channels: 3, background: { r, g, b } } }).png().toBuffer();

/** A square with a deep notch, in x and y, of area 7. */
const MESH = `    def Mesh "u" (
        prepend apiSchemas = ["MaterialBindingAPI"]
    )
    {
        int[] faceVertexCounts = [8]
        int[] faceVertexIndices = [0, 1, 2, 3, 4, 5, 6, 7]
        point3f[] points = [(0, 0, 0), (3, 0, 0), (3, 3, 0), (2, 3, 0), (2, 1, 0), (1, 1, 0), (1, 3, 0), (0, 3, 0)]
        texCoord2f[] primvars:st = [(0, 0), (1, 0), (1, 1), (0.75, 1), (0.75, 0.25), (0.25, 0.25), (0.25, 1), (0, 0.875)] (
            interpolation = "vertex"
        )
        uniform token subdivisionScheme = "none"
        rel material:binding = </root/paint>
    }
`;
const PAINT = `    def Material "paint"
    {
        token outputs:surface.connect = </root/paint/surface.outputs:surface>
        def Shader "surface"
        {
            uniform token info:id = "UsdPreviewSurface"
            color3f inputs:diffuseColor = (0.25, 0.5, 0.75)
            float inputs:roughness = 0.3
            float inputs:metallic = 0.6
            token outputs:surface
        }
    }
`;
const layer = (inner: string, header = 'metersPerUnit = 1\n    upAxis = "Y"', transform = ''): string =>
  `#usda 1.0\n(\n    defaultPrim = "root"\n    ${header}\n)\n\ndef Xform "root"\n{\n${transform}${inner}}\n`;
const PLAIN = layer(MESH + PAINT);

function areaOf(primitives: SourcePrimitive[]): number {
  let sum = 0;
  for (const { positions, indices } of primitives) for (let t = 0; t < indices.length; t += 3) sum += doubleArea(positions, indices[t]! * 3, indices[t + 1]! * 3, indices[t + 2]! * 3) / 2;
  return sum;
}

const boxOf = ({ primitives }: SourceModel): number[] => [Math.min, Math.max].flatMap((pick) => [0, 1, 2].map((axis) => pick(...primitives.flatMap(({ positions }) => [...positions].filter((_, i) => i % 3 === axis)))));
const close = (values: number[]): unknown[] => values.map((value) => expect.closeTo(value, 5));

test('text: a concave polygon and its material', async () => {
  const model = await load({ 'model.usda': PLAIN });
  expect(areaOf(model.primitives)).toBeCloseTo(7, 5);
  expect(boxOf(model)).toEqual(close([0, 0, 0, 3, 3, 0]));
  expect(model.materials).toEqual([expect.objectContaining({ baseColorFactor: [0.25, 0.5, 0.75, 1], metallic: 0.6, roughness: 0.3, alphaMode: 'opaque', doubleSided: true })]);
  expect(await load({ 'model.usd': PLAIN.replaceAll('\n', '\r\n') })).toEqual(model);
  expect(await load({ 'model.usdz': zipSync({ 'model.usda': Buffer.from(PLAIN) }, { level: 0 }) })).toEqual(model);
});

test('normals are those of the file, or are left to the compiler', async () => {
  expect((await load({ 'model.usda': PLAIN })).primitives[0]!.normals).toBeNull();
  const normals = `normal3f[] normals = [${Array.from({ length: 8 }, () => '(0, 0.6, 0.8)').join(', ')}] (\n            interpolation = "vertex"\n        )\n        `;
  const { primitives: [mesh] } = await load({ 'model.usda': layer(MESH.replace('uniform token subdiv', `${normals}uniform token subdiv`) + PAINT) });
  expect([...mesh!.normals!.subarray(0, 3)]).toEqual(close([0, 0.6, 0.8]));
});

test('the unit, centimetres where there is none, the up axis and transforms', async () => {
  const transform = '    double3 xformOp:translate = (0, 0, 10)\n    float3 xformOp:scale = (2, 1, 1)\n    uniform token[] xformOpOrder = ["xformOp:translate", "xformOp:scale"]\n';
  expect(boxOf(await load({ 'model.usda': layer(MESH + PAINT, 'upAxis = "Z"', transform) }))).toEqual(close([0, 0.1, -0.03, 0.06, 0.1, 0]));
  expect(boxOf(await load({ 'model.usda': layer(MESH + PAINT, 'metersPerUnit = 0.0254', transform) }))).toEqual(close([0, 0, 0.254, 6 * 0.0254, 3 * 0.0254, 0.254]));
});

test('binary, and packages of it; the images that it names count for the hash', async () => {
  const crate = usdCrate([
    { path: '/', fields: { metersPerUnit: { type: 'double', value: 0.5 }, upAxis: { type: 'token', value: 'Z' } } },
    { path: '/root', fields: { typeName: { type: 'token', value: 'Xform' } } },
    { path: '/root/u', fields: { typeName: { type: 'token', value: 'Mesh' } } },
    { path: '/root/u.points', fields: { default: { type: 'vec3f', list: [0, 0, 3, 0, 3, 3, 2, 3, 2, 1, 1, 1, 1, 3, 0, 3].flatMap((value, i) => (i % 2 ? [value, 0] : [value])) } } },
    { path: '/root/u.faceVertexCounts', fields: { default: { type: 'int', list: [8] } } },
    { path: '/root/u.faceVertexIndices', fields: { default: { type: 'int', list: [0, 1, 2, 3, 4, 5, 6, 7] } } },
    { path: '/root/wood', fields: { typeName: { type: 'token', value: 'Shader' } } },
    { path: '/root/wood.inputs:file', fields: { default: { type: 'asset', value: 'wood.png' } } },
  ]);
  const path = write({ 'model.usdc': crate, 'wood.png': await pixel(1, 2, 3) });
  const { source, sha256 } = await loadModel(path, { unitM: 1 });
  expect(areaOf(source.primitives)).toBeCloseTo(7 / 4, 5);
  expect(boxOf(source)).toEqual(close([0, 0, -1.5, 1.5, 0, 0]));
  expect(await load({ 'model.usdz': zipSync({ 'model.usdc': crate }, { level: 0 }) })).toEqual(source);
  writeFileSync(join(dirname(path), 'wood.png'), await pixel(3, 2, 1));
  expect(await hashModel(path)).not.toBe(sha256);
});

const TEXTURED = PAINT.replace('color3f inputs:diffuseColor = (0.25, 0.5, 0.75)', 'color3f inputs:diffuseColor.connect = </root/paint/wood.outputs:rgb>')
  .replace('def Shader "surface"', `def Shader "wood"
        {
            uniform token info:id = "UsdUVTexture"
            asset inputs:file = @./maps/wood.png@
            token inputs:wrapS = "mirror"
            token inputs:wrapT = "clamp"
            float3 outputs:rgb
        }
        def Shader "surface"`);

test('a texture beside the file or in its package, with v down; it counts for the hash', async () => {
  const png = await pixel(255, 128, 0);
  const path = write({ 'model.usda': layer(MESH + TEXTURED), 'maps/wood.png': png });
  const { source, sha256 } = await loadModel(path, { unitM: 1 });
  expect(source.materials[0]!.baseColorTexture).toEqual({ image: { widthPx: 1, heightPx: 1, rgba: new Uint8Array([255, 128, 0, 255]) }, wrapU: 'mirror', wrapV: 'clamp' });
  expect(source.materials[0]!.baseColorFactor).toEqual([1, 1, 1, 1]);
  expect(Math.min(...[...source.primitives[0]!.uvs!].filter((_, i) => i % 2 === 1))).toBe(0);
  expect([...source.primitives[0]!.uvs!]).toContain(0.125);
  expect(source.notes).toEqual([]);
  expect(await hashModel(path)).toBe(sha256);
  writeFileSync(join(dirname(path), 'maps/wood.png'), await pixel(0, 0, 0));
  expect(await hashModel(path)).not.toBe(sha256);

  const packed = await load({ 'model.usdz': zipSync({ 'model.usda': Buffer.from(layer(MESH + TEXTURED)), 'maps/wood.png': png }, { level: 0 }) });
  expect(packed.materials).toEqual(source.materials);
  const without = await load({ 'model.usda': layer(MESH + TEXTURED) });
  expect(without.materials[0]!.baseColorTexture).toBeNull();
  expect(without).toMatchObject({ notes: ['texture file "./maps/wood.png" is missing; drawn without it'], missing: ['texture file "./maps/wood.png" is missing'] });
});

test('layers that a file refers to are read, in the unit of the file', async () => {
  const part = layer(MESH + PAINT, 'metersPerUnit = 0.01\n    upAxis = "Z"');
  const whole = '#usda 1.0\n(\n    metersPerUnit = 0.1\n)\n\ndef Xform "a" (\n    references = @./parts/u.usda@</root>\n)\n{\n    double3 xformOp:translate = (0, 0, 5)\n    uniform token[] xformOpOrder = ["xformOp:translate"]\n}\n';
  const files = { 'model.usda': whole, 'parts/u.usda': part };
  for (const text of [whole, whole.replace('</root>', ''), whole.replace('references', 'prepend references'), whole.replace('references', 'prepend payload')]) {
    expect(boxOf(await load({ ...files, 'model.usda': text }))).toEqual(close([0, 0, 0.5, 0.3, 0.3, 0.5]));
  }
  const path = write(files);
  const hash = await hashModel(path);
  writeFileSync(join(dirname(path), 'parts/u.usda'), part.replace('0.25, 0.5, 0.75', '1, 1, 1'));
  expect(await hashModel(path)).not.toBe(hash);
  expect(await reasonOf({ 'model.usda': whole, 'parts/u.usda': whole.replace('./parts/', '') })).toBe('the layer "./parts/u.usda" refers to itself, directly or by way of others');
});

test('what USD does not render is not drawn', async () => {
  const guide = MESH.replace('"u"', '"guide"').replace('uniform token subdiv', 'uniform token purpose = "guide"\n        uniform token subdiv');
  const unseen = MESH.replace('"u"', '"unseen"').replace('uniform token subdiv', 'token visibility = "invisible"\n        uniform token subdiv');
  expect(areaOf((await load({ 'model.usda': layer(MESH + guide + unseen + PAINT) })).primitives)).toBeCloseTo(7, 5);
});

test('a mirrored prim is turned inside out again', async () => {
  const transform = '    float3 xformOp:scale = (-1, 1, 1)\n    uniform token[] xformOpOrder = ["xformOp:scale"]\n';
  const { primitives: [mesh] } = await load({ 'model.usda': layer(MESH + PAINT, 'metersPerUnit = 1', transform) });
  const { positions: p, indices } = mesh!;
  for (let t = 0; t < indices.length; t += 3) {
    const [a, b, c] = [indices[t]! * 3, indices[t + 1]! * 3, indices[t + 2]! * 3];
    expect((p[b]! - p[a]!) * (p[c + 1]! - p[a + 1]!) - (p[b + 1]! - p[a + 1]!) * (p[c]! - p[a]!)).toBeGreaterThan(0);
  }
});

test.for([
  ['truncated or not a USD: the file begins with neither "#usda" nor "PXR-USDC"', 'model.usd', 'hello'],
  ['truncated or damaged: the file cannot be read as a USD', 'model.usdc', 'PXR-USDC and no more'],
  ['no triangles', 'model.usda', layer(PAINT)],
  ['truncated or damaged: its package (zip) cannot be unpacked', 'model.usdz', zipSync({ 'model.usda': Buffer.from(PLAIN) }).subarray(0, 200)],
  ['the first file of its package is "a.png"; wanted a .usda or .usdc', 'model.usdz', zipSync({ 'a.png': Buffer.from(''), 'model.usda': Buffer.from(PLAIN) })],
] as const)('%s', async ([reason, name, content]) => {
  expect(await reasonOf({ [name]: content })).toBe(reason);
});
