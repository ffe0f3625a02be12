/** Checks that an image is judged by each rule alone, and exactly at the limit. */
import { expect, test } from 'vitest';
import { judge, type Rules } from '../../../src/scenarios/paper/judge.ts';
import type { MeasuredImage } from '../../../src/scene/measured.ts';
import { counts } from '../../support/small-scene.ts';

const rules = {
  image: { width: 100, height: 80 },
  foreground: { maxCrop: 0.5, maxOverlap: 0.3 },
  background: { enabled: true },
} as Rules;
const image = (change: Partial<MeasuredImage>): MeasuredImage => ({ instances: [counts(10, 0, 0, 0), counts(40, 0, 0, 0)], overlaps: [], uncoveredPx: 0, ...change });

test('an image at the limits keeps the rules', () => {
  const atLimits = image({ instances: [counts(10, 0, 0, 10), counts(0, 4, 6, 0)], overlaps: [{ a: 0, b: 1, sharedPx: 3 }] });
  expect(judge(atLimits, rules)).toEqual({ broken: false, badness: 0 });
  expect(judge(image({ instances: [] }), rules)).toEqual({ broken: false, badness: 0 });
});

test('one pixel more breaks them', () => {
  expect(judge(image({ instances: [counts(10, 0, 0, 11)] }), rules).broken).toBe(true);
  expect(judge(image({ instances: [counts(10, 0, 0, 11)] }), rules).badness).toBeCloseTo(11 / 21 - 0.5, 12);
  expect(judge(image({ overlaps: [{ a: 0, b: 1, sharedPx: 4 }] }), rules).badness).toBeCloseTo(0.1, 12);
  expect(judge(image({ uncoveredPx: 1 }), rules).badness).toBe(1 / 8000);
});

test('without a background nothing is judged by uncovered pixels', () => {
  expect(judge(image({ uncoveredPx: 8000 }), { ...rules, background: { ...rules.background, enabled: false } }).broken).toBe(false);
});
