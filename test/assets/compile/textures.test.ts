// Checks that textures stay exact where they can, and that filters work in linear light without bleeding.
import { expect, test } from 'vitest';
import { wrapTexel } from '../../../src/assets/compile/resample.ts';
import { compileTexture, halve } from '../../../src/assets/compile/textures.ts';
import { gradient, image } from '../../support/shapes.ts';

const WRAP = ['repeat', 'repeat'] as const;
const base = (levels: Uint8Array, sizePx: number) => levels.subarray(0, sizePx * sizePx * 4);

test('a square power of two within the limit stays byte for byte, and its chain ends at one texel', () => {
  const source = image(128, 128, gradient);
  const { texture, uvScale } = compileTexture(source, 'color', WRAP, 512);
  expect(texture.sizePx).toBe(128);
  expect(uvScale).toEqual([1, 1]);
  expect(base(texture.levels, 128)).toEqual(source.rgba);
  expect(texture.levels.length).toBe(4 * (128 ** 2 + 64 ** 2 + 32 ** 2 + 16 ** 2 + 8 ** 2 + 4 ** 2 + 2 ** 2 + 1));
});

test.each(['repeat', 'mirror', 'clamp'] as const)('a rectangle is laid out in its square as %s goes on', (wrap) => {
  const source = image(32, 128, gradient);
  const { texture, uvScale } = compileTexture(source, 'color', [wrap, wrap], 512);
  expect(texture.sizePx).toBe(128);
  expect(uvScale).toEqual([0.25, 1]);
  for (const [x, y] of [[0, 0], [31, 5], [32, 5], [63, 77], [64, 127], [127, 127]] as const) {
    const u = wrapTexel(x, 32, wrap);
    expect([...texture.levels.subarray((y * 128 + x) * 4, (y * 128 + x) * 4 + 4)]).toEqual(gradient(u, y));
  }
});

test('small images keep their texels; a single one fills its square', () => {
  const small = compileTexture(image(16, 16, gradient), 'color', WRAP, 512);
  expect([small.texture.sizePx, ...small.uvScale]).toEqual([64, 0.25, 0.25]);
  expect([...small.texture.levels.subarray((17 * 64 + 18) * 4, (17 * 64 + 18) * 4 + 4)]).toEqual(gradient(2, 1));
  const one = compileTexture(image(1, 1, () => [12, 34, 56, 255]), 'color', WRAP, 64);
  expect(new Set(new Uint32Array(one.texture.levels.buffer)).size).toBe(1);
});

test.each(['repeat', 'mirror', 'clamp'] as const)('an image of any size keeps its texels, and has the right neighbours where it is %s', (wrap) => {
  const { texture, uvScale } = compileTexture(image(50, 33, gradient), 'color', [wrap, wrap], 512);
  expect([texture.sizePx, ...uvScale]).toEqual([64, 50 / 64, 33 / 64]);
  const texel = (x: number, y: number) => [...texture.levels.subarray((y * 64 + x) * 4, (y * 64 + x) * 4 + 4)];
  for (let y = 0; y < 33; y++) for (let x = 0; x < 50; x++) expect(texel(x, y)).toEqual(gradient(x, y));
  expect(texel(50, 33)).toEqual(gradient(wrapTexel(50, 50, wrap), wrapTexel(33, 33, wrap)));
  if (wrap === 'repeat') expect(texel(63, 63)).toEqual(gradient(49, 32));
});

test('larger images are halved to the limit, odd ones resampled to it', () => {
  expect(compileTexture(image(256, 64, gradient), 'color', WRAP, 128)).toMatchObject({ texture: { sizePx: 128 }, uvScale: [1, 0.25] });
  expect(compileTexture(image(100, 30, gradient), 'color', WRAP, 512)).toMatchObject({ texture: { sizePx: 128 }, uvScale: [100 / 128, 30 / 128] });
  expect(compileTexture(image(700, 30, gradient), 'color', WRAP, 64)).toMatchObject({ texture: { sizePx: 64 }, uvScale: [1, 1] });
});

test('colour is averaged in linear light, data as it is', () => {
  const board = image(2, 2, (x, y) => ((x + y) % 2 ? [255, 255, 255, 255] : [0, 0, 0, 255]));
  expect([...halve(board, 'color').rgba]).toEqual([188, 188, 188, 255]);
  expect([...halve(board, 'data').rgba]).toEqual([128, 128, 128, 255]);
});

test('cut texels lend no colour to kept ones', () => {
  const leaf = image(2, 2, (x) => (x ? [10, 200, 30, 255] : [255, 0, 255, 0]));
  expect([...halve(leaf, 'color').rgba]).toEqual([10, 200, 30, 128]);
  expect([...halve(image(2, 2, (x) => [x * 255, 8, 7, 0]), 'color').rgba]).toEqual([188, 8, 7, 0]);
});
