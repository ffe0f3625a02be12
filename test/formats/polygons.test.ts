/** Checks that polygons hold exactly the pixels of their mask, by counting crossings at the centre of each pixel. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { joinRings, type PixelRing, traceRings } from '../../src/formats/polygons.ts';

/** How often the polygon winds around a point. */
function winding(polygon: PixelRing, px: number, py: number): number {
  let turns = 0;
  for (const [i, [x0, y0]] of polygon.entries()) {
    const [x1, y1] = polygon[(i + 1) % polygon.length]!;
    if (y0 <= py === y1 <= py) continue;
    if (x0 + ((py - y0) / (y1 - y0)) * (x1 - x0) > px) turns += y1 > y0 ? 1 : -1;
  }
  return turns;
}

test('corners of a ring, by hand', () => {
  const mask = [...'111101111'].map(Number);
  expect(traceRings(mask, 3, 3)).toEqual([[[3, 0], [3, 3], [0, 3], [0, 0]], [[2, 2], [2, 1], [1, 1], [1, 2]]]);
  expect(traceRings([1], 1, 1)).toEqual([[[1, 0], [1, 1], [0, 1], [0, 0]]]);
  expect(traceRings([0, 0], 2, 1)).toEqual([]);
});

test('any mask is the inside of its joined rings, under both rules of filling', () => {
  const masks = fc.tuple(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 8 }))
    .chain(([width, height]) => fc.record({ width: fc.constant(width), mask: fc.array(fc.constantFrom(0, 1), { minLength: width * height, maxLength: width * height }) }));
  fc.assert(fc.property(masks, ({ width, mask }) => {
    const polygon = joinRings(traceRings(mask, width, mask.length / width));
    // A bit off the centre: the lines between rings may pass through it.
    const turns = mask.map((_, at) => winding(polygon, at % width + 0.5 + 1e-4, Math.floor(at / width) + 0.5 + 1e-5));
    expect(turns).toEqual(mask);
  }));
});
