/** Checks that statistics of a set are those of its boxes, and that parts merge into the whole in any order. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { boxNumbers } from '../../src/stats/box-numbers.ts';
import { compareGroups, compareSets, hueDistanceDeg } from '../../src/stats/compare.ts';
import type { LabelledBox } from '../../src/stats/coco-set.ts';
import { measurePicture } from '../../src/stats/measure-picture.ts';
import { type SetPicture, SetStats } from '../../src/stats/set-stats.ts';
import { STATISTICS } from '../../src/stats/statistics.ts';

const box = fc.record({
  category: fc.constantFrom('cup', 'die', '__proto__'),
  box: fc.tuple(fc.double({ min: -5, max: 60, noNaN: true }), fc.double({ min: -5, max: 60, noNaN: true }), fc.double({ min: 0.5, max: 40, noNaN: true }), fc.double({ min: 0.5, max: 40, noNaN: true })),
  ignore: fc.boolean(),
});
const picture: fc.Arbitrary<SetPicture> = fc.record({
  width: fc.constant(64), height: fc.constant(66), boxes: fc.option(fc.array(box, { maxLength: 5 })), fill: fc.option(fc.nat(255)),
}).map(({ width, height, boxes, fill }) => ({
  width, height, boxes,
  pixels: fill === null ? null : measurePicture({ width, height, data: new Uint8Array(3 * width * height).map((_, i) => (fill + i * i) % 256) }, boxes ?? []),
  file: fill === null ? null : { bytes: 900 + fill, pixels: width * height, jpegQuality: 90 },
}));

function of(pictures: readonly SetPicture[]): SetStats {
  const stats = new SetStats();
  for (const one of pictures) stats.add(one);
  return stats;
}

test('parts that were written and read merge into the whole, in any order', () => {
  fc.assert(fc.property(fc.array(picture, { maxLength: 8 }), fc.array(fc.nat(), { minLength: 8, maxLength: 8 }), (pictures, keys) => {
    const parts = pictures.map((one, i) => ({ part: of([one]), key: keys[i]! })).sort((a, b) => a.key - b.key);
    const merged = new SetStats();
    for (const { part } of parts) merged.merge(SetStats.fromJSON(JSON.parse(JSON.stringify(part))));
    expect(JSON.stringify(merged)).toBe(JSON.stringify(of(pictures)));
  }), { numRuns: 40 });
});

test('boxes to be ignored are counted apart, and are in no distribution', () => {
  const rows: LabelledBox[] = [
    { category: 'cup', box: [10, 20, 8, 2], ignore: false }, { category: 'cup', box: [30, 20, 4, 4], ignore: false }, { category: 'die', box: [0, 0, 9, 9], ignore: true },
  ];
  const stats = of([{ width: 64, height: 32, boxes: rows, pixels: null, file: null }]);
  expect([stats.images, stats.labelled, stats.measured, stats.boxes, stats.ignored, stats.boxCounts[2]]).toEqual([1, 1, 0, 2, 1, 1]);
  const { centres, ...cup } = stats.classes.get('cup')!;
  expect(cup).toEqual({ boxes: 2, ignored: 0, images: 1 });
  expect(stats.classes.get('die')).toMatchObject({ boxes: 0, ignored: 1, images: 0 });
  // Cells are 2 x 1 pixels: the centres are at 14, 21 and 32, 22.
  expect([centres[21 * 32 + 7], centres[22 * 32 + 16]]).toEqual([1, 1]);
  expect(stats.histogram('boxSizePx').mean()).toBeCloseTo(4, 5);
  expect([stats.histogram('boxesPerImage').max, stats.histogram('edges').total]).toEqual([2, 0]);
});

test('pictures without labels have no values that need boxes', () => {
  const stats = of([{ width: 64, height: 64, boxes: null, pixels: measurePicture({ width: 64, height: 64, data: new Uint8Array(3 * 64 * 64) }, []), file: null }]);
  for (const { name, needsBoxes } of STATISTICS) if (needsBoxes) expect(stats.histogram(name).total, name).toBe(0);
  expect([stats.histogram('edges').total, stats.labelled, stats.boxCounts[0]]).toEqual([1, 0, 0]);
});

test('numbers of boxes: neighbours, borders, ratios', () => {
  const of = (boxes: [number, number, number, number][]) => boxNumbers(boxes.map((one) => ({ box: one, ignore: false })), 100, 50);
  expect(of([])).toMatchObject({ count: 0 });
  const { sizePx, aspect, centreX, centreY, isAtBorder, isTouching, gapOverSize } = of([[10, 10, 4, 1], [17, 15, 2, 2], [18, 16, 4, 4], [90, 40, 10, 5]]);
  expect([...sizePx]).toEqual([2, 2, 4, Math.sqrt(50)]);
  expect([...aspect]).toEqual([4, 1, 1, 2]);
  expect([centreX[0], centreY[0]]).toEqual([0.12, 0.21]);
  expect([...isAtBorder]).toEqual([0, 0, 0, 1]);
  expect([...isTouching]).toEqual([0, 1, 1, 0]);
  expect([gapOverSize[0], gapOverSize[1], gapOverSize[2]]).toEqual([5 / 2, 0, 0]);
  // Up to a pixel apart they touch, and at the border too.
  expect([...of([[20, 20, 5, 5], [26, 20, 5, 5]]).isTouching, ...of([[20, 20, 5, 5], [26.1, 20, 5, 5]]).isTouching]).toEqual([1, 1, 0, 0]);
  expect([...of([[1, 20, 5, 5], [1.1, 20, 5, 5], [20, 20, 79, 5], [20, 20, 78.9, 5]]).isAtBorder]).toEqual([1, 0, 1, 0]);
  expect(of([[1, 2, 3, 4]]).gapOverSize[0]).toBeNaN();
  expect(of([[1, 2, 3, 4]]).isTouching[0]).toBe(0);
});

test('names of statistics are unique, and steps are above 0', () => {
  expect(new Set(STATISTICS.map(({ name }) => name)).size).toBe(STATISTICS.length);
  for (const { name, step } of STATISTICS) expect(step, name).toBeGreaterThan(0);
});

const withBoxes = (side: number): SetPicture => ({ width: 640, height: 640, boxes: [{ category: 'a', box: [300, 300, side, side], ignore: false }], pixels: null, file: null });

test('a set does not differ from itself; the farthest difference comes first, and sizes differ by steps of a quarter', () => {
  const [small, large] = [of([withBoxes(20)]), of([withBoxes(20 * 1.25 ** 4)])];
  for (const { name, distance } of compareSets(small, small)) expect(distance, name).toBe(0);
  const differences = compareSets(small, large);
  expect(differences.map(({ distance }) => distance)).toEqual(differences.map(({ distance }) => distance).sort((a, b) => b - a));
  expect(differences[0]!.group).toBe('size');
  expect(Math.abs(differences[0]!.distance - 4)).toBeLessThan(0.4);
  expect(compareGroups(differences)[0]).toEqual({ group: 'size', distance: differences[0]!.distance });
  // What only one of the sets has is not compared.
  expect(differences.some(({ name }) => name === 'edges' || name === 'spectrum' || name === 'hue')).toBe(false);
});

test('hues are compared around the circle, and weighed by the share of coloured pixels', () => {
  const colored = (hue: number, share: number): SetStats => {
    const stats = new SetStats();
    stats.hue[hue] = 1000;
    stats.histogram('colored').add(share);
    return stats;
  };
  expect(hueDistanceDeg(colored(35, 1), colored(1, 1))).toBeCloseTo(20);
  expect(hueDistanceDeg(colored(0, 1), colored(18, 1))).toBeCloseTo(180);
  expect(hueDistanceDeg(colored(0, 1), colored(18, 0.1))).toBeCloseTo(18, 4);
  expect(hueDistanceDeg(colored(0, 1), new SetStats())).toBe(0);
});
