// Checks OBJ models and their material libraries against numbers worked out by hand.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { loadModel } from '../../../src/assets/load/load.ts';
import { scanObj } from '../../../src/assets/load/obj-scan.ts';
import type { SourceModel, SourcePrimitive } from '../../../src/assets/source-model.ts';
import { DECODE_SRGB } from '../../../src/assets/srgb.ts';
import { doubleArea } from '../../../src/assets/triangles.ts';
import { temporaryFolder } from '../../support/folder.ts';

const TRIANGLE = 'v 0 0 0\nv 1 0 0\nv 0 1 0\n';

async function load(files: Record<string, string | Uint8Array>, unitM = 1): Promise<SourceModel> {
  const folder = temporaryFolder();
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  return (await loadModel(join(folder, 'model.obj'), { unitM })).source;
}

function pixel(...rgba: [number, number, number, number]): Promise<Buffer> {
  return sharp(new Uint8Array(rgba), { raw: { width: 1, height: 1, channels: 4 } }).png().toBuffer();
}

test('units are scaled, v points down, missing normals stay missing, materials are double-sided', async () => {
  const model = await load({ 'model.obj': `${TRIANGLE}vt 0 0\nvt 1 0\nvt 0 0.75\nf 1/1 2/2 3/3\n` }, 0.5);
  expect(model.primitives).toEqual([{
    positions: new Float32Array([0, 0, 0, 0.5, 0, 0, 0, 0.5, 0]), normals: null,
    uvs: new Float32Array([0, 1, 1, 1, 0, 0.25]), colors: null, indices: new Uint32Array([0, 1, 2]), material: 0,
  }]);
  expect(model.materials).toEqual([{
    baseColorFactor: [1, 1, 1, 1], baseColorTexture: null, metallic: 0, roughness: 1, metallicRoughnessTexture: null,
    normalTexture: null, normalScale: 1, alphaMode: 'opaque', alphaCutoff: 0.5, doubleSided: true,
  }]);
});

test('quads, normals, relative indices, groups, lines and unknown words', async () => {
  const text = `o thing\ng\nvp 1 2\n${TRIANGLE}v 1 1 0\nvn 0 0 1\nusemap x\ns off\nf -4//1 -3//1 \\\n-1//1 -2//1\nl 1 2\np 1\ncurv2 1\n`;
  const [primitive] = (await load({ 'model.obj': text.replaceAll('\n', '\r\n') })).primitives;
  expect([...primitive!.positions]).toEqual([0, 0, 0, 1, 0, 0, 1, 1, 0, 0, 0, 0, 1, 1, 0, 0, 1, 0]);
  expect([...primitive!.normals!]).toEqual([0, 0, 1, 0, 0, 1, 0, 0, 1, 0, 0, 1, 0, 0, 1, 0, 0, 1]);
});

test('vertex colours are sRGB-coded in the file and linear here', async () => {
  const [primitive] = (await load({ 'model.obj': 'v 0 0 0 1 0 0\nv 1 0 0 0.5 1 0\nv 0 1 0 0 0 1\nf 1 2 3\n' })).primitives;
  [1, 0, 0, 1, 0.21404, 1, 0, 1, 0, 0, 1, 1].forEach((value, place) => expect(primitive!.colors![place]).toBeCloseTo(value, 4));
});

test('faces are gathered by material over groups and objects', async () => {
  const model = await load({
    'model.obj': `mtllib two colours.mtl\n${TRIANGLE}usemtl red\nf 1 2 3\no other\nusemtl dull\nf 1 2 3\nusemtl red\nf 3 2 1\n`,
    'two colours.mtl': 'newmtl red\nKd 1 0 0\nNs 30\nnewmtl dull\nkd 0.2 0.2 0.2\nd 0.25\n',
  });
  expect(model.primitives.map(({ indices, material }) => [indices.length / 3, material])).toEqual([[2, 0], [1, 1]]);
  expect(model.materials[0]).toMatchObject({ baseColorFactor: [1, 0, 0, 1], roughness: 0.5, alphaMode: 'opaque' });
  expect(model.materials[1]).toMatchObject({ alphaMode: 'blend' });
  const { baseColorFactor } = model.materials[1]!;
  expect(baseColorFactor[0]).toBeCloseTo(0.0331, 4); // Code 51.
  expect(baseColorFactor[3]).toBe(0.25);
});

test('textures are found through folders, backslashes, letter case, options and foreign absolute paths', async () => {
  const files = {
    'model.obj': `mtllib LIB\\Model.mtl\n${TRIANGLE}usemtl a\nf 1 2 3\nusemtl b\nf 1 2 3\nusemtl c\nf 1 2 3\n`,
    'lib/model.mtl': 'newmtl a\nmap_Kd -s 1 1 1 -o 0 0.5 -clamp on Textures\\My Wood.PNG\nKd 0 0 0\nnewmtl b\n\tmap_Kd\tC:\\art\\stone.png\nnorm -bm 1.0 stone.png\nnewmtl c\nKd 1 1 1\nbump stone.png\n',
    'lib/textures/my wood.png': await pixel(1, 2, 3, 255),
    'lib/stone.png': await pixel(4, 5, 6, 255),
  };
  const { materials } = await load(files);
  expect(materials[0]!.baseColorTexture).toEqual({ image: { widthPx: 1, heightPx: 1, rgba: new Uint8Array([1, 2, 3, 255]) }, wrapU: 'clamp', wrapV: 'clamp' });
  expect(materials[0]!.baseColorFactor).toEqual([1, 1, 1, 1]);
  expect([...materials[1]!.baseColorTexture!.image.rgba]).toEqual([4, 5, 6, 255]);
  expect([...materials[1]!.normalTexture!.image.rgba]).toEqual([4, 5, 6, 255]);
  expect(materials[2]!.normalTexture).toBeNull();
});

test('an alpha map cuts the colour map', async () => {
  const { materials } = await load({
    'model.obj': `mtllib m.mtl\n${TRIANGLE}usemtl a\nf 1 2 3\n`,
    'm.mtl': 'newmtl a\nmap_Kd color.png\nmap_d mask.png\n',
    'color.png': await pixel(1, 2, 3, 255),
    'mask.png': await sharp(new Uint8Array([77]), { raw: { width: 1, height: 1, channels: 1 } }).png().toBuffer(),
  });
  expect(materials[0]).toMatchObject({ alphaMode: 'blend' });
  expect([...materials[0]!.baseColorTexture!.image.rgba]).toEqual([1, 2, 3, 77]);
});

/** Seen from outside counter-clockwise; the top lies in z = 1. */
function prism(outline: [number, number][]): string {
  const count = outline.length;
  const ring = (from: number): number[] => outline.map((_, i) => from + i);
  const faces = [ring(1).reverse(), ring(1 + count), ...outline.map((_, i) => [1 + i, 1 + ((i + 1) % count), 1 + count + ((i + 1) % count), 1 + count + i])];
  return [...[0, 1].flatMap((z) => outline.map(([x, y]) => `v ${x} ${y} ${z}`)), ...faces.map((face) => `f ${face.join(' ')}`)].join('\n');
}

/** The signed volume tells a wrong winding, the area triangles that stick out of a concave face. */
function sizeOf({ positions, indices }: SourcePrimitive): { area: number; volume: number } {
  let area = 0, volume = 0;
  for (let t = 0; t < indices.length; t += 3) {
    const [a, b, c] = [...indices.subarray(t, t + 3)].map((vertex) => vertex * 3) as [number, number, number];
    const [p, q, r] = [a, b, c].map((at) => positions.subarray(at, at + 3)) as [Float32Array, Float32Array, Float32Array];
    area += doubleArea(positions, a, b, c) / 2;
    volume += (p[0]! * (q[1]! * r[2]! - q[2]! * r[1]!) + p[1]! * (q[2]! * r[0]! - q[0]! * r[2]!) + p[2]! * (q[0]! * r[1]! - q[1]! * r[0]!)) / 6;
  }
  return { area, volume };
}

test('emission: a strength above 1, a map whose Ke is black or not there, and one that cannot be placed', async () => {
  const names = ['strong', 'mapped', 'tinted', 'apart', 'lost', 'dark'];
  const model = await load({
    'model.obj': `mtllib m.mtl\n${TRIANGLE}${names.map((name) => `usemtl ${name}\nf 1 2 3`).join('\n')}\n`, 'glow.png': await pixel(0, 255, 0, 255),
    'm.mtl': 'newmtl strong\nKe 4 2 0\nnewmtl mapped\nKe 0 0 0\nmap_Ke glow.png\nnewmtl tinted\nKe 1 0.5 0\nmap_Ke -clamp on glow.png\n'
      + 'newmtl apart\nmap_Kd glow.png\nmap_Ke -s 2 2 glow.png\nnewmtl lost\nmap_Ke gone.png\nnewmtl dark\nKe 0 0 0\n',
  });
  const half = DECODE_SRGB[128]!;
  const [strong, mapped, tinted, ...others] = model.materials.map(({ emission }) => emission);
  expect(strong).toEqual({ factor: [4, 4 * half, 0], texture: null });
  expect(mapped).toMatchObject({ factor: [1, 1, 1], texture: { image: { rgba: new Uint8Array([0, 255, 0, 255]) }, wrapU: 'repeat' } });
  expect(tinted).toMatchObject({ factor: [1, half, 0], texture: { wrapU: 'clamp' } });
  expect(others).toEqual([undefined, undefined, undefined]);
  expect(model.notes).toEqual(['texture file "gone.png" is missing; drawn without it', 'the emission map "glow.png" is not drawn: its -s and -o are not those of the colour map']);
});

test.for([
  ['L', [[0, 0], [3, 0], [3, 1], [1, 1], [1, 3], [0, 3]], { area: 22, volume: 5 }],
  ['U', [[0, 0], [3, 0], [3, 3], [2, 3], [2, 1], [1, 1], [1, 3], [0, 3]], { area: 30, volume: 7 }],
  ['arrowhead, a concave quad', [[0, 0], [4, 4], [0, 2], [-4, 4]], { area: 2 * 8 + 2 * Math.hypot(4, 4) + 2 * Math.hypot(4, 2), volume: 8 }],
] as [string, [number, number][], { area: number; volume: number }][])('concave faces are filled whichever corner is first: %s', async ([, outline, expected]) => {
  for (let first = 0; first < outline.length; first++) {
    const [primitive] = (await load({ 'model.obj': prism([...outline.slice(first), ...outline.slice(0, first)]) })).primitives;
    const { area, volume } = sizeOf(primitive!);
    expect(area).toBeCloseTo(expected.area, 5);
    expect(volume).toBeCloseTo(expected.volume, 5);
  }
});

test('every encoding, line end and spelling of keywords gives the same model', async () => {
  const text = `mtllib m.mtl\n${TRIANGLE}v 1 1 0\nvt 0 0\nvt 1 0.5\nvn 0 0 1\nusemtl a\nf 1/1/1 2/2/1 4/2/1 3/1/1\nusemtl b\nf 1/1/1 3/2/1 2/2/1\n`;
  const withText = (content: string | Buffer): Promise<SourceModel> => load({ 'model.obj': content, 'm.mtl': 'newmtl a\nKd 1 0 0\nnewmtl b\nKd 0 1 0\n' });
  const expected = await withText(text);
  expect(expected.primitives.map(({ indices }) => indices.length)).toEqual([6, 3]);
  const tabs = text.replaceAll(' ', '\t').replaceAll(/^/gm, '  ');
  const upper = text.replaceAll(/^\w+/gm, (word) => word.toUpperCase());
  const commented = text.replaceAll('\n', '  # 1,5\n').replaceAll(/^((?:mtllib|usemtl).*?) +#.*$/gm, '$1');
  for (const other of [`\ufeff${text}`, tabs, upper, commented, text.replaceAll('\n', '\r'), text.replaceAll('\n', '\r\n'), text.trimEnd()]) {
    expect(await withText(other), JSON.stringify(other)).toEqual(expected);
  }
  for (const mark of ['', '\ufeff']) {
    expect(await withText(Buffer.from(mark + text, 'utf16le'))).toEqual(expected);
    expect(await withText(Buffer.from(mark + text, 'utf16le').swap16())).toEqual(expected);
  }
});

test('numbers are read to the last bit as JavaScript reads them', () => {
  const numbers = ['1.5', '-.25', '+3.', '1e-3', '-2.5E+2', '0.1', '123456789012345678', '0.30000000000000004', '000.0000001', '4.35', '1e22', '9007199254740993', '500123.123456789', '-0.00000000000000000000000123', '5423456.85'];
  expect(scanObj(Buffer.from(numbers.map((token) => `v ${token} 0 0\n`).join(''))).positions.filter((_, i) => i % 3 === 0)).toEqual(numbers.map(Number));
});

test('vertices without a colour among coloured ones are white; colours may be 0 to 255', async () => {
  const [partial] = (await load({ 'model.obj': 'v 0 0 0\nv 1 0 0 0 1 0\nv 0 1 0\nv 1 1 0 0 0 1\nf 1 2 4 3\n' })).primitives;
  const [white, green, blue] = [[1, 1, 1, 1], [0, 1, 0, 1], [0, 0, 1, 1]];
  expect([...partial!.colors!]).toEqual([white, green, blue, white, blue, white].flat());
  const [bytes] = (await load({ 'model.obj': 'v 0 0 0 255 0 0\nv 1 0 0 128 0 0\nv 0 1 0 0 0 0\nf 1 2 3\n' })).primitives;
  expect([0, 4, 8].map((at) => bytes!.colors![at])).toEqual([1, Math.fround(((128 / 255 + 0.055) / 1.055) ** 2.4), 0]);
});

test('scale and offset of a map go into the uvs of its material alone', async () => {
  const checks = await pixel(9, 9, 9, 255);
  const model = await load({
    'model.obj': `mtllib m.mtl\n${TRIANGLE}vt 0 0\nvt 1 0\nvt 0.5 1\nusemtl a\nf 1/1 2/2 3/3\nusemtl b\nf 1/1 2/2 3/3\nusemtl c\nf 1/1 2/2 3/3`,
    'm.mtl': 'newmtl a\nmap_Kd -s 4 2 1 -o 0.5 0.25 0 checks.png\nnorm checks.png\nnewmtl b\nmap_Kd checks.png\nnewmtl c\nnorm -s 3 3 checks.png',
    'checks.png': checks,
  });
  // u' = 4 u + 0.5 and v' = 2 v + 0.25 with v up; here v is down.
  expect([...model.primitives[0]!.uvs!]).toEqual([0.5, 0.75, 4.5, 0.75, 2.5, -1.25]);
  expect([...model.primitives[1]!.uvs!]).toEqual([0, 1, 1, 1, 0.5, 0]);
  expect([...model.primitives[2]!.uvs!]).toEqual([0, 1, 3, 1, 1.5, -2]);
  expect(model.materials[0]!.normalTexture).toBeNull();
  expect(model.materials[2]!.normalTexture).not.toBeNull();
  expect(model.notes).toEqual(['the normal map "checks.png" is not drawn: its -s and -o are not those of the colour map']);
});

test('names are found with quotes, accents of either kind, Latin-1, %20, and beside the model in place of an absolute path', async () => {
  const names = ['"my wood.png"', 'caf\u00e9.png', 'my%20stone.png', 'kept%20so.png', '/home/artist/x/far.png', 'D:\\art\\D\u00e9cor.png'];
  const materials = names.map((name, i) => `newmtl "m ${i}"\nmap_Kd ${name}\n`).join('');
  const files = {
    'lib/my wood.png': 0, 'lib/cafe\u0301.png': 1, 'lib/my stone.png': 2, 'lib/kept%20so.png': 3, 'far.png': 4, 'lib/d\u00e9cor.png': 5,
  };
  const images = Object.fromEntries(await Promise.all(Object.entries(files).map(async ([name, code]) => [name, await pixel(code, 0, 0, 255)] as const)));
  for (const encoding of ['utf8', 'latin1'] as const) {
    const model = await load({
      'model.obj': Buffer.from(`mtllib "lib/mat\u00e9riel 1.mtl"\n${TRIANGLE}${names.map((_, i) => `usemtl m ${i}\nf 1 2 3\n`).join('')}`, encoding),
      'lib/mat\u00e9riel 1.mtl': Buffer.from(materials, encoding), ...images,
    });
    expect(model.materials.map(({ baseColorTexture }) => baseColorTexture?.image.rgba[0]), encoding).toEqual([0, 1, 2, 3, 4, 5]);
    expect(model.notes).toEqual([]);
  }
});

test('what is not drawn is noted', async () => {
  const { notes } = await load({ 'model.obj': `${TRIANGLE}l 1 2\nf 1 2 3\n` });
  expect(notes).toEqual(['lines, points and free-form surfaces are not drawn']);
});

test('faces may come before the vertices that they name, and name uvs that the file lacks', async () => {
  const [primitive] = (await load({ 'model.obj': `f 1/1 2/2/ 3/3\n${TRIANGLE}` })).primitives;
  expect([...primitive!.positions]).toEqual([0, 0, 0, 1, 0, 0, 0, 1, 0]);
  expect(primitive!.uvs).toBeNull();
});
