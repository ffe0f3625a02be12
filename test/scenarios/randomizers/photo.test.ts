/** Checks which parts of which pictures are drawn: always inside the picture, of the image's aspect, and each as often as it should be. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Picture } from '../../../src/assets/library.ts';
import { drawBackdrop, texturedShare } from '../../../src/scenarios/randomizers/backdrop.ts';
import { drawPictureCrop } from '../../../src/scenarios/randomizers/photo.ts';
import { SurfaceSchema } from '../../../src/scenarios/randomizers/surface.ts';
import { type Random, streamsOf } from '../../../src/scene/random.ts';
import { expectShares, expectUniform } from '../../support/distribution.ts';

const pictureOf = (use: Picture['use'], widthPx: number, heightPx: number): Picture => ({ name: 'x', path: '/x', use, sha256: '', widthPx, heightPx });
const randomOf = (index: number): Random => streamsOf(5, index, 0)('photo');
const IMAGE = { widthPx: 64, heightPx: 48 };

test('a part lies in its picture and has the image\'s aspect, rounded to pixels', () => {
  const side = fc.integer({ min: 1, max: 8000 }), imageSide = fc.integer({ min: 64, max: 2048 });
  fc.assert(fc.property(side, side, imageSide, imageSide, fc.constantFrom('photo' as const, 'texture' as const), fc.nat(), (width, height, widthPx, heightPx, use, seed) => {
    const { crop: [x, y, w, h] } = drawPictureCrop([pictureOf(use, width, height)], use, { widthPx, heightPx }, randomOf(seed));
    expect([x, y, w, h].every(Number.isInteger)).toBe(true);
    expect(x >= 0 && y >= 0 && w >= 1 && h >= 1 && x + w <= width && y + h <= height).toBe(true);
    // One side is rounded.
    const isAspect = Math.abs(w * heightPx - h * widthPx) <= 0.5001 * Math.max(widthPx, heightPx);
    expect(isAspect || w === 1 || h === 1, 'aspect').toBe(true);
    if (use === 'photo') expect(w === width || h === height).toBe(true);
    // A texture is not enlarged where its picture is large enough.
    else if (width >= widthPx && height >= heightPx) expect(w >= widthPx && h >= heightPx).toBe(true);
  }), { numRuns: 2000 });
});

test('pictures of the use are equally likely, and so are mirror images and places', () => {
  const photos = Array.from({ length: 7 }, () => pictureOf('photo', 1000, 48));
  const textures = Array.from({ length: 4 }, () => pictureOf('texture', 48, 1000));
  const all = [...photos, ...textures];
  const drawn = Array.from({ length: 4000 }, (_, index) => drawPictureCrop(all, 'photo', IMAGE, randomOf(index)));
  expectShares(all.map((_, i) => drawn.filter(({ picture }) => picture === i).length), [1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0], 'photos');
  expectShares([true, false].map((flip) => drawn.filter((one) => one.flip === flip).length), [1, 1], 'flips');
  expectUniform(drawn.map(({ crop: [x] }, i) => x + randomOf(9e6 + i).uniform()), [0, 1000 - 64 + 1], 'places');
  const others = Array.from({ length: 2000 }, (_, index) => drawPictureCrop(all, 'texture', IMAGE, randomOf(index)).picture);
  expectShares(all.map((_, i) => others.filter((picture) => picture === i).length), [0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1], 'textures');
});

test('a texture shows from half of the sides to all of them', () => {
  const widths = (size: number) => Array.from({ length: 3000 }, (_, index) => drawPictureCrop([pictureOf('texture', size, size)], 'texture', { widthPx: 64, heightPx: 64 }, randomOf(index)).crop[2]);
  // The width is rounded, so a random part of a pixel makes it continuous.
  const continuous = (values: number[]) => values.map((width, i) => width - 0.5 + randomOf(9e6 + i).uniform());
  expectUniform(continuous(widths(4000)), [2000, 4000], 'large');
  expectUniform(continuous(widths(80)), [64, 80], 'not below the image');
  expect(new Set(widths(64))).toEqual(new Set([64]));
  expect(new Set(widths(30))).toEqual(new Set([30]));
});

test('photos and textures come as the kind and the share say, and a texture leaves the rest of the surface as it was', () => {
  const pictures = [pictureOf('photo', 80, 80), pictureOf('texture', 80, 80)];
  const backdropOf = (kind: 'photos' | 'surface', textured: number | undefined, index: number, some = pictures) =>
    drawBackdrop(kind, { surface: SurfaceSchema.parse({ textured }), pictures: some, ...IMAGE }, randomOf(index)).backdrop!;
  expect(backdropOf('photos', undefined, 0)).toMatchObject({ kind: 'photo', picture: 0 });
  const surfaces = Array.from({ length: 2000 }, (_, index) => backdropOf('surface', 0.3, index) as { texture?: object });
  expectShares([true, false].map((is) => surfaces.filter(({ texture }) => (texture !== undefined) === is).length), [0.3, 0.7], 'textured');
  for (let index = 0; index < 20; index++) {
    const { texture, ...surface } = backdropOf('surface', undefined, index) as { texture?: object };
    expect(texture).toMatchObject({ picture: 1 });
    expect(surface).toEqual(backdropOf('surface', undefined, index, pictures.slice(0, 1)));
    expect(surface).toEqual(backdropOf('surface', 0, index));
  }
  expect([texturedShare({}, pictures), texturedShare({}, []), texturedShare({ textured: 0.2 }, [])]).toEqual([1, 0, 0.2]);
});
