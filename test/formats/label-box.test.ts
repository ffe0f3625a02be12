/** Checks that every format with 2D boxes has those of `labels.box`, with the tight ones beside them, and that masks stay exact. */
import { mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { drawBoxes } from '../../src/encode/overlay.ts';
import { exportDataset } from '../../src/formats/export.ts';
import { openDataset, readSamples } from '../../src/dataset/reader.ts';
import type { ImageRecord } from '../../src/labels/record.ts';
import { CASES, writeDataset } from '../support/dataset.ts';
import { folderOfFile, temporaryFolder } from '../support/folder.ts';
import { writeSmallAssets } from '../support/models.ts';
import { askPython, findPython } from '../support/python.ts';

const python = findPython('torchvision', 'numpy', 'PIL');
const assets = join(folderOfFile(), 'foreground');
const root = folderOfFile();
let records: ImageRecord[] = [];

beforeAll(async () => {
  await writeSmallAssets(dirname(assets));
  const cases = CASES.map((drawn) => ({ ...drawn, changes: [] }));
  records = await writeDataset(join(root, 'data'), cases, { categories: ['ball', 'carton', 'corner'], models: assets, box: { square: true, scale: 1.3 } });
  for (const format of ['coco', 'yolo', 'voc', 'kitti', 'solo', 'perception', 'mds']) await exportDataset(join(root, 'data'), { format, out: join(root, format), assets });
  mkdirSync(join(root, 'VOCdevkit'));
  symlinkSync('../voc', join(root, 'VOCdevkit/VOC2012'));
  mkdirSync(join(root, 'Kitti'));
  symlinkSync('../kitti', join(root, 'Kitti/raw'));
});

// For each format, a list of [taught, tight] per image; tight is null where the format has no place for it.
const READER = `
import glob, json, sys
import numpy
from PIL import Image
from torchvision.datasets import Kitti, VOCDetection
root = sys.argv[1]
def corners(box): return [float(box['xmin']) - 1, float(box['ymin']) - 1, float(box['xmax']) - float(box['xmin']) + 1, float(box['ymax']) - float(box['ymin']) + 1]
answer = {}

coco = json.load(open(f'{root}/coco/instances.json'))
answer['coco'] = [[[note['bbox'], note['bbox_tight']] for note in coco['annotations'] if note['image_id'] == image['id']] for image in coco['images']]
areas = [note['area'] for note in coco['annotations']]
answer['voc'] = [[[corners(row['bndbox']), corners(row['bndbox_tight'])] for row in target['annotation']['object']] for _, target in VOCDetection(root, year='2012', image_set='trainval')]

answer['yolo'] = []
for path in sorted(glob.glob(f'{root}/yolo/labels/train/*.txt')):
    width, height = Image.open(path.replace('labels', 'images').replace('.txt', '.jpg')).size
    rows = [[float(value) for value in line.split()[1:]] for line in open(path)]
    answer['yolo'].append([[[(x - w / 2) * width, (y - h / 2) * height, w * width, h * height], None] for x, y, w, h in rows])

kitti = Kitti(root, train=True)
rows = {path.split('/')[-1]: target for (_, target), path in zip(kitti, kitti.images)}
answer['kitti'] = [[[[x0, y0, x1 - x0 + 1, y1 - y0 + 1], None] for x0, y0, x1, y1 in [row['bbox'] for row in rows[name]]] for name in sorted(rows)]

answer['solo'] = []
for sequence in range(len(glob.glob(f'{root}/solo/sequence.*'))):
    notes = json.load(open(f'{root}/solo/sequence.{sequence}/step0.frame_data.json'))['captures'][0]['annotations']
    assert 'labels.box' in notes[0]['description']
    answer['solo'].append([[value['origin'] + value['dimension'], value['tight']['origin'] + value['tight']['dimension']] for value in notes[0]['values']])

keys = ['x', 'y', 'width', 'height']
captures = json.load(open(f'{root}/perception/captures_000.json'))['captures']
answer['perception'] = [[[[value[key] for key in keys], [value['tight'][key] for key in keys]] for value in capture['annotations'][0]['values']] for capture in captures]
assert 'labels.box' in json.load(open(f'{root}/perception/annotation_definitions.json'))['annotation_definitions'][0]['description']
print(json.dumps(dict(boxes=answer, areas=areas)))`;

test.skipIf(!python)('formats with boxes have those of the convention, with the tight ones beside them', () => {
  const { boxes, areas } = askPython<{ boxes: Record<string, [number[], number[] | null][][]>; areas: number[] }>(python!, READER, root);
  const wanted = records.map(({ width, height, instances }) => instances.map(({ bbox: [x, y, w, h] }) => {
    const side = 1.3 * Math.max(w, h);
    const [left, top] = [Math.max(0, x + w / 2 - side / 2), Math.max(0, y + h / 2 - side / 2)];
    return { taught: [left, top, Math.min(width, x + w / 2 + side / 2) - left, Math.min(height, y + h / 2 + side / 2) - top], tight: [x, y, w, h] };
  }));
  expect(Object.keys(boxes)).toHaveLength(6);
  for (const [format, images] of Object.entries(boxes)) {
    expect(images.map(({ length }) => length), format).toEqual(wanted.map(({ length }) => length));
    for (const [i, rows] of images.entries()) {
      for (const [k, [taught, tight]] of rows.entries()) {
        taught.forEach((value, at) => expect(value, `${format} ${i} ${k}`).toBeCloseTo(wanted[i]![k]!.taught[at]!, 5));
        expect(tight, format).toEqual(['yolo', 'kitti'].includes(format) ? null : wanted[i]![k]!.tight);
      }
    }
  }
  expect(areas).toEqual(records.flatMap(({ instances }) => instances.map(({ area }) => area)));
});

test('masks and the record stay as they are', async () => {
  const plain = join(temporaryFolder(), 'plain');
  await writeDataset(plain, CASES.map((drawn) => ({ ...drawn, changes: [] })), { categories: ['ball', 'carton', 'corner'], models: assets });
  await exportDataset(plain, { format: 'coco', out: join(plain, 'coco') });
  const read = (path: string) => (JSON.parse(readFileSync(path, 'utf8')) as { annotations: { bbox: number[]; bbox_tight?: number[]; segmentation: object }[] }).annotations;
  const [with_, without] = [read(join(root, 'coco/instances.json')), read(join(plain, 'coco/instances.json'))];
  expect(with_.map(({ segmentation }) => segmentation)).toEqual(without.map(({ segmentation }) => segmentation));
  expect(with_.map(({ bbox_tight }) => bbox_tight)).toEqual(without.map(({ bbox }) => bbox));
  expect(without.every((note) => !('bbox_tight' in note))).toBe(true);
  const dataset = await openDataset(join(root, 'data'));
  expect(dataset.config.labels.box).toEqual({ square: true, scale: 1.3 });
  expect([...readSamples(dataset, [])].map(({ record }) => record)).toEqual(records);
  expect(readFileSync(join(root, 'mds/shard.00000.mds')).includes(`"labelBox":${JSON.stringify(records[2]!.instances[1]!.labelBox)}`)).toBe(true);
});

test('pictures with boxes show those of the convention', async () => {
  const [width, height] = [64, 64];
  const instance = { ...records[1]!.instances[0]!, bbox: [20, 30, 10, 10] as const, labelBox: [15, 25, 20, 20] as const };
  const of = (changes: object) => drawBoxes(new Uint8Array(3 * width * height), width, height, { width, height, instances: [{ ...instance, ...changes }] } as never);
  expect(await of({})).toEqual(await of({ bbox: [15, 25, 20, 20], labelBox: undefined }));
  expect(await of({})).not.toEqual(await of({ labelBox: undefined }));
});
