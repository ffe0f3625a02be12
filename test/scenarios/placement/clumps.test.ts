/** Tests how many objects lie in clumps, the sizes of the clumps, and the distances of the placed objects on exact masks. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { drawClumpSizes, mostInClumps, shareOfImages } from '../../../src/scenarios/placement/clumps.ts';
import { areNear } from '../../../src/scenarios/placement/measure-placed.ts';
import { placeForeground } from '../../../src/scenarios/placement/place-foreground.ts';
import { Random } from '../../../src/scene/random.ts';
import { smallLibrary } from '../../support/compiled-shapes.ts';

const IMAGES = 300;
const sum = (values: number[]): number => values.reduce((a, b) => a + b, 0);
const draws = (objects: number, share: number, size: [number, number]): number[][] =>
  Array.from({ length: IMAGES }, (_, i) => drawClumpSizes(objects, share, size, (i + 0.5) / IMAGES, new Random(1, i, 0, 1)));

const sizes = fc.tuple(fc.integer({ min: 2, max: 12 }), fc.integer({ min: 0, max: 8 })).map(([least, more]) => [least, least + more] as [number, number]);

test('clumps have sizes of the range and at most the objects of the image, and the share is kept on average', () => {
  fc.assert(fc.property(fc.integer({ min: 0, max: 30 }), fc.double({ min: 0, max: 1, noNaN: true }), sizes, (objects, share, size) => {
    const all = draws(objects, share, size);
    for (const drawn of all) {
      expect(sum(drawn)).toBeLessThanOrEqual(objects);
      for (const n of drawn) expect(n >= size[0] && n <= size[1]).toBe(true);
    }
    // Four standard errors of a sum that varies by the range of a few clumps.
    const error = 4 * Math.sqrt((objects * (size[1] - size[0]) + 1) / IMAGES);
    expect(Math.abs(sum(all.map(sum)) / IMAGES - Math.min(share * objects, mostInClumps(objects, size)))).toBeLessThan(error);
  }), { numRuns: 30 });
});

test('sizes are uniform where the objects are many', () => {
  const counts = new Map<number, number>();
  for (const size of draws(25, 0.6, [2, 5]).flat()) counts.set(size, (counts.get(size) ?? 0) + 1);
  const expected = sum([...counts.values()]) / 4;
  const chiSquare = sum([2, 3, 4, 5].map((size) => ((counts.get(size) ?? 0) - expected) ** 2 / expected));
  expect(chiSquare).toBeLessThan(16.27); // 3 degrees of freedom, 0.001
});

test('images with more objects make up for those that are too small for a clump', () => {
  const share = shareOfImages([1, 2, 3], { share: 0.5, size: [2, 5] });
  expect(share * (2 + 3)).toBeCloseTo(3, 6);
  expect(shareOfImages([1, 2, 3], { share: 1, size: [2, 5] })).toBe(1);
  expect(shareOfImages([8, 8], { share: 0.5, size: [2, 5] })).toBeCloseTo(0.5, 6);
  expect(shareOfImages([1, 1], { share: 0.5, size: [2, 5] })).toBe(1);
});

const camera = { widthPx: 400, heightPx: 300, focalPx: 400 };
const limits = { maxCrop: 0.5, maxOverlap: 0.3 };
const objectsOf = (count: number, radiusOverDepth: number) => Array.from({ length: count }, (_, i) => {
  const { silhouettes } = smallLibrary().models[i % 5]!.compiled;
  return { silhouettes, view: i % 12, inPlaneRad: i, radiusOverDepth };
});
const place = (count: number, sizesOf: number[], gap: [number, number], radiusOverDepth = 0.04, seed = 1) =>
  placeForeground(objectsOf(count, radiusOverDepth), camera, limits, 0, (start) => new Random(seed, 0, 0, 2, start), { sizes: sizesOf, gap, randomOf: (start) => new Random(seed, 0, 0, 3, start) });

test('each object of a clump is as near to another one as the gap says, and all others are apart', () => {
  for (const gap of [0, 2, 9]) {
    for (let seed = 0; seed < 3; seed++) {
      const { projections, clumps } = place(12, [2, 5], [gap, gap], 0.04, seed);
      const placed = projections.map((projection) => projection!);
      expect(clumps.filter((clump) => clump === 0)).toHaveLength(5);
      expect(clumps.filter((clump) => clump === 1)).toHaveLength(2);
      expect(areNear(placed, camera, gap + 0.5)).toEqual(clumps.map((clump) => clump !== null));
      if (gap > 2) expect(areNear(placed, camera, gap - 1.5)).not.toContain(true);
      // Without the others of its clump, an object is as far from all as one that lies alone.
      for (const one of [clumps.indexOf(0), clumps.indexOf(1)]) {
        expect(areNear(placed.filter((_, i) => i === one || clumps[i] === null), camera, gap + 2)).not.toContain(true);
      }
    }
  }
});

test('objects for which a clump has no room are placed alone, and the limits come first', () => {
  // Objects fill nearly half of the image's height: of twelve in a clump some find no position.
  const { projections, clumps } = place(12, [12], [0, 2], 0.3);
  expect(clumps.filter((clump) => clump === null).length).toBeGreaterThan(0);
  expect(projections.filter((projection) => projection === null).length).toBeLessThan(12);
  projections.forEach((projection, i) => expect(projection === null && clumps[i] !== null).toBe(false));
});
