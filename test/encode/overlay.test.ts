/** Checks that boxes are drawn where the record has them, and that names and contact sheets are drawn. */
import { expect, test } from 'vitest';
import type { ImageRecord, RecordInstance } from '../../src/labels/record.ts';
import { contactSheet, drawBoxes } from '../../src/encode/overlay.ts';
import { textPixels } from '../../src/encode/bitmap-font.ts';
import { sharp } from '../../src/encode/sharp.ts';

function recordWith(width: number, height: number, ...boxes: [number, number, number, number][]): ImageRecord {
  const instances = boxes.map((bbox, i) => ({ id: i + 1, bbox, area: bbox[2] * bbox[3], category: 'can', categoryId: i + 1 }) as RecordInstance);
  return { width, height, instances } as ImageRecord;
}

async function decode(png: Buffer) {
  const { data, info } = await sharp(png).raw().toBuffer({ resolveWithObject: true });
  const at = (x: number, y: number) => [...data.subarray(3 * (y * info.width + x), 3 * (y * info.width + x) + 3)];
  return { width: info.width, height: info.height, channels: info.channels, at };
}

const BLACK = [0, 0, 0];

test('the lines of a box lie on its first and last columns and rows', async () => {
  const image = new Uint8Array(3 * 64 * 65);
  const { width, height, channels, at } = await decode(await drawBoxes(image, 64, 65, recordWith(64, 65, [20, 30, 31, 11])));
  expect([width, height, channels]).toEqual([64, 65, 3]);
  const color = at(50, 30);
  expect(color).not.toEqual(BLACK);
  for (const [x, y] of [[20, 40], [50, 40], [20, 30], [35, 40], [20, 35], [50, 35]] as const) expect(at(x, y)).toEqual(color);
  for (const [x, y] of [[19, 35], [51, 35], [35, 41], [21, 31], [49, 39]] as const) expect(at(x, y)).toEqual(BLACK);
  expect(image.every((value) => value === 0)).toBe(true);
});

test('a smaller copy gets its boxes in its own scale', async () => {
  const { at } = await decode(await drawBoxes(new Uint8Array(3 * 32 * 32), 32, 32, recordWith(64, 64, [20, 30, 20, 20])));
  expect(at(10, 20)).not.toEqual(BLACK);
  expect(at(19, 24)).not.toEqual(BLACK);
  expect(at(20, 24)).toEqual(BLACK);
});

test('boxes that touch the border, and an image without any', async () => {
  await drawBoxes(new Uint8Array(3 * 64 * 64), 64, 64, recordWith(64, 64, [0, 0, 64, 64], [63, 63, 1, 1]));
  const { at } = await decode(await drawBoxes(new Uint8Array(3 * 64 * 64), 64, 64, recordWith(64, 64)));
  expect(at(0, 0)).toEqual(BLACK);
});

test('text: an L of seven rows and five columns, and a mark for what the font lacks', () => {
  expect(textPixels('l').pixels.map(([x, y]) => `${x},${y}`).sort()).toEqual(['0,0', '0,1', '0,2', '0,3', '0,4', '0,5', '0,6', '1,6', '2,6', '3,6', '4,6']);
  expect(textPixels('ab').width).toBe(11);
  expect(textPixels('').width).toBe(0);
  expect(textPixels('ß~').pixels.length).toBeGreaterThan(0);
});

test('a sheet of three images in two columns', async () => {
  const jpeg = await sharp({ create: { width: 64, height: 48, channels: 3, background: '#f00' } }).jpeg().toBuffer();
  const { width, height, at } = await decode(await contactSheet(Array.from({ length: 3 }, () => ({ bytes: jpeg, record: recordWith(64, 48, [10, 20, 30, 20]) })), 2, 32));
  expect([width, height]).toEqual([4 + 2 * 36, 4 + 2 * 28]);
  expect(at(5, 5)[0]).toBeGreaterThan(240);
  expect(at(60, 50)).toEqual([0x20, 0x20, 0x20]);
  await expect(contactSheet([], 2, 32)).rejects.toThrow('sheet: no images');
});
