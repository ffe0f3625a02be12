// Checks that objects leave no trace in the photos that are shown behind models.
import { expect, test } from 'vitest';
import { objectMask } from '../../src/fit/backdrops.ts';
import { inpaint } from '../../src/fit/inpaint.ts';
import { DrawnPhoto } from '../support/drawn-photo.ts';

test('an object with its shadow is filled by what is around it', () => {
  const photo = new DrawnPhoto(160, 120, [150, 160, 170]).slope(60);
  const before = photo.rgb.slice();
  photo.fill((x, y) => x > 68 && x < 108 && y > 48 && y < 88, ([r, g, b]) => [0.8 * r, 0.8 * g, 0.8 * b]).rectangle(60, 40, 30, 30, [200, 0, 0]);
  photo.boxes.push([60, 40, 30, 30]);
  inpaint(photo, objectMask(photo, 1));
  const worst = photo.rgb.reduce((most, code, i) => Math.max(most, Math.abs(code - before[i]!)), 0);
  expect(worst).toBeLessThan(8);
});

test('what is filled has the grain of its neighbourhood', () => {
  const photo = new DrawnPhoto(120, 120, [150, 150, 150]).noise(8);
  const mask = new Uint8Array(120 * 120);
  for (let y = 40; y < 80; y++) mask.fill(1, y * 120 + 40, y * 120 + 80);
  inpaint(photo, mask);
  const deviation = (isInside: boolean) => {
    const codes = Array.from(mask.keys()).filter((i) => (mask[i] === 1) === isInside).map((i) => photo.rgb[3 * i]!);
    const mean = codes.reduce((sum, code) => sum + code, 0) / codes.length;
    return Math.sqrt(codes.reduce((sum, code) => sum + (code - mean) ** 2, 0) / codes.length);
  };
  expect(deviation(true) / deviation(false)).toBeGreaterThan(0.7);
  expect(deviation(true) / deviation(false)).toBeLessThan(1.3);
});
