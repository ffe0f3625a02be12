// Checks which keys follow from facts and a guess, and what their comments say.
import { expect, test } from 'vitest';
import { configLines } from '../../src/fit/config-lines.ts';
import { FACTS, GUESS } from '../support/made-up-fit.ts';

const SOURCES = { models: 'builtin', photos: null, fovYDeg: null };
const lineOf = (key: string, facts: Partial<typeof FACTS> = {}, guess: Partial<typeof GUESS> = {}) =>
  configLines({ ...FACTS, ...facts }, { ...GUESS, ...guess }, SOURCES).find(({ path }) => path.join('.') === key);

test.each([
  [1.2, 1, 'sizes differ within a photo as they do over all photos'],
  [2.6, 3, 'sizes differ 2.6 times as much over all photos as within one'],
  [80, 12, 'sizes differ 80 times as much over all photos as within one'],
])('sizes that differ %s times as much over all photos as within one: %s levels', (sizesOverWithin, value, comment) => {
  expect(lineOf('curriculum.levels', { sizesOverWithin })).toMatchObject({ value, comment });
});

test('photos that do not tell how sizes differ leave the levels', () => {
  expect(lineOf('curriculum.levels', { sizesOverWithin: null })).toBe(undefined);
});
