// Checks which keys follow from facts and a guess, and what their comments say.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { touchingAim } from '../../src/fit/aim.ts';
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

test('more objects touch than in the photos, and the comment says how many of both', () => {
  expect(lineOf('foreground.clumps', { clumps: { share: 0.2, largest: 3 } }, { clumpShare: 0.23 })).toMatchObject({
    value: { share: 0.23, size: [2, 4] }, comment: '20 % of the real objects lie beside another; images aim at 27 %, because these are the hardest',
  });
  expect(lineOf('foreground.clumps', { clumps: { share: 0.02, largest: 2 } })).toBe(undefined);
});

test('the share of objects beside another that images aim at is above that of the photos, and no more than all', () => {
  fc.assert(fc.property(fc.double({ min: 0.001, max: 0.999, noNaN: true }), (share) => touchingAim(share) > share && touchingAim(share) < 1));
  expect([0, 1].map(touchingAim)).toEqual([0, 1]);
});

test('the background says how many are busy', () => {
  expect(lineOf('background.kind', { busy: 0.06, edges: 0.0204 })).toMatchObject({ value: 'surface', comment: '6 % of the real backgrounds are busy; the usual one has an edge at 2 % of its pixels' });
});

test.each([
  [{ boxes: 1122, atBorder: 1, crop: 0.4 }, 0.1, '1 of 1,122 real boxes ends at the border'],
  [{ boxes: 90, atBorder: 0, crop: 0 }, 0.1, '0 of 90 real boxes end at the border'],
  [{ boxes: 100, atBorder: 10, crop: 0.42 }, 0.4, '10 of 100 real boxes end at the border'],
])('boxes at the border decide how far objects may reach over it: %j', (border, value, comment) => {
  expect(lineOf('foreground.maxCrop', { border })).toMatchObject({ value, comment });
});

test('surfaces have shadows where the photos show some, and the comment says how dark they are', () => {
  const halo = { usual: 0.214, spread: [0.1, 0.3] as [number, number] };
  expect(lineOf('background.surface', { halo }, { shadows: [0.253, 0.61] })).toMatchObject({
    value: { shadows: [0.25, 0.61] }, comment: 'shown values are 0.5 to 0.8; close to objects they lack 21 % of the light',
  });
  const { value, comment } = lineOf('background.surface')!;
  expect(value).not.toHaveProperty('shadows');
  expect(comment).toBe('shown values are 0.5 to 0.8');
});
