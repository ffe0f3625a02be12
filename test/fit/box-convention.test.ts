// Checks that the convention of boxes is found in photos whose convention is known.
import { expect, test } from 'vitest';
import { findConvention, measureBoxes, tightBox } from '../../src/fit/box-convention.ts';
import { conventionBox } from '../../src/labels/box.ts';
import { type Color, DrawnPhoto } from '../support/drawn-photo.ts';

const COLORS: Color[] = [[200, 30, 30], [30, 60, 180], [20, 20, 20], [30, 150, 60], [240, 220, 40]];

/** Eight photos with six objects each, on a table with a slope, soft shadows and noise. */
function photosOf(square: boolean, scale: number): DrawnPhoto[] {
  return Array.from({ length: 8 }, (_, seed) => {
    const photo = new DrawnPhoto(480, 360, [190, 185, 175], seed).slope(20);
    for (let i = 0; i < 6; i++) {
      const [w, h] = [Math.round(photo.random.range(24, 48)), Math.round(photo.random.range(24, 48))];
      const [x, y] = [60 + 140 * (i % 3) + Math.round(photo.random.range(0, 30)), 70 + 150 * Math.floor(i / 3) + Math.round(photo.random.range(0, 30))];
      photo.fill((px, py) => px > x + 2 && px < x + w + 5 && py > y + 2 && py < y + h + 5, ([r, g, b]) => [0.85 * r, 0.85 * g, 0.85 * b]);
      photo.rectangle(x, y, w, h, COLORS[(i + seed) % COLORS.length]!);
      photo.boxes.push(conventionBox([x, y, w, h], { square, scale }, photo));
    }
    return photo.noise(4);
  });
}

const convention = (photos: DrawnPhoto[], squareModels = 0.1) =>
  findConvention(photos.flatMap((photo) => photo.boxes.map((box) => ({ box, photo }))), photos.flatMap(measureBoxes), squareModels);

test.each([[false, 1], [true, 1.2], [false, 1.1], [true, 1]])('square %s, scale %s', (square, scale) => {
  const found = convention(photosOf(square, scale));
  expect(found).toMatchObject({ square, scale });
  expect(found.measured).toBeGreaterThan(40);
});

test('boxes that are square because the objects are say nothing', () => {
  expect(convention(photosOf(true, 1.2), 0.9).square).toBe(false);
});

test('a busy background tells no scale', () => {
  const photos = photosOf(false, 1.2).map((photo) => photo.fill(() => photo.random.uniform() < 0.4, ([r, g, b]) => [255 - r, 255 - g, 255 - b]));
  expect(convention(photos)).toMatchObject({ scale: 1, ratio: null });
});

test('the tight box is about the same centre', () => {
  expect(tightBox([10, 20, 24, 48], { scale: 1.2 })).toEqual([12, 24, 20, 40]);
});
