/** Checks that a set is read from COCO files as other programs write them, and that bad ones are refused in a sentence. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { sharp } from '../../src/encode/sharp.ts';
import { parseSplits } from '../../src/dataset/splits.ts';
import { readCocoSet, readPictures } from '../../src/stats/coco-set.ts';
import { segmentationBox } from '../../src/stats/segmentation-box.ts';
import { temporaryFolder } from '../support/folder.ts';

const IMAGE = { id: 7, file_name: 'train/a.png', width: 8, height: 6 };
const BOX = { id: 1, image_id: 7, category_id: 3, bbox: [1.5, 2, 3.25, 2], iscrowd: 0 };
const CATEGORIES = [{ id: 3, name: 'die' }, { id: 9, name: 'coin' }];

async function folderWith(files: string[]): Promise<string> {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'train'));
  for (const file of files) await sharp({ create: { width: 8, height: 6, channels: 3, background: '#808080' } }).png().toFile(join(folder, file));
  return folder;
}

function writeCoco(folder: string, content: unknown): string {
  const path = join(folder, 'coco.json');
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

test('pictures, boxes as floats, classes; the file by its path, or by its base name', async () => {
  const folder = await folderWith(['train/a.png', 'b.png']);
  const path = writeCoco(folder, { images: [IMAGE, { id: 'x', file_name: 'elsewhere/b.png', width: 8, height: 6 }], annotations: [BOX], categories: CATEGORIES });
  const set = await readCocoSet(path, folder);
  expect(set.categories).toEqual(['coin', 'die']);
  expect(set.pictures).toEqual([
    { key: 'train/a.png', path: join(folder, 'train/a.png'), width: 8, height: 6, boxes: [{ category: 'die', box: [1.5, 2, 3.25, 2], ignore: false }] },
    { key: 'elsewhere/b.png', path: join(folder, 'b.png'), width: 8, height: 6, boxes: [] },
  ]);
  expect([set.hasBoxes, set.notes]).toEqual([true, []]);
});

test('crowds are ignored, segmentations make boxes, what has neither is left out; each has a note', async () => {
  const folder = await folderWith(['train/a.png']);
  const path = writeCoco(folder, {
    images: [{ id: 7, file_name: 'train/a.png' }, { id: 8, file_name: 'train/a.png', width: 8, height: 6 }],
    annotations: [
      BOX, { ...BOX, iscrowd: 1 }, { ...BOX, bbox: undefined, segmentation: [[1, 1, 4, 1, 4, 3.5]] }, { ...BOX, bbox: [0, 0, null, 1] }, { ...BOX, bbox: [1, 1, 0, 4] },
      { ...BOX, image_id: 99 }, { ...BOX, image_id: 8 }, { ...BOX, category_id: 4 }, { ...BOX, bbox: [], segmentation: { size: [6, 8], counts: [7, 2, 39] } },
    ],
    categories: CATEGORIES,
  });
  const { pictures, notes, categories } = await readCocoSet(path, folder);
  expect(pictures.map(({ width, height }) => [width, height])).toEqual([[8, 6]]);
  expect(pictures[0]!.boxes.map(({ category, box, ignore }) => [category, ...box, ignore])).toEqual([
    ['die', 1.5, 2, 3.25, 2, false], ['die', 1.5, 2, 3.25, 2, true], ['die', 1, 1, 3, 2.5, false], ['4', 1.5, 2, 3.25, 2, false], ['die', 1, 1, 1, 2, false],
  ]);
  expect(categories).toEqual(['4', 'coin', 'die']);
  expect(notes.map((note) => note.replace(`${path}: `, ''))).toEqual([
    '1 of its images name a file that another one names: the boxes of the first are taken.',
    '1 of its images have no whole width and height: they are taken from the file.',
    '1 of its boxes are crowds or marked to be ignored: statistics leave them out.',
    '2 of its objects have no box: theirs is that of the segmentation.',
    '2 of its objects have no box that is larger than nothing: they are left out.',
    '1 of its boxes name an image that it does not list: they are left out.',
    '1 of its boxes are of a class that it does not list: its id is its name.',
  ]);
});

test('a byte order mark, sizes that are no whole numbers and boxes larger than any image are read as they are meant', async () => {
  const folder = await folderWith(['train/a.png']);
  const content = { images: [{ ...IMAGE, width: 8.5, height: '6' }], annotations: [BOX, { ...BOX, bbox: [0, 0, 1e300, 1e300] }, { ...BOX, bbox: [-5, -5, 20, 20] }], categories: CATEGORIES };
  const { pictures, notes } = await readCocoSet(writeCoco(folder, `\uFEFF${JSON.stringify(content)}`), folder);
  expect(pictures.map(({ width, height, boxes }) => [width, height, boxes.length])).toEqual([[8, 6, 2]]);
  expect(notes.map((note) => note.slice(note.indexOf(': ') + 2))).toEqual([
    '1 of its images have no whole width and height: they are taken from the file.', '1 of its boxes are outside their image, or larger than any image: they are left out.',
  ]);
});

test('a split keeps the first part alone, and needs no picture of the others', async () => {
  const folder = await folderWith([]);
  const images = Array.from({ length: 20 }, (_, id) => ({ id, file_name: `train/${id}.png`, width: 8, height: 6 }));
  const annotations = images.map(({ id }) => ({ ...BOX, image_id: id }));
  const path = writeCoco(folder, { images, annotations, categories: CATEGORIES });
  const [train] = parseSplits('train=0.5,test=0.5');
  const kept = images.filter(({ file_name: key }) => train!.keep(key)).map(({ file_name: key }) => key);
  for (const key of kept) writeFileSync(join(folder, key), '');
  const set = await readCocoSet(path, folder, { split: 'train=0.5,test=0.5' });
  expect(kept.length).toBeGreaterThan(3);
  expect(set.pictures.map(({ key }) => key)).toEqual(kept);
  expect(set.notes).toEqual([]);
  await expect(readCocoSet(path, folder)).rejects.toThrow(`${20 - kept.length} of 20 pictures of ${path} are not in ${folder}, the first is train/`);
});

test.each([
  ['', 'is no JSON'],
  ['{"images": NaN}', 'is no JSON'],
  ['3', 'has no list of objects "images"'],
  ['null', 'has no list of objects "images"'],
  [{ images: [IMAGE] }, 'has no list of objects "annotations"'],
  [{ images: [IMAGE], annotations: [3] }, 'has no list of objects "annotations"'],
  [{ images: [IMAGE], annotations: [], categories: {} }, 'has no list of objects "categories"'],
  ['{"images": 1,}', 'is no JSON at character 13; wanted a COCO file'],
  ['{"images": [', 'is no JSON; wanted a COCO file'],
  [{ images: [IMAGE], annotations: [{ ...BOX, bbox: [8, 2, 3, 2] }] }, 'has no box (1 of its boxes are outside their image, or larger than any image: they are left out); wanted labelled objects'],
  [{ images: [IMAGE], annotations: [{ ...BOX, image_id: '7' }] }, 'has no box (1 of its boxes name an image that it does not list: they are left out); wanted'],
  [{ images: [], annotations: [] }, 'lists no images; wanted some'],
  [{ images: [IMAGE], annotations: [] }, 'has no box; wanted labelled objects, or --images alone'],
  [{ images: [IMAGE], annotations: [{ ...BOX, iscrowd: 1 }] }, 'has no box (1 of its boxes are'],
  [{ images: [{ id: 1 }], annotations: [] }, 'has an image 1 without a file_name'],
  [{ images: [IMAGE, IMAGE], annotations: [] }, 'has two images of the id 7'],
])('%j is refused', async (content, message) => {
  const folder = await folderWith(['train/a.png']);
  const path = writeCoco(folder, content);
  await expect(readCocoSet(path, folder)).rejects.toThrow(expect.objectContaining({ name: 'UserError', message: expect.stringContaining(`coco: ${path} ${message}`) as string }) as Error);
});

test('a file that is not there is refused, and a folder without pictures', async () => {
  const folder = await folderWith([]);
  await expect(readCocoSet(join(folder, 'none.json'), folder)).rejects.toThrow('cannot be read (ENOENT)');
  await expect(readPictures(folder)).rejects.toThrow('no image in this folder');
});

test('a folder of pictures is a set whose boxes are not known', async () => {
  const folder = await folderWith(['train/a.png', 'b.png']);
  expect(await readPictures(folder)).toEqual({
    categories: [], hasBoxes: false, notes: [],
    pictures: ['b.png', 'train/a.png'].map((key) => ({ key, path: join(folder, key), width: 8, height: 6, boxes: [] })),
  });
});

test('boxes of masks: a run of several columns reaches the top and the bottom', () => {
  expect(segmentationBox({ size: [6, 8], counts: [7, 2, 39] })).toEqual([1, 1, 1, 2]);
  expect(segmentationBox({ size: [6, 8], counts: [10, 4, 34] })).toEqual([1, 0, 2, 6]);
  expect(segmentationBox({ size: [6, 8], counts: '72W1' })).toEqual([1, 1, 1, 2]);
  for (const nothing of [undefined, null, [], [[1, 2]], { size: [6, 8], counts: [48] }, { size: [6, 8], counts: '~' }, { counts: [1] }, [['a', 'b', 'c', 'd']], [[1, null, 4, 1, 4, 3]]]) expect(segmentationBox(nothing)).toBeNull();
});
