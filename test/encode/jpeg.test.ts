// Checks that JPEGs are the given pixels to Pillow, and when the pixels may be overwritten.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { encodeJpeg } from '../../src/encode/jpeg.ts';
import { temporaryFolder } from '../support/folder.ts';
import { askPython, findPython } from '../support/python.ts';

const python = findPython('PIL.Image', 'json');
const WIDTH_PX = 37;
const HEIGHT_PX = 21;

/** A smooth ramp, red to the right and green downward, which survives compression. */
function ramp(pixels: Uint8Array): Uint8Array {
  for (let y = 0; y < HEIGHT_PX; y++) {
    for (let x = 0; x < WIDTH_PX; x++) pixels.set([x * 6, y * 10, 60], 3 * (y * WIDTH_PX + x));
  }
  return pixels;
}

test.skipIf(!python)('Pillow sees a baseline 4:2:0 JPEG of the right size and colours', async () => {
  const pixels = ramp(new Uint8Array(3 * WIDTH_PX * HEIGHT_PX));
  const path = join(temporaryFolder(), 'ramp.jpg');
  writeFileSync(path, await encodeJpeg(pixels, WIDTH_PX, HEIGHT_PX, 95));
  const seen = askPython<{ size: number[]; mode: string; sampling: number[]; progressive: boolean; pixels: number[] }>(
    python!,
    `
import json, sys
from PIL import Image
image = Image.open(sys.argv[1])
print(json.dumps(dict(size=image.size, mode=image.mode, sampling=list(image.layer[0][1:3]), progressive='progressive' in image.info, pixels=list(image.tobytes()))))`,
    path,
  );
  expect(seen).toMatchObject({ size: [WIDTH_PX, HEIGHT_PX], mode: 'RGB', sampling: [2, 2], progressive: false });
  const errors = seen.pixels.map((value, i) => Math.abs(value - pixels[i]!));
  expect(errors.reduce((sum, error) => sum + error, 0) / errors.length).toBeLessThan(3);
});

test('shared memory is read in place, gives the same bytes, and may be overwritten once the promise has settled', async () => {
  const plain = await encodeJpeg(ramp(new Uint8Array(3 * WIDTH_PX * HEIGHT_PX)), WIDTH_PX, HEIGHT_PX, 90);
  const shared = new Uint8Array(new SharedArrayBuffer(64 + 3 * WIDTH_PX * HEIGHT_PX), 64);
  const encoded = await encodeJpeg(ramp(shared), WIDTH_PX, HEIGHT_PX, 90);
  const black = encodeJpeg(shared.fill(0), WIDTH_PX, HEIGHT_PX, 90);
  expect(encoded.equals(plain)).toBe(true);
  expect((await black).equals(plain)).toBe(false);
});

test('quality changes the size', async () => {
  const pixels = new Uint8Array(3 * WIDTH_PX * HEIGHT_PX).map((_, i) => (i * i) % 251);
  const sizes = await Promise.all([30, 60, 90].map(async (quality) => (await encodeJpeg(pixels, WIDTH_PX, HEIGHT_PX, quality)).length));
  expect(sizes).toEqual([...sizes].sort((a, b) => a - b));
  expect(new Set(sizes).size).toBe(3);
});

test('pixels that do not fit the size are refused', async () => {
  await expect(encodeJpeg(new Uint8Array(11), 2, 2, 90)).rejects.toThrow('jpeg: 11 bytes for 2 x 2 pixels; wanted 12');
});
