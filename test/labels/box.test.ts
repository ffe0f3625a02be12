/** Checks boxes by `labels.box`: against numbers reckoned by hand, what holds for all of them, and where the record and its schema have them. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Box } from '../../src/geometry/boxes.ts';
import { conventionBox, type LabelBox, taughtBox } from '../../src/labels/box.ts';
import { LabelsSchema } from '../../src/labels/labels.ts';
import { buildRecord, recordJson, recordJsonSchema } from '../../src/labels/record.ts';
import { counts, library, planOf } from '../support/small-scene.ts';

const image = { width: 100, height: 80 };

test('boxes reckoned by hand', () => {
  expect(conventionBox([10, 20, 30, 20], { square: false, scale: 1 }, image)).toEqual([10, 20, 30, 20]);
  expect(conventionBox([10, 20, 30, 20], { square: true, scale: 1 }, image)).toEqual([10, 15, 30, 30]);
  expect(conventionBox([10, 20, 30, 20], { square: true, scale: 1.5 }, image)).toEqual([2.5, 7.5, 45, 45]);
  expect(conventionBox([10, 20, 30, 20], { square: false, scale: 0.5 }, image)).toEqual([17.5, 25, 15, 10]);
  // Clipped on the left and above; on the right and below.
  expect(conventionBox([0, 0, 10, 30], { square: true, scale: 2 }, image)).toEqual([0, 0, 35, 45]);
  expect(conventionBox([90, 70, 10, 10], { square: false, scale: 2 }, image)).toEqual([85, 65, 15, 15]);
});

test('about one centre, square, and around the tight box, but for the border of the image', () => {
  const span = (end: number) => fc.tuple(fc.integer({ min: 0, max: end - 1 }), fc.integer({ min: 1, max: end })).map(([from, length]): [number, number] => [from, Math.min(length, end - from)]);
  const cases = fc.integer({ min: 1, max: 2048 }).chain((width) => fc.integer({ min: 1, max: 2048 })
    .chain((height) => fc.tuple(fc.constant({ width, height }), span(width), span(height), fc.boolean(), fc.double({ min: 0.1, max: 10, noNaN: true }))));
  fc.assert(fc.property(cases, ([{ width, height }, [x, w], [y, h], square, scale]) => {
    const [left, top, boxWidth, boxHeight] = conventionBox([x, y, w, h], { square, scale }, { width, height });
    const [right, bottom] = [left + boxWidth, top + boxHeight];
    const near = 1e-9 * 2048;
    expect(Math.min(left, top, boxWidth, boxHeight)).toBeGreaterThanOrEqual(0);
    expect(Math.max(right - width, bottom - height)).toBeLessThan(near);
    if (scale >= 1) expect(Math.max(left - x, top - y, x + w - right, y + h - bottom)).toBeLessThan(near);
    const isCut = { x: left === 0 || right > width - near, y: top === 0 || bottom > height - near };
    if (!isCut.x) expect(Math.abs(left + right - 2 * x - w)).toBeLessThan(near);
    if (!isCut.y) expect(Math.abs(top + bottom - 2 * y - h)).toBeLessThan(near);
    if (square && !isCut.x && !isCut.y) expect(Math.abs(boxWidth - boxHeight)).toBeLessThan(near);
    if (!square && !isCut.x) expect(Math.abs(boxWidth - scale * w)).toBeLessThan(near);
  }), { numRuns: 2000 });
});

test('the record has the box of each visible object where the config asks for a convention, and only there', () => {
  const measured = { instances: [counts(20, 0, 0, 0), counts(0, 0, 40, 0)], overlaps: [], uncoveredPx: 0 };
  const of = (box: object | undefined) => buildRecord(planOf(2), library, measured, { labels: LabelsSchema.parse(box && { box }) });
  const { instances, hidden } = of({ square: true });
  // A tight box of [1, 2, 20, 1]: its square is cut by the upper border.
  expect([instances[0]!.bbox, instances[0]!.labelBox]).toEqual([[1, 2, 20, 1], [1, 0, 20, 12.5]]);
  expect('labelBox' in hidden[0]!).toBe(false);
  expect(of({}).instances[0]!.labelBox).toEqual([1, 2, 20, 1]);
  expect(recordJson(of(undefined))).not.toContain('labelBox');
  expect(LabelsSchema.parse(undefined)).not.toHaveProperty('box');
  const { properties } = recordJsonSchema(undefined) as { properties: { instances: { items: { properties: { labelBox: { description: string } }; required: string[] } } } };
  expect(properties.instances.items.properties.labelBox.description).toContain('by labels.box');
  expect(properties.instances.items.required).not.toContain('labelBox');
});

test('the box that is taught is the convention\'s, else the tight one', () => {
  const [bbox, labelBox]: [Box, LabelBox] = [[1, 2, 3, 4], [0.5, 1.5, 4, 5]];
  expect(taughtBox({ bbox, labelBox })).toBe(labelBox);
  expect(taughtBox({ bbox })).toBe(bbox);
});

test('a scale outside the range and an unknown key are refused', () => {
  for (const box of [{ scale: 0 }, { scale: 11 }, { scale: NaN }, { square: 1 }, { factor: 2 }]) expect(LabelsSchema.safeParse({ box }).success).toBe(false);
});
