/** Checks that pictures of a set are decoded as they were labelled, and measured on any number of threads alike. */
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { sharp } from '../../src/encode/sharp.ts';
import type { LabelledPicture, LabelledSet } from '../../src/stats/coco-set.ts';
import { decodePicture } from '../../src/stats/decode-picture.ts';
import { jpegQuality } from '../../src/stats/jpeg-quality.ts';
import { measureSet } from '../../src/stats/measure-set.ts';
import { temporaryFolder } from '../support/folder.ts';
import { smoothImage } from '../support/picture-files.ts';
import { askPython, findPython } from '../support/python.ts';

const python = findPython('PIL');

/** Red in its upper left quarter as it is stored, else black; 40 x 20 pixels. */
const cornered = () => {
  const data = new Uint8Array(3 * 40 * 20);
  for (let y = 0; y < 10; y++) for (let x = 0; x < 20; x++) data[3 * (40 * y + x)] = 255;
  return sharp(data, { raw: { width: 40, height: 20, channels: 3 } });
};
const isRed = ({ width, data }: { width: number; data: Uint8Array }, x: number, y: number): boolean => data[3 * (y * width + x)]! > 128;

test('a picture that EXIF turns is decoded upright or as it is stored, as its labels are', async () => {
  const path = join(temporaryFolder(), 'turned.png');
  await cornered().withMetadata({ orientation: 6 }).png().toFile(path); // to be turned clockwise
  const upright = await decodePicture(path, 20, 40);
  expect([isRed(upright.rgb, 15, 5), isRed(upright.rgb, 5, 5), isRed(upright.rgb, 15, 35)]).toEqual([true, false, false]);
  const stored = await decodePicture(path, 40, 20);
  expect([isRed(stored.rgb, 5, 5), isRed(stored.rgb, 35, 5), isRed(stored.rgb, 5, 15)]).toEqual([true, false, false]);
});

test('a file of another size and the same aspect is resized; another aspect is refused', async () => {
  const path = join(temporaryFolder(), 'large.png');
  await cornered().png().toFile(path);
  const { rgb, file } = await decodePicture(path, 20, 10);
  expect([rgb.width, rgb.height, rgb.data.length, file.pixels, file.jpegQuality]).toEqual([20, 10, 600, 800, null]);
  expect([isRed(rgb, 4, 2), isRed(rgb, 15, 2)]).toEqual([true, false]);
  await expect(decodePicture(path, 30, 30)).rejects.toThrow(/large.png is 40 x 20 pixels, and its labels are for 30 x 30; wanted the pictures that were labelled/);
  await expect(decodePicture(`${path}.none`, 30, 30)).rejects.toThrow('cannot be decoded');
});

test('grey, alpha and 16 bits become RGB', async () => {
  const folder = temporaryFolder();
  await smoothImage(30, 20).greyscale().png().toFile(join(folder, 'grey.png'));
  await sharp({ create: { width: 30, height: 20, channels: 4, background: { r: 0, g: 0, b: 0, alpha: 0 } } }).png().toFile(join(folder, 'clear.png'));
  await smoothImage(30, 20).toColourspace('rgb16').png().toFile(join(folder, 'deep.png'));
  for (const name of ['grey.png', 'clear.png', 'deep.png']) expect((await decodePicture(join(folder, name), 30, 20)).rgb.data.length, name).toBe(1800);
  expect((await decodePicture(join(folder, 'clear.png'), 30, 20)).rgb.data[0]).toBe(255);
});

test.skipIf(!python)('qualities of JPEGs are those that PIL wrote, from 1 to 100', () => {
  const program = 'import base64, io, json; from PIL import Image\ndef of(q):\n b = io.BytesIO(); Image.new("RGB", (8, 8)).save(b, "JPEG", quality=q); return base64.b64encode(b.getvalue()).decode()\nprint(json.dumps([of(q) for q in range(1, 101)]))';
  expect(askPython<string[]>(python!, program).map((text) => jpegQuality(Buffer.from(text, 'base64')))).toEqual(Array.from({ length: 100 }, (_, i) => i + 1));
  expect([jpegQuality(Buffer.from('no picture')), jpegQuality(Buffer.from([0xff, 0xd8, 0xff]))]).toEqual([null, null]);
});

test('threads and the order of pictures change nothing', async () => {
  const folder = temporaryFolder();
  const pictures: LabelledPicture[] = [];
  for (let i = 0; i < 6; i++) {
    const path = join(folder, `${i}.jpg`);
    await smoothImage(70 + i, 80, i + 1).jpeg({ quality: 80 }).toFile(path);
    pictures.push({ key: `${i}`, path, width: 70 + i, height: 80, boxes: [{ category: 'a', box: [i, 2 * i, 30, 20], ignore: false }] });
  }
  const set: LabelledSet = { categories: ['a'], pictures, hasBoxes: true, notes: [] };
  const one = await measureSet(set, { threads: 0 });
  const two = await measureSet(set, { threads: 2 });
  const reversed = await measureSet({ ...set, pictures: [...pictures].reverse() }, { threads: 0 });
  expect(JSON.stringify(two)).toBe(JSON.stringify(one));
  expect(JSON.stringify(reversed.stats)).toBe(JSON.stringify(one.stats));
  expect([one.stats.measured, one.stats.histogram('jpegQuality').mean(), one.measured.length]).toEqual([6, 80, 6]);
});

test('a picture that cannot be decoded is refused, on a thread too', async () => {
  const set: LabelledSet = { categories: [], pictures: [{ key: 'a', path: import.meta.filename, width: 4, height: 4, boxes: [] }], hasBoxes: false, notes: [] };
  for (const threads of [0, 1]) await expect(measureSet(set, { threads })).rejects.toMatchObject({ name: 'UserError', message: expect.stringContaining('cannot be decoded') as string });
});
