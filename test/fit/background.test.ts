// Checks what is measured around the objects of photos that are drawn by hand.
import { expect, test } from 'vitest';
import { measureBackground } from '../../src/fit/background.ts';
import { measurePhoto } from '../../src/fit/measure-photo.ts';
import { fitDistractors } from '../../src/fit/distractors.ts';
import { lookOf } from '../../src/fit/look.ts';
import { fitSurface, unlitValue } from '../../src/fit/surface.ts';
import { DrawnPhoto } from '../support/drawn-photo.ts';

const table = (seed = 1) => new DrawnPhoto(320, 240, [180, 170, 150], seed);

/** Patches of random colours, as clutter has. */
function clutter(seed = 1): DrawnPhoto {
  const photo = table(seed);
  for (let i = 0; i < 400; i++) {
    photo.rectangle(photo.random.range(-20, 320), photo.random.range(-20, 240), photo.random.range(5, 30), photo.random.range(5, 30), [photo.random.range(0, 255), photo.random.range(0, 255), photo.random.range(0, 255)]);
  }
  return photo;
}

test('a table is plain and clutter is busy', () => {
  expect(lookOf(measurePhoto(table().slope(30).noise(3)))).toBe('plain');
  expect(lookOf(measurePhoto(clutter()))).toBe('busy');
});

test('the colour is that of the table, whatever the boxes hold', () => {
  const photo = table().rectangle(40, 40, 200, 160, [255, 0, 0]);
  photo.boxes.push([40, 40, 200, 160]);
  const { color: [hue, saturation, value], things } = measureBackground(photo);
  expect(hue).toBeCloseTo(1 / 9, 2);
  expect(saturation).toBeCloseTo(1 / 6, 2);
  expect(value).toBeCloseTo(180 / 255, 2);
  expect(things).toEqual([]);
});

test('a slope is a gradient and no fold; waves are folds', () => {
  const sloped = measureBackground(table().slope(40));
  const wavy = measureBackground(table().fill((x) => Math.sin(x / 12) > 0, ([r, g, b]) => [r + 12, g + 12, b + 12]));
  const even = measureBackground(table());
  // 40 of 180 codes are a change of linear light of 2.2 times 0.22.
  expect(sloped.gradient).toBeGreaterThan(0.4);
  expect(sloped.gradient).toBeLessThan(0.65);
  expect(sloped.folds).toBeLessThan(0.01);
  expect(wavy.folds).toBeGreaterThan(0.02);
  expect(even.gradient).toBeCloseTo(0, 9);
  expect(even).toMatchObject({ folds: 0, grain: 0, seams: 0, things: [], evenness: 1 });
});

test('grain is measured, and grows with it', () => {
  const [fine, coarse] = [4, 12].map((codes) => measureBackground(table().noise(codes)).grain);
  // Uniform noise of 4 codes has a deviation of 2.3, the mean of four pixels half of that, and luma of independent channels 0.67 of it.
  expect(fine).toBeCloseTo((2.2 * 0.67 * 2.3 / 2) / 170, 2.5);
  expect(coarse! / fine!).toBeGreaterThan(2.2);
});

test.each([0, 0.5, 1.2, 2.4])('a seam is counted at an angle of %s', (angle) => {
  const distance = (x: number, y: number) => (x - 160) * Math.cos(angle) + (y - 120) * Math.sin(angle) - 10;
  // A camera's edge is some pixels wide.
  const seamed = [-1, 0, 1].reduce((photo, offset) => photo.fill((x, y) => distance(x, y) > offset, ([r, g, b]) => [r - 20, g - 20, b - 20]), table());
  expect(measureBackground(seamed).seams).toBe(1);
  expect(measureBackground(table()).seams).toBe(0);
});

test('dark round things are feet, a frame is a tray, what touches the border is none, and what is not seen is added', () => {
  const photos = Array.from({ length: 5 }, (_, seed) => measurePhoto(new DrawnPhoto(320, 240, [200, 200, 200], seed)
    .rectangle(60, 50, 200, 140, [60, 60, 60]).rectangle(66, 56, 188, 128, [200, 200, 200])
    .disc(30, 30, 8, [110, 110, 110]).disc(290, 200, 8, [110, 110, 110]).rectangle(0, 100, 12, 12, [20, 20, 20])));
  const groups = fitDistractors(photos, 18, [14, 24]);
  expect(groups.map(({ why: _why, boxPx: _boxPx, ...group }) => group)).toEqual([
    { group: 'feet', count: [1, 2] }, { group: 'trays', count: [0, 1], under: true, tiltDeg: 10 },
    // Nobody has seen these: things of the objects' size, and crumbs.
    { group: 'cards', count: [0, 2] }, { group: 'discs', count: [0, 2] }, { group: 'boxes', count: [0, 2] }, { group: 'discs', count: [0, 4] },
  ]);
  const [least, most] = groups[0]!.boxPx;
  expect(least).toBeLessThan(16);
  expect(most).toBeGreaterThan(16);
  expect(groups[1]!.why).toMatch(/^1\.00 a photo, \d+ px$/);
  const [unseen, crumbs] = [groups.find(({ group }) => group === 'cards')!, groups.at(-1)!];
  expect(unseen.boxPx[0]).toBeLessThan(14);
  expect(unseen.boxPx[1]).toBeGreaterThan(24);
  expect(crumbs.boxPx[0]).toBeCloseTo(0.08 * 14, 9);
  expect(crumbs.boxPx[1]).toBeCloseTo(0.5 * 14, 9);
});

test('the surface covers the photos, and its light makes it what it was', () => {
  const photos = [120, 150, 180].map((code, seed) => measurePhoto(new DrawnPhoto(160, 120, [code, code, code - 20], seed)));
  const { shownValue, hue } = fitSurface(photos);
  expect(shownValue[0]).toBeLessThan(120 / 255);
  expect(shownValue[1]).toBeGreaterThan(180 / 255);
  expect(hue[0]).toBeLessThan(1 / 6);
  expect(hue[1]).toBeGreaterThan(1 / 6);
  expect(unlitValue(0.5, 1)).toBeCloseTo(0.5, 2);
  expect(unlitValue(0.5, 0.5)).toBeGreaterThan(0.65);
  expect(unlitValue(0.9, 0.5)).toBe(1);
});
