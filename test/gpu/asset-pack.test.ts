// Checks where a pack puts each model's rows, and what it writes into them.
import { expect, test } from 'vitest';
import { compile } from '../../src/assets/compile/compile.ts';
import type { WholeModel } from '../../src/assets/compiled-model.ts';
import { checkPack, packAssets, packTransferList } from '../../src/gpu/asset-pack.ts';
import { structLayout, StructRows } from '../../src/gpu/wgsl.ts';
import { readShaders } from '../../src/run/shaders.ts';
import { gradient, image, material, sphere, texture } from '../support/shapes.ts';

const texts = readShaders();
const OPTIONS = { textureSizePx: 128, viewLevel: 0 };
const leaf = image(64, 128, (x, y) => [x, y, 0, x % 2 ? 255 : 0]);
const compiled = [
  await compile(sphere(32, 24), 'a', OPTIONS),
  await compile({
    ...sphere(16, 12),
    materials: [
      material({ baseColorTexture: texture(leaf, 'mirror'), alphaMode: 'mask', doubleSided: true, baseColorFactor: [0.5, 0.25, 1, 1] }),
      material({ normalTexture: texture(image(64, 64, gradient), 'clamp'), metallic: 0.75, roughness: 0.5, normalScale: 2, isUnlit: true, emission: { factor: [3, 0.5, 0], texture: texture(leaf, 'mirror') } }),
    ],
  }, 'b', OPTIONS),
];
const [a, b] = compiled as [WholeModel, WholeModel];
const pack = packAssets([b, a, b], texts);
const meshes = new StructRows(structLayout(texts, 'mesh', 'Mesh'), pack.meshes.buffer);
const materials = new StructRows(structLayout(texts, 'material', 'Material'), pack.materials.buffer);
const mesh = (row: number) => ['firstVertex', 'vertexCount', 'firstTriangle', 'triangleCount'].map((field) => meshes.u32[meshes.at(row, field)]!);

test('models lie in the chosen order, each with all its levels', () => {
  expect([...pack.meshOf]).toEqual([0, b.lods.length, b.lods.length + a.lods.length]);
  const level = 1;
  const [firstVertex, vertexCount, firstTriangle, triangleCount] = mesh(pack.meshOf[1]! + level) as [number, number, number, number];
  const lod = a.lods[level]!;
  expect([vertexCount, triangleCount]).toEqual([lod.vertexCount, lod.triangleCount]);
  const range = <T extends { subarray(from: number, to: number): T }>(array: T, first: number, count: number, size: number) =>
    array.subarray(first * size, (first + count) * size);
  expect(range(pack.positions, firstVertex, vertexCount, 3)).toEqual(range(a.positions, lod.firstVertex, vertexCount, 3));
  expect(range(pack.attributes, firstVertex, vertexCount, 4)).toEqual(range(a.attributes, lod.firstVertex, vertexCount, 4));
  expect(range(pack.neighbors, firstTriangle, triangleCount, 3)).toEqual(range(a.neighbors, lod.firstTriangle, triangleCount, 3));
  const source = range(a.triangleWords, lod.firstTriangle, triangleCount, 4);
  expect(range(pack.triangles, firstTriangle, triangleCount, 4)).toEqual(source.map((word, i) => (i % 4 === 3 ? word + 2 : word)));
});

test('triangles carry the material of the pack and its flags', () => {
  const words = new Set([...pack.triangles].filter((_, i) => i % 4 === 3));
  expect(words).toEqual(new Set([0xc0000000, 1, 2, 3, 0xc0000004, 5]));
});

test('materials: textures by array and layer, wraps, masks, factors', () => {
  const u32 = (row: number, field: string) => materials.u32[materials.at(row, field)];
  const f32 = (row: number, field: string, count = 1) => [...materials.f32.subarray(materials.at(row, field), materials.at(row, field) + count)];
  expect(pack.textures.map((layers) => layers.length)).toEqual([2, 4, 0, 0, 0]);
  expect([0, 1, 2, 4, 5].map((row) => u32(row, 'baseTexture'))).toEqual([1 << 16, 0xffffffff, 0xffffffff, (1 << 16) | 2, 0xffffffff]);
  expect([0, 1, 2, 4, 5].map((row) => u32(row, 'surfaceTexture'))).toEqual([0xffffffff, 0, 0xffffffff, 0xffffffff, 1]);
  expect([u32(0, 'wrap'), u32(1, 'wrap'), u32(2, 'wrap')]).toEqual([0b1010, 0b1010_0101_0000, 0]);
  expect([u32(0, 'alphaMask'), u32(4, 'alphaMask'), u32(1, 'alphaMask')]).toEqual([0, 128 * 4, 0xffffffff]);
  expect([u32(0, 'alphaSizeLog2'), u32(1, 'hasNormalMap')]).toEqual([7, 1]);
  expect(pack.alphaBits.subarray(128 * 4)).toEqual(b.alphaMasks[0]!.bits);
  expect(f32(0, 'baseColorFactor', 4)).toEqual([0.5, 0.25, 1, 1]);
  expect([0, 1, 2, 5].map((row) => u32(row, 'emissiveTexture'))).toEqual([0xffffffff, (1 << 16) | 1, 0xffffffff, (1 << 16) | 3]);
  expect([f32(0, 'emissiveFactor', 3), f32(1, 'emissiveFactor', 3), f32(1, 'emissiveUvScale', 2)]).toEqual([[0, 0, 0], [3, 0.5, 0], [0.5, 1]]);
  expect([0, 1, 2].map((row) => u32(row, 'unlit'))).toEqual([0, 1, 0]);
  expect([f32(0, 'baseUvScale', 2), f32(1, 'metallic'), f32(1, 'roughness'), f32(1, 'normalScale')]).toEqual([[0.5, 1], [0.75], [0.5], [2]]);
});

test('no buffer is empty, and all memory of its own is handed over once', () => {
  for (const [name, array] of Object.entries(pack)) if (ArrayBuffer.isView(array)) expect([name, array.byteLength > 0]).toEqual([name, true]);
  expect(packAssets([a], texts).alphaBits.length).toBe(1);
  /** Both textures in one block of memory, as the cache has them. */
  const inOneBlock = (Memory: typeof ArrayBuffer | typeof SharedArrayBuffer): WholeModel => {
    const block = new Memory(b.textures.reduce((sum, { levels }) => sum + levels.length, 0));
    let at = 0;
    return { ...b, textures: b.textures.map(({ sizePx, levels }) => {
      const memory = new Uint8Array(block, at, levels.length);
      memory.set(levels);
      at += levels.length;
      return { sizePx, levels: memory };
    }) };
  };
  const expected = packAssets([b, b, b], texts);
  const mixed = packAssets([inOneBlock(SharedArrayBuffer), inOneBlock(ArrayBuffer), a], texts);
  const copy = structuredClone(mixed, { transfer: packTransferList(mixed) });
  expect(copy.textures).toEqual(expected.textures.map((layers) => layers.slice(0, (layers.length * 2) / 3)));
  expect([mixed.positions.length, mixed.textures[0]![0]!.levels.length > 0, mixed.textures[0]![1]!.levels.length]).toEqual([0, true, 0]);
});

test('a buffer or a texture array past the limit is refused with both numbers', () => {
  expect(() => checkPack(packAssets([a, b], texts), { bufferBytes: 5000, textureLayers: 8 })).toThrow(/positions.*takes \d+ bytes.*5000/);
  expect(() => checkPack(packAssets([b, b, b], texts), { bufferBytes: 1e9, textureLayers: 2 })).toThrow(/3 textures of 64 px.*at most 2/);
});
