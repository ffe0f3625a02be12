// Checks how fitted keys come on top of a base, and that the YAML says the same as the object.
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { aimOf } from '../../src/fit/aim.ts';
import { configObject, configText } from '../../src/fit/config-text.ts';
import { corrected } from '../../src/fit/correct.ts';
import { distanceOf, gapsOf, type Numbers } from '../../src/fit/compare.ts';
import type { Guess } from '../../src/fit/guess.ts';

const LINES = [
  { path: ['count'], value: 10 },
  { path: ['image'], value: { width: 640, height: 480, jpegQuality: 70 }, comment: 'as the photos' },
  { path: ['curriculum', 'boxPx'], value: [20, 40], comment: 'real boxes are 21 to 39 px' },
  { path: ['background', 'kind'], value: [{ kind: 'surface', weight: 1 }], comment: 'plain' },
];

test('maps are merged, what a run makes stays, and a key that says the same goes', () => {
  const base = { count: 500, curriculum: { boxShare: [0.1, 0.2], levels: 3 }, labels: { rle: true } };
  expect(configObject(base, LINES)).toEqual({
    count: 500, image: LINES[1]!.value, curriculum: { levels: 3, boxPx: [20, 40] }, background: { kind: [{ kind: 'surface', weight: 1 }] }, labels: { rle: true },
  });
});

test('YAML has the comments beside the values', () => {
  const text = configText({}, LINES, ['Fitted.']);
  expect(parse(text)).toEqual(configObject({}, LINES));
  expect(text).toBe(`# Fitted.

count: 10
image: { width: 640, height: 480, jpegQuality: 70 } # as the photos
curriculum:
  boxPx: [ 20, 40 ] # real boxes are 21 to 39 px
background:
  # plain
  kind:
    - { kind: surface, weight: 1 }
`);
});

const GUESS: Guess = { boxPx: [20, 40], light: 1, saturation: 1, surfaceGain: 1, blurTaps: 3, noise: 0.01, grain: 0.01, folds: 0.1, gradient: 0.1, clumpShare: 0.2, shadows: [0.2, 0.4], clutter: 1 };
const NUMBERS: Numbers = {
  sizeLow: 20, sizeMiddle: 30, sizeHigh: 40, brightness: 0.5, saturation: 0.5, touching: 0.3, sharpness: 8, noise: 0.01, surfaceValue: 0.7, gradient: 0.1, folds: 0.03, grain: 0.01, edges: 0.4, halo: 0.1,
};

test('equal numbers change nothing, and are no distance', () => {
  expect(corrected(GUESS, NUMBERS, NUMBERS)).toEqual(GUESS);
  expect(distanceOf(gapsOf(NUMBERS, NUMBERS))).toBe(0);
});

test.each<[keyof Numbers, number, (changed: Guess) => boolean]>([
  ['sizeLow', 25, ({ boxPx }) => boxPx[0] < 20 && boxPx[1] === 40],
  ['sizeHigh', 30, ({ boxPx }) => boxPx[1] > 40],
  ['brightness', 0.6, ({ light, surfaceGain }) => light < 1 && light * surfaceGain === 1],
  ['saturation', 0.4, ({ saturation }) => saturation > 1],
  ['touching', 0.4, ({ clumpShare }) => clumpShare < 0.2],
  ['sharpness', 10, ({ blurTaps }) => blurTaps > 3],
  ['noise', 0.02, ({ noise }) => noise < 0.01],
  ['surfaceValue', 0.6, ({ light, surfaceGain }) => light === 1 && surfaceGain > 1],
  ['halo', 0.2, ({ shadows }) => shadows![0] < 0.2 && shadows![1] < 0.4],
  ['halo', 0.03, ({ shadows }) => shadows![0] > 0.2 && shadows![1] === 0.9],
  ['edges', 0.6, ({ clutter }) => clutter > 1],
])('too much %s is corrected', (name, made, isCorrected) => {
  expect(corrected(GUESS, NUMBERS, { ...NUMBERS, [name]: made })).toSatisfy(isCorrected);
  expect(gapsOf(NUMBERS, { ...NUMBERS, [name]: made })[name]).not.toBe(0);
});

test('corrections end where as many objects lie beside another as images aim at, above the share of the photos', () => {
  const aim = aimOf(NUMBERS);
  // Chance brings a tenth of the other objects beside each other.
  const touchingOf = (share: number) => share + 0.1 * (1 - share);
  let guess = { ...GUESS, clumpShare: aim.touching };
  for (let round = 0; round < 3; round++) guess = { ...guess, clumpShare: corrected(guess, aim, { ...aim, touching: touchingOf(guess.clumpShare) }).clumpShare };
  expect(touchingOf(guess.clumpShare)).toBeCloseTo(aim.touching, 2);
  expect(touchingOf(guess.clumpShare)).toBeGreaterThan(NUMBERS.touching);
  expect({ ...aim, touching: NUMBERS.touching }).toEqual(NUMBERS);
});

test('photos without shadows get none, whatever is measured', () => {
  expect(corrected({ ...GUESS, shadows: null }, NUMBERS, { ...NUMBERS, halo: 0 }).shadows).toBe(null);
});

test('what one of both sets does not tell changes nothing', () => {
  const nothing = Object.fromEntries(Object.keys(NUMBERS).map((name) => [name, NaN])) as unknown as Numbers;
  expect(corrected(GUESS, NUMBERS, nothing)).toEqual(GUESS);
  expect(distanceOf(gapsOf(NUMBERS, nothing))).toBe(0);
});
