/** Checks COCO exports with torchvision, and with a decoder of masks written from COCO's definition. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { exportDataset } from '../../src/formats/export.ts';
import { AWKWARD, CASES, idsOf, writeDataset } from '../support/dataset.ts';
import { temporaryFolder } from '../support/folder.ts';
import { askPython, findPython } from '../support/python.ts';

const python = findPython('torchvision', 'numpy', 'PIL');

interface Annotation { id: number; image_id: number; category_id: number; bbox: number[]; area: number; iscrowd: number; segmentation: unknown; keypoints?: number[]; num_keypoints?: number }
interface Coco { info: Record<string, string>; images: { id: number; file_name: string; width: number; height: number }[]; annotations: Annotation[]; categories: { id: number; name: string; keypoints?: string[] }[] }

const readCoco = (out: string, name = 'instances.json'): Coco => JSON.parse(readFileSync(join(out, name), 'utf8')) as Coco;

// torchvision asks pycocotools, which is not there: the little that it needs, and the run lengths, from their definition.
const READER = `
import json, sys, types, numpy
class COCO:
    def __init__(self, path):
        data = json.load(open(path, encoding='utf8'))
        self.imgs = {image['id']: image for image in data['images']}
        self.anns = {note['id']: note for note in data['annotations']}
        self.cats = {category['id']: category for category in data['categories']}
        assert len(self.imgs) == len(data['images']) and len(self.anns) == len(data['annotations']) and len(self.cats) == len(data['categories'])
        assert all(key > 0 for table in (self.imgs, self.anns, self.cats) for key in table)
    def loadImgs(self, key): return [self.imgs[key]]
    def getAnnIds(self, image): return [key for key, note in self.anns.items() if note['image_id'] == image]
    def loadAnns(self, keys): return [self.anns[key] for key in keys]
module = types.ModuleType('pycocotools.coco'); module.COCO = COCO
sys.modules['pycocotools'] = types.ModuleType('pycocotools'); sys.modules['pycocotools.coco'] = module
from torchvision.datasets import CocoDetection

def decode(rle):
    counts, at = [], 0
    data = rle['counts'].encode()
    while at < len(data):
        value, shift = 0, 0
        while True:
            c = data[at] - 48; at += 1
            value |= (c & 31) << shift; shift += 5
            if not c & 32: break
        if c & 16: value -= 1 << shift
        if len(counts) > 2: value += counts[-2]
        counts.append(value)
    height, width = rle['size']
    flat = numpy.zeros(width * height, dtype=bool); start = 0
    for i, count in enumerate(counts):
        if i % 2: flat[start:start + count] = True
        start += count
    assert start == width * height
    return flat.reshape(width, height).T

answer = []
for out in sys.argv[1:]:
  dataset = CocoDetection(f'{out}/images', f'{out}/instances.json')
  answer.append([])
  for image, notes in dataset:
    masks = [decode(note['segmentation']) for note in notes]
    ids = numpy.zeros((image.height, image.width), int)
    for number, (mask, note) in enumerate(zip(masks, notes)):
        ys, xs = numpy.nonzero(mask)
        x, y, w, h = note['bbox']
        assert [xs.min(), ys.min(), xs.max() + 1, ys.max() + 1] == [x, y, x + w, y + h], note
        assert mask.sum() == note['area'] and not (ids[mask] > 0).any()
        ids[mask] = number + 1
    answer[-1].append(dict(ids=ids.tolist(), names=[dataset.coco.cats[note['category_id']]['name'] for note in notes], crowd=[note['iscrowd'] for note in notes]))
print(json.dumps(answer))`;

test.skipIf(!python)('torchvision reads boxes and masks, degenerate ones too, whether they come from the record or from PNGs', async () => {
  const outs: string[] = [];
  for (const masks of ['rle', 'instances'] as const) {
    const [dir, out] = [temporaryFolder(), join(temporaryFolder(), 'coco')];
    await writeDataset(dir, CASES, { masks, categories: ['one', AWKWARD, 'three'] });
    expect(await exportDataset(dir, { format: 'coco', out })).toEqual({ images: 5, instances: 14 });
    expect(readdirSync(out).sort()).toEqual(['images', 'instances.json']);
    outs.push(out);
  }
  for (const seen of askPython<{ ids: number[][]; names: string[]; crowd: number[] }[][]>(python!, READER, ...outs)) {
    expect(seen.map(({ ids }) => ids)).toEqual(CASES.map(idsOf));
    expect(seen[2]).toMatchObject({ names: [AWKWARD, 'three'], crowd: [1, 0] });
  }
});

test.skipIf(!python)('torchvision reads several datasets as one: classes go by their names, and ids do not collide', async () => {
  const [a, b, out] = [temporaryFolder(), temporaryFolder(), join(temporaryFolder(), 'coco')];
  await writeDataset(a, CASES, { config: 'a', categories: ['one', AWKWARD, 'three'] });
  await writeDataset(b, CASES, { config: 'b', categories: ['three', 'zebra', 'one'], masks: 'instances' });
  expect(await exportDataset([a, b], { format: 'coco', out })).toEqual({ images: 10, instances: 28 });
  expect(readCoco(out).categories.map(({ id, name }) => [id, name])).toEqual([AWKWARD, 'one', 'three', 'zebra'].sort().map((name, i) => [i + 1, name]));
  const [seen] = askPython<{ ids: number[][]; names: string[] }[][]>(python!, READER, out);
  expect(seen!.map(({ ids }) => ids)).toEqual([...CASES, ...CASES].map(idsOf));
  expect([seen![2]!.names, seen![7]!.names]).toEqual([[AWKWARD, 'three'], ['zebra', 'one']]);
});

test('the file names its origin, and says no more than the dataset does', async () => {
  const [dir, out] = [temporaryFolder(), join(temporaryFolder(), 'coco')];
  await writeDataset(dir, CASES, { masks: 'none' });
  await exportDataset(dir, { format: 'coco', out, images: false });
  const { info, images, annotations, categories } = readCoco(out);
  expect(info).toMatchObject({ version: 'scenemill 9.8.7', config_sha256: 'c0ffee'.padEnd(64, '0') });
  expect(images[1]).toEqual({ id: 2, file_name: '000000001.jpg', width: 5, height: 3 });
  expect(annotations[0]).toEqual({ id: 200001, image_id: 2, category_id: 1, bbox: [4, 2, 1, 1], area: 1, iscrowd: 0, segmentation: [] });
  expect(categories[0]).toEqual({ id: 1, name: 'one', supercategory: '' });
  expect(existsSync(join(out, 'images'))).toBe(false);
});

test('an empty dataset is an empty file of its kind', async () => {
  const [dir, out] = [temporaryFolder(), join(temporaryFolder(), 'coco')];
  await writeDataset(dir, []);
  await exportDataset(dir, { format: 'coco', out });
  expect(readCoco(out)).toMatchObject({ images: [], annotations: [], categories: [{ id: 1 }, { id: 2 }, { id: 3 }] });
});

test('each split has its file; together they are the whole', async () => {
  const dir = temporaryFolder();
  const images = Array.from({ length: 40 }, () => CASES[1]!);
  await writeDataset(dir, images, { imagesPerShard: 7 });
  const [whole, parts] = [join(temporaryFolder(), 'whole'), join(temporaryFolder(), 'parts')];
  await exportDataset(dir, { format: 'coco', out: whole });
  expect(await exportDataset(dir, { format: 'coco', out: parts, split: 'train=0.7,val=0.3' })).toEqual({ images: 40, instances: 40 });
  const [train, val] = [readCoco(parts, 'instances_train.json'), readCoco(parts, 'instances_val.json')];
  expect(val.images.length).toBeGreaterThan(3);
  const byId = (list: { id: number }[]) => [...list].sort((a, b) => a.id - b.id);
  expect(byId([...train.images, ...val.images])).toEqual(readCoco(whole).images);
  expect(byId([...train.annotations, ...val.annotations])).toEqual(readCoco(whole).annotations);
  expect(readdirSync(join(parts, 'images')).length).toBe(40);
});

test('keypoints lie at whole numbers in the centre of a pixel; one class has one list of them', async () => {
  const [dir, out] = [temporaryFolder(), join(temporaryFolder(), 'coco')];
  const keypoints = [{ name: 'lid', x: 1.5, y: 2.25, state: 'visible' as const }, { name: 'foot', x: 3, y: 1, state: 'hidden' as const }, { name: 'far', x: -9, y: 1, state: 'outside' as const }];
  await writeDataset(dir, [{ ...CASES[1]!, changes: [{ keypoints }] }, { ...CASES[1]!, changes: [{ keypoints: [] }] }]);
  await exportDataset(dir, { format: 'coco', out });
  const { annotations, categories } = readCoco(out);
  expect(annotations[0]).toMatchObject({ keypoints: [1, 1.75, 2, 2.5, 0.5, 1, 0, 0, 0], num_keypoints: 2 });
  expect(annotations[1]).not.toHaveProperty('keypoints');
  expect(categories[0]!.keypoints).toEqual(['lid', 'foot', 'far']);

  const other = temporaryFolder();
  await writeDataset(other, [{ ...CASES[1]!, changes: [{ keypoints }] }, { ...CASES[1]!, changes: [{ keypoints: keypoints.slice(1) }] }]);
  await expect(exportDataset(other, { format: 'coco', out: join(out, 'more') })).rejects.toThrow('000000001: a "one" has the keypoints foot, far, an earlier one lid, foot, far');
  expect(readdirSync(out).sort()).toEqual(['images', 'instances.json']);
});
