/** Tests that counts are spread evenly, stay in their range, and add up to a level's entries. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ImageCounts } from '../../../src/scenarios/paper/image-counts.ts';

const range = fc.tuple(fc.integer({ min: 1, max: 100 }), fc.integer({ min: 1, max: 100 })).map(([a, b]): [number, number] => [Math.min(a, b), Math.max(a, b)]);

const countsOf = (counts: ImageCounts, epoch: number, images = counts.images): number[] =>
  Array.from({ length: images }, (_, image) => counts.entriesBefore(image + 1, epoch) - counts.entriesBefore(image, epoch));

test('every pass has the same images and all entries, and counts leave their range only where no others add up', () => {
  fc.assert(fc.property(range, fc.integer({ min: 1, max: 3000 }), fc.nat(), fc.nat({ max: 9 }), ([least, most], entries, seed, epoch) => {
    const all = countsOf(new ImageCounts(entries, [least, most], seed, 3), epoch);
    expect(all.reduce((a, b) => a + b)).toBe(entries);
    expect(Math.min(...all)).toBeGreaterThanOrEqual(1);
    expect(Math.max(...all)).toBeLessThanOrEqual(most);
    const fits = Math.ceil(entries / most) <= Math.floor(entries / least);
    if (fits) expect(Math.min(...all)).toBeGreaterThanOrEqual(least);
    else expect(Math.min(...all.slice(0, -1), most)).toBeGreaterThanOrEqual(least);
  }), { numRuns: 100 });
});

test('a block has each count once, in an order that differs by block, pass, level and seed', () => {
  const orders = new Set<string>();
  for (const [seed, level, epoch] of [[1, 0, 0], [2, 0, 0], [1, 1, 0], [1, 0, 1]] as const) {
    const counts = countsOf(new ImageCounts(5000, [3, 12], seed, level), epoch, 20);
    for (const block of [counts.slice(0, 10), counts.slice(10)]) {
      expect([...block].sort((a, b) => a - b)).toEqual([3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
      orders.add(block.join());
    }
  }
  expect(orders.size).toBe(8);
});

test('[count of the entries, range, count of the images]: the end holds what blocks leave', () => {
  for (const [entries, range, images] of [[15, [1, 5], 5], [16, [1, 5], 6], [18, [1, 5], 6], [40, [20, 20], 2], [45, [20, 20], 3], [4, [10, 12], 1], [1000, [1, 1], 1000]] as const) {
    expect(new ImageCounts(entries, range, 7, 0).images, `${entries} in ${range}`).toBe(images);
  }
  // 37 is no sum of counts from 10 to 12. 1996 is 12 blocks of 50 to 52 and 160, which is no such sum, but 10 blocks and 466 are.
  expect(countsOf(new ImageCounts(37, [10, 12], 7, 0), 0).at(-1)).toBe(4);
  expect(countsOf(new ImageCounts(1996, [50, 52], 7, 0), 0)).toHaveLength(39);
});

// 99.9 % of chi-square values are below these bounds, by degrees of freedom.
test.for([[[1, 2], 10.83], [[2, 4], 13.82], [[1, 7], 22.46], [[1, 25], 51.18]] as const)('the first counts of 2000 seeds are uniform over %s', ([[least, most], bound]) => {
  const often = new Array<number>(most + 1).fill(0);
  for (let seed = 0; seed < 2000; seed++) often[new ImageCounts(5000, [least, most], seed, seed % 12).entriesBefore(1, 0)]!++;
  const expected = 2000 / (most - least + 1);
  expect(often.slice(least).reduce((sum, n) => sum + (n - expected) ** 2 / expected, 0)).toBeLessThan(bound);
});

test('levels of 96 entries each, four passes of twelve: their 336 counts are uniform over 1 to 25', () => {
  const often = new Array<number>(26).fill(0);
  let images = 0;
  for (let level = 0; level < 12; level++) {
    const counts = new ImageCounts(96, [1, 25], 5, level);
    for (let epoch = 0; epoch < 4; epoch++, images += counts.images) for (const count of countsOf(counts, epoch)) often[count]!++;
  }
  expect(images).toBe(336);
  expect(often.slice(1).reduce((sum, n) => sum + (n - images / 25) ** 2 / (images / 25), 0)).toBeLessThan(51.18);
});
