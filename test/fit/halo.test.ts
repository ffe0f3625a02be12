// Checks that the shadow beside an object is measured, and that neither the object's own gaps nor a flat table count as one.
import { expect, test } from 'vitest';
import { measureBoxes } from '../../src/fit/box-convention.ts';
import { firstGuess, findFacts } from '../../src/fit/guess.ts';
import { measureHalo } from '../../src/fit/halo.ts';
import { measurePhoto } from '../../src/fit/measure-photo.ts';
import { DrawnPhoto } from '../support/drawn-photo.ts';

const [COLUMNS, ROWS] = [60, 50];
/** A square of 20 pixels with a gap of 14 in its middle. */
const isIn = (x: number, y: number) => x >= 20 && x < 40 && y >= 15 && y < 35 && !(x >= 23 && x < 37 && y >= 18 && y < 32);
const object = Uint8Array.from({ length: COLUMNS * ROWS }, (_, i) => Number(isIn(i % COLUMNS, Math.floor(i / COLUMNS))));
/** Distance from the square, pixels. */
const distanceOf = (pixel: number) => {
  const [x, y] = [pixel % COLUMNS, Math.floor(pixel / COLUMNS)];
  return Math.hypot(Math.max(0, 20 - x, x - 39), Math.max(0, 15 - y, y - 34));
};

test('the median of a band around the object is taken; gaps in the object are no surface', () => {
  expect(measureHalo(object, COLUMNS, ROWS, 20, (pixel) => (isIn(pixel % COLUMNS, Math.floor(pixel / COLUMNS)) || distanceOf(pixel) > 0 ? 0.2 : 99))).toBe(0.2);
  // The band is 1.5 to 4 pixels wide, in which the middle is at 3.
  expect(measureHalo(object, COLUMNS, ROWS, 20, distanceOf)).toBeCloseTo(3, 5);
  expect(measureHalo(object, COLUMNS, ROWS, 20, (pixel) => (distanceOf(pixel) < 1.5 || distanceOf(pixel) > 4.2 ? 99 : 0))).toBe(0);
  expect(measureHalo(new Uint8Array(COLUMNS * ROWS).fill(1), COLUMNS, ROWS, 20, () => 1)).toBe(null);
});

/** Photos with nine dark red squares each. Their shadows take a share of the light at the border, which falls to nothing at 8 pixels. */
function photosOf(darkness: number): DrawnPhoto[] {
  return Array.from({ length: 6 }, (_, seed) => {
    const photo = new DrawnPhoto(360, 360, [190, 185, 175], seed).slope(15);
    for (let i = 0; i < 9; i++) {
      const [x, y] = [50 + 100 * (i % 3), 50 + 100 * Math.floor(i / 3)];
      let kept = 1;
      photo.fill((u, v) => {
        const px = Math.max(x - u, u - x - 24, y - v, v - y - 24);
        // sRGB codes grow as the power 1 / 2.2 of the light.
        kept = px > 0 && px < 8 ? Math.pow(1 - darkness * (1 - px / 8) ** 2, 1 / 2.2) : 1;
        return kept < 1;
      }, ([r, g, b]) => [kept * r, kept * g, kept * b]);
      photo.rectangle(x, y, 24, 24, [120, 10, 20]);
      photo.boxes.push([x - 3, y - 3, 30, 30]);
    }
    return photo.noise(3);
  });
}

test.each([[0, -0.01, 0.01], [0.3, 0.1, 0.18], [0.5, 0.18, 0.3]])('shadows of darkness %s are seen in photos', (darkness, least, most) => {
  const halos = photosOf(darkness).flatMap(measureBoxes).map(({ segment: { halo } }) => halo);
  expect(halos.length).toBeGreaterThan(40);
  for (const halo of halos) {
    expect(halo).toBeGreaterThan(least);
    expect(halo).toBeLessThan(most);
  }
});

test('an object that differs little from the surface says nothing, because its shadow may be taken for a part of it', () => {
  const photo = new DrawnPhoto(120, 120, [190, 185, 175], 1).rectangle(50, 50, 24, 24, [165, 160, 150]).noise(2);
  photo.boxes.push([47, 47, 30, 30]);
  expect(measureBoxes(photo).map(({ segment: { halo } }) => halo)).toEqual([null]);
});

test('a first guess has shadows where photos show some', () => {
  const models = { square: 0, longerOverSize: 1.1, aspects: [1], uprightAspects: [1] };
  const guessOf = (darkness: number, count = 6) => {
    const photos = photosOf(darkness).slice(0, count).map((photo) => measurePhoto(photo));
    const facts = findFacts(photos, { width: 360, height: 360, share: 1 }, { square: false, scale: 1.25, measured: 54, ratio: null }, models, true);
    return firstGuess(facts, photos, models).shadows;
  };
  const [least, most] = guessOf(0.4)!;
  expect(least).toBeGreaterThan(0.3);
  expect(most).toBeGreaterThanOrEqual(least);
  expect(most).toBeLessThan(0.55);
  expect(guessOf(0)).toBe(null);
  expect(guessOf(0.4, 4)).toBe(null);
});
