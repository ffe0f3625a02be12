// Checks which image files are pictures, which are bad, and that a second start decodes only what has changed.
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, test, vi } from 'vitest';
import * as checking from '../../../src/assets/pictures/check-picture.ts';
import { listPictures } from '../../../src/assets/pictures/list-pictures.ts';
import { checkPictures, findPictures } from '../../../src/assets/pictures/open-pictures.ts';
import { temporaryFolder } from '../../support/folder.ts';
import { smoothImage, writePictures } from '../../support/picture-files.ts';

vi.mock('../../../src/assets/pictures/check-picture.ts', { spy: true });

let cache: string;
beforeEach(() => {
  cache = temporaryFolder();
  vi.stubEnv('SCENEMILL_CACHE', cache);
  vi.mocked(checking.checkPicture).mockClear();
});

/** Opens pictures, and counts the files that were decoded. */
async function open(assets: { photos?: string; textures?: string }) {
  const before = vi.mocked(checking.checkPicture).mock.calls.length;
  let steps = 0;
  const { pictures, bad } = await checkPictures(findPictures(assets).folders, () => steps++);
  return { pictures, bad, steps, decoded: vi.mocked(checking.checkPicture).mock.calls.length - before };
}

test('pictures are listed in order of their code units, sub-folders and links too; hidden and other files are not', async () => {
  const folder = await writePictures(temporaryFolder(), { 'b.JPG': 'x', 'B.png': 'x', 'a/é.webp': 'x', 'a/z.tiff': 'x', 'a-1.avif': 'x', 'notes.txt': 'x', '.hidden.png': 'x', '.git/in.png': 'x', 'model.obj': 'x' });
  symlinkSync(join(folder, 'B.png'), join(folder, 'link.gif'));
  symlinkSync(join(folder, 'nowhere'), join(folder, 'broken.gif'));
  mkdirSync(join(folder, 'folder.png'));
  expect(listPictures(folder).map(({ name }) => name)).toEqual(['B.png', 'a-1.avif', 'a/z.tiff', 'a/é.webp', 'b.JPG', 'link.gif']);
  expect(listPictures(folder)[3]!.path).toBe(join(folder, 'a/é.webp'));
});

test('a folder that is missing or empty is a problem with its reason', async () => {
  const empty = await writePictures(temporaryFolder(), { 'notes.txt': 'x' });
  expect(findPictures({ photos: empty, textures: join(empty, 'nowhere') })).toEqual({
    folders: [],
    problems: [{ file: empty, reason: expect.stringMatching(/^no image in this folder; wanted \.jpg, /) as string }, { file: join(empty, 'nowhere'), reason: 'no such folder' }],
  });
});

test('photos come before textures, with upright sizes and hashes of the files', async () => {
  const photos = await writePictures(temporaryFolder(), { 'turned.jpg': smoothImage(40, 30).withMetadata({ orientation: 6 }), 'a.png': smoothImage(7, 5) });
  const textures = await writePictures(temporaryFolder(), { 'wood.webp': smoothImage(16, 8) });
  const { pictures, bad, steps } = await open({ photos, textures });
  expect(pictures.map(({ name, use, widthPx, heightPx }) => [use, name, widthPx, heightPx])).toEqual([
    ['photo', 'a.png', 7, 5], ['photo', 'turned.jpg', 30, 40], ['texture', 'wood.webp', 16, 8],
  ]);
  for (const { path, sha256 } of pictures) expect(sha256).toBe(createHash('sha256').update(readFileSync(path)).digest('hex'));
  expect([bad, steps]).toEqual([[], 3]);
});

test.each(['jpg', 'png', 'webp', 'tif', 'gif', 'avif'])('%s: a file that is cut is bad', async (extension) => {
  const folder = temporaryFolder();
  await writePictures(folder, { [`whole.${extension}`]: smoothImage(200, 150) });
  const whole = readFileSync(join(folder, `whole.${extension}`));
  await writePictures(folder, { [`cut.${extension}`]: whole.subarray(0, whole.length * 0.9), [`half.${extension}`]: whole.subarray(0, whole.length / 2) });
  const { pictures, bad } = await open({ photos: folder });
  expect(pictures.map(({ name }) => name)).toEqual([`whole.${extension}`]);
  expect(bad.map(({ file }) => file)).toEqual([join(folder, `cut.${extension}`), join(folder, `half.${extension}`)]);
  for (const { reason } of bad) expect(reason).toMatch(/^cannot be decoded: [^\n]+$/);
});

/** A grey TIFF of one pixel, whose sample is a number of 32 bits (TIFF 6.0). */
function floatTiff(): Buffer {
  const tags = [[256, 1], [257, 1], [258, 32], [259, 1], [262, 1], [273, 8], [277, 1], [278, 1], [279, 4], [339, 3]] as const;
  const bytes = Buffer.alloc(12 + 2 + 12 * tags.length + 4);
  bytes.write('II*\0', 'latin1');
  bytes.writeUInt32LE(12, 4);
  bytes.writeFloatLE(0.5, 8);
  bytes.writeUInt16LE(tags.length, 12);
  tags.forEach(([tag, value], i) => {
    bytes.writeUInt16LE(tag, 14 + 12 * i);
    bytes.writeUInt16LE(4, 16 + 12 * i); // unsigned, 32 bits
    bytes.writeUInt32LE(1, 18 + 12 * i);
    bytes.writeUInt32LE(value, 22 + 12 * i);
  });
  return bytes;
}

test('what is no image, is empty or has samples of 32 bits is bad, each once', async () => {
  const folder = await writePictures(temporaryFolder(), {
    'empty.png': '', 'text.jpg': 'hello', 'float.tif': floatTiff(), 'good.png': smoothImage(4, 4),
  });
  const { pictures, bad, steps } = await open({ photos: folder, textures: folder });
  expect(pictures.map(({ name, use }) => [use, name])).toEqual([['photo', 'good.png'], ['texture', 'good.png']]);
  expect(bad.map(({ file }) => file)).toEqual(['empty.png', 'float.tif', 'text.jpg'].map((name) => join(folder, name)));
  expect(bad[1]!.reason).toBe('cannot be decoded: its samples are of type float; wanted 8 or 16 bits');
  expect(steps).toBe(8);
});

test('a second start decodes what is new or has changed, and nothing else', async () => {
  const folder = await writePictures(temporaryFolder(), { 'a.png': smoothImage(8, 8, 1), 'b.png': smoothImage(8, 8, 2), 'c.png': smoothImage(8, 8, 3), 'bad.png': 'x' });
  const first = await open({ photos: folder });
  expect([first.decoded, first.bad.length]).toEqual([4, 1]);
  const second = await open({ photos: folder });
  expect(second.decoded).toBe(1); // the bad one
  expect(second.pictures).toEqual(first.pictures);
  expect(readdirSync(cache)).toEqual([expect.stringMatching(/^[0-9a-f]{64}\.pictures$/)]);

  rmSync(join(folder, 'a.png'));
  await writePictures(folder, { 'b.png': smoothImage(9, 8, 4), 'd.png': smoothImage(8, 8, 5) });
  const { mtimeMs } = statSync(join(folder, 'c.png'));
  utimesSync(join(folder, 'c.png'), mtimeMs / 1000, mtimeMs / 1000 + 1);
  const third = await open({ photos: folder });
  expect([third.decoded, third.pictures.map(({ name, widthPx }) => [name, widthPx])]).toEqual([4, [['b.png', 9], ['c.png', 8], ['d.png', 8]]]);
  expect((await open({ photos: folder })).decoded).toBe(1);
});

test.each(['{', '[]', '{"a.png": 3}', '{"a.png": [1, 2, "x", 3, 4]}'])('an index that is damaged is made anew: %s', async (text) => {
  const folder = await writePictures(temporaryFolder(), { 'a.png': smoothImage(8, 8) });
  const { pictures } = await open({ photos: folder });
  writeFileSync(join(cache, readdirSync(cache)[0]!), text);
  expect(await open({ photos: folder })).toMatchObject({ pictures, decoded: 1 });
  expect(await open({ photos: folder })).toMatchObject({ pictures, decoded: 0 });
});

test('without a folder for the cache every start decodes', async () => {
  const folder = await writePictures(temporaryFolder(), { 'a.png': smoothImage(8, 8) });
  vi.stubEnv('SCENEMILL_CACHE', join(folder, 'a.png', 'below'));
  expect((await open({ photos: folder })).decoded).toBe(1);
  expect((await open({ photos: folder })).decoded).toBe(1);
});
