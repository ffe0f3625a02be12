// Checks that PNG planes come back exactly, through Pillow and at odd sizes.
import fc from 'fast-check';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { encodePng16, encodePng8 } from '../../src/encode/png.ts';
import { temporaryFolder } from '../support/folder.ts';
import { askPython, findPython } from '../support/python.ts';

const python = findPython('PIL.Image', 'numpy', 'json');

function readWithPillow(png: Buffer): { mode: string; values: number[][] } {
  const path = join(temporaryFolder(), 'plane.png');
  writeFileSync(path, png);
  return askPython(
    python!,
    `
import json, sys, numpy
from PIL import Image
image = Image.open(sys.argv[1])
print(json.dumps(dict(mode=image.mode, values=numpy.asarray(image).tolist())))`,
    path,
  );
}

test.skipIf(!python)('16-bit grey comes back exactly, the extremes and both bytes of each value', async () => {
  const values = new Uint16Array([0, 1, 255, 256, 257, 65535, 4660, 32768, 65280, 7, 1000, 54321, 2, 3, 5]);
  const { mode, values: seen } = readWithPillow(await encodePng16(values, 5, 3));
  expect(mode).toMatch(/^I/);
  expect(seen.flat()).toEqual([...values]);
  expect(seen.length).toBe(3);
});

test.skipIf(!python)('8-bit grey stays one channel, RGB stays three', async () => {
  const grey = new Uint8Array([0, 1, 128, 254, 255, 7]);
  expect(readWithPillow(await encodePng8(grey, 3, 2, 1))).toEqual({
    mode: 'L',
    values: [
      [0, 1, 128],
      [254, 255, 7],
    ],
  });
  const rgb = new Uint8Array([255, 0, 0, 0, 255, 1]);
  expect(readWithPillow(await encodePng8(rgb, 2, 1, 3))).toEqual({
    mode: 'RGB',
    values: [
      [
        [255, 0, 0],
        [0, 255, 1],
      ],
    ],
  });
});

test('any plane of any small size comes back', async () => {
  const plane = fc
    .tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }))
    .chain(([w, h]) => fc.tuple(fc.constant(w), fc.constant(h), fc.uint16Array({ minLength: w * h, maxLength: w * h })));
  await fc.assert(
    fc.asyncProperty(plane, async ([w, h, values]) => {
      const { data } = await sharp(await encodePng16(values, w, h))
        .toColourspace('grey16')
        .raw({ depth: 'ushort' })
        .toBuffer({ resolveWithObject: true });
      expect(new Uint16Array(new Uint8Array(data).buffer)).toEqual(values);
    }),
    { numRuns: 50 },
  );
});

test('values that do not fit the size are refused', async () => {
  await expect(encodePng16(new Uint16Array(3), 2, 2)).rejects.toThrow('png: 3 values for 2 x 2 x 1; wanted 4');
  await expect(encodePng8(new Uint8Array(4), 2, 2, 3)).rejects.toThrow('png: 4 values for 2 x 2 x 3; wanted 12');
});
