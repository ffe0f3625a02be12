// Checks which textures and alpha bits materials compile to.
import { expect, test } from 'vitest';
import { WRAP } from '../../../src/assets/compiled-model.ts';
import { compileMaterials, isVisible } from '../../../src/assets/compile/materials.ts';
import { gradient, image, material, texture } from '../../support/shapes.ts';

/** Kept where x + y is even. */
const board = image(64, 64, (x, y) => [x, y, 0, (x + y) % 2 ? 0 : 255]);

test('alpha bits say which texels are kept, row by row, low bit first', () => {
  const { materials, alphaMasks } = compileMaterials([material({ alphaMode: 'mask', baseColorTexture: texture(board) })], 512);
  expect(materials[0]!.alphaMask).toBe(0);
  expect(alphaMasks[0]!.bits.length).toBe(64 * 2);
  expect([...alphaMasks[0]!.bits.subarray(0, 4)]).toEqual([0x55555555, 0x55555555, 0xaaaaaaaa, 0xaaaaaaaa]);
});

test('the test is texel alpha times factor against the cutoff', () => {
  const half = texture(image(64, 64, (x) => [0, 0, 0, x === 0 ? 255 : 128]));
  const bits = (factor: number, alphaCutoff: number) => compileMaterials([
    material({ alphaMode: 'mask', baseColorTexture: half, baseColorFactor: [1, 1, 1, factor], alphaCutoff }),
  ], 512).alphaMasks[0]?.bits[0];
  expect(bits(1, 0.5)).toBeUndefined(); // all kept: no mask
  expect(bits(0.9, 0.5)).toBe(1);
  expect(bits(1, 0.6)).toBe(1);
});

test('what is cut everywhere is not visible; an opaque material has no mask and ignores alpha', () => {
  const gone = texture(image(2, 2, () => [0, 0, 0, 0]));
  expect(isVisible(material({ alphaMode: 'mask', baseColorTexture: gone }))).toBe(false);
  expect(isVisible(material({ alphaMode: 'mask', baseColorFactor: [1, 1, 1, 0.4] }))).toBe(false);
  expect(isVisible(material({ alphaMode: 'mask', baseColorTexture: texture(board) }))).toBe(true);
  expect(isVisible(material({ baseColorTexture: gone }))).toBe(true);
  const { materials, textures } = compileMaterials([material({ baseColorTexture: texture(board) })], 512);
  expect(materials[0]!.alphaMask).toBe(-1);
  expect(textures[0]!.levels.every((x, i) => i % 4 !== 3 || x === 255)).toBe(true);
});

test('normal and metallic-roughness maps share a texture of the larger size', () => {
  const normal = texture(image(64, 64, gradient), 'clamp');
  const metallicRoughness = texture(image(128, 128, () => [1, 20, 200, 255]), 'mirror');
  const both = compileMaterials([material({ normalTexture: normal, metallicRoughnessTexture: metallicRoughness })], 512);
  expect(both.textures[0]!.sizePx).toBe(128);
  expect([...both.textures[0]!.levels.subarray(2, 4)]).toEqual([20, 200]);
  expect(both.materials[0]).toMatchObject({ surfaceTexture: 0, baseTexture: -1, hasNormalMap: true, surfaceWrap: [WRAP.clamp, WRAP.clamp] });
  const bumpy = compileMaterials([material({ normalTexture: normal })], 512);
  expect([...bumpy.textures[0]!.levels.subarray(4, 8)]).toEqual([1, 0, 255, 255]);
  const rough = compileMaterials([material({ metallicRoughnessTexture: metallicRoughness })], 512);
  expect(rough.materials[0]!.hasNormalMap).toBe(false);
  expect([...rough.textures[0]!.levels.subarray(0, 4)]).toEqual([128, 128, 20, 200]);
});

test('materials that use an image in the same way share its texture', () => {
  const shared = image(64, 64, gradient);
  const { textures, materials } = compileMaterials([
    material({ baseColorTexture: texture(shared) }), material({ baseColorTexture: texture(shared), metallic: 1 }),
    material({ baseColorTexture: texture(shared, 'clamp') }), material({ normalTexture: texture(shared) }), material(),
  ], 512);
  expect(materials.map((m) => [m.baseTexture, m.surfaceTexture])).toEqual([[0, -1], [0, -1], [1, -1], [-1, 2], [-1, -1]]);
  expect(textures).toHaveLength(3);
});

test('an emissive texture is a colour at alpha 255, and shares the texture of an opaque base colour with the same image', () => {
  const shared = image(64, 64, (x, y) => [x, y, 9, 128]);
  const { textures, materials } = compileMaterials([
    material({ baseColorTexture: texture(shared), emission: { factor: [3, 2, 1], texture: texture(shared) } }),
    material({ alphaMode: 'mask', baseColorTexture: texture(shared), emission: { factor: [1, 1, 1], texture: texture(shared, 'mirror') }, isUnlit: true }),
    material({ emission: { factor: [0.5, 0, 0], texture: null } }),
    material(),
  ], 512);
  expect(materials.map((m) => [m.baseTexture, m.emissiveTexture, m.isUnlit])).toEqual([[0, 0, false], [1, 2, true], [-1, -1, false], [-1, -1, false]]);
  expect(materials.map((m) => m.emissiveFactor)).toEqual([[3, 2, 1], [1, 1, 1], [0.5, 0, 0], [0, 0, 0]]);
  expect(materials[1]!.emissiveWrap).toEqual([WRAP.mirror, WRAP.mirror]);
  expect([...textures[2]!.levels.subarray(4, 8)]).toEqual([1, 0, 9, 255]);
});
