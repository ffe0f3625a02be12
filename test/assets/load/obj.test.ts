// Checks OBJ models and their material libraries against numbers worked out by hand.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { loadModel } from '../../../src/assets/load/load.ts';
import type { SourceModel } from '../../../src/assets/source-model.ts';
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

beforeEach(() => {
  vi.spyOn(console, 'warn');
});
afterEach(() => {
  expect(console.warn).not.toHaveBeenCalled();
  vi.restoreAllMocks();
});

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
