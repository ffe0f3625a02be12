// Checks what boxes alone tell: counts, neighbours, overlaps, borders, and the size of the images.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Box } from '../../src/fit/boxes.ts';
import { hueRange } from '../../src/fit/hsv.ts';
import { chooseImageSize } from '../../src/fit/image-size.ts';
import { border, clumping, countRange, overlap, sizesOverWithin, wholeSizes } from '../../src/fit/numbers.ts';
import { evenIndices } from '../../src/stats/even-indices.ts';

const picture = (...boxes: Box[]) => ({ boxes, width: 200, height: 100 });
const tight = { scale: 1 };

test('counts leave out photos without objects, and the ends', () => {
  expect(countRange([picture(), picture([1, 1, 5, 5]), picture([1, 1, 5, 5], [9, 9, 5, 5])])).toEqual([1, 2]);
  expect(countRange([picture()])).toEqual([1, 1]);
});

test('three in a row are a clump, and the others lie alone', () => {
  const boxes: Box[] = [[10, 10, 10, 10], [21, 10, 10, 10], [32, 12, 10, 10], [100, 40, 10, 10], [150, 80, 10, 10]];
  expect(clumping([picture(...boxes)], tight)).toEqual({ share: 0.6, largest: 3 });
  // Boxes a half larger than the objects: the objects are apart.
  expect(clumping([picture(...boxes)], { scale: 1.5 }).share).toBe(0);
});

test('overlap is of the smaller box', () => {
  expect(overlap([picture([10, 10, 20, 20], [20, 10, 10, 10])], tight)).toBe(1);
  expect(overlap([picture([10, 10, 20, 20], [50, 10, 10, 10])], tight)).toBe(0);
});

test('objects at the border say how much of them is outside, and nothing about sizes', () => {
  const pictures = [picture([50, 20, 20, 20], [80, 50, 20, 20], [120, 50, 20, 20], [0, 40, 5, 20])];
  expect(border(pictures)).toEqual({ boxes: 4, atBorder: 1, crop: 0.75 });
  expect(wholeSizes(pictures)).toEqual([20, 20, 20]);
});

test('sizes within a photo: 1 where each has all of them, large where each has one, unknown where few photos have several', () => {
  const square = (size: number): Box => [0, 0, size, size];
  const pictures = (sizes: number[][]) => sizes.map((of) => picture(...of.map(square)));
  const all = [10, 14, 20, 28, 40];
  expect(sizesOverWithin(pictures(all.flatMap((a) => all.map((b) => [a, b]))))!).toBeCloseTo(1, 1);
  expect(sizesOverWithin(pictures(all.map((size) => [size, 1.01 * size, 0.99 * size])))!).toBeGreaterThan(20);
  // In octaves the variance within a photo is 1 / 2, of all sizes 35 / 11.
  const pairs = [[8, 16], [32, 64], [128, 256]];
  expect(sizesOverWithin(pictures([...pairs, ...pairs]))!).toBeCloseTo(Math.sqrt((35 / 11) / (1 / 2)), 9);
  expect(sizesOverWithin(pictures(pairs))).toBe(null);
  expect(sizesOverWithin(pictures(all.map((size) => [size])))).toBe(null);
  expect(sizesOverWithin(pictures(Array.from({ length: 10 }, () => [20, 20])))).toBe(null);
});

test.each([
  ['squares keep their size', [[640, 640]], [0.06], { width: 640, height: 640 }],
  ['phones are reduced', [[4000, 3000]], [0.1], { width: 640, height: 480 }],
  ['small objects keep more pixels', [[4000, 3000]], [0.028], { width: 856, height: 640 }],
  ['the largest images are 1024 px', [[3000, 4000]], [0.001], { width: 768, height: 1024 }],
  ['the usual aspect of several', [[720, 540], [540, 720], [724, 543]], [0.1], { width: 720, height: 544 }],
])('%s', (_name, sizes, objects, wanted) => {
  expect(chooseImageSize(sizes.map(([width, height]) => ({ width: width!, height: height! })), objects)).toMatchObject(wanted);
});

test('image sides are multiples of 8 in the schema\'s range', () => {
  const side = fc.integer({ min: 20, max: 9000 });
  fc.assert(fc.property(fc.array(fc.record({ width: side, height: side }), { minLength: 1, maxLength: 5 }), fc.double({ min: 0.001, max: 1, noNaN: true }), (photos, object) => {
    const { width, height } = chooseImageSize(photos, [object]);
    for (const px of [width, height]) expect([px % 8, px >= 64 && px <= 1280]).toEqual([0, true]);
  }));
});

test('a range of hues is the shortest arc, within 0 and 1', () => {
  const colors = (...hues: number[]) => hues.map((hue) => [hue, 0.5, 0.5] as const);
  expect(hueRange(colors(0.1, 0.12, 0.3), 1)).toEqual([0.1, 0.3]);
  expect(hueRange(colors(0.9, 0.95, 0.02), 1)).toEqual([0.9, 1]);
  expect(hueRange([[0.4, 0.01, 0.5]], 1)).toEqual([0, 1]);
});

test('a sample is spread evenly', () => {
  expect(evenIndices(3, 5)).toEqual([0, 1, 2]);
  expect(evenIndices(100, 4)).toEqual([12, 37, 62, 87]);
});
