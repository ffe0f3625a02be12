/** Checks YOLO exports with PyYAML, Pillow and a reader of its lines. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { exportDataset } from '../../src/formats/export.ts';
import { AWKWARD, CASES, idsOf, writeDataset } from '../support/dataset.ts';
import { temporaryFolder } from '../support/folder.ts';
import { askPython, findPython } from '../support/python.ts';

const python = findPython('yaml', 'numpy', 'PIL');

const READER = `
import json, os, sys, yaml, numpy
from PIL import Image
root = sys.argv[1]
data = yaml.safe_load(open(f'{root}/data.yaml', encoding='utf8'))
answer = []
for name in sorted(os.listdir(f'{root}/{data["train"]}')):
    image = Image.open(f'{root}/{data["train"]}/{name}')
    lines = open(f'{root}/labels/train/{name[:-4]}.txt').read().splitlines()
    rows = [[float(value) for value in line.split(' ')] for line in lines]
    boxes = []
    ids = numpy.zeros((image.height, image.width), int)
    for number, (label, *values) in enumerate(rows):
        assert label == int(label) and all(0 <= value <= 1 for value in values)
        if len(values) == 4:
            cx, cy, w, h = values
            boxes.append([(cx - w / 2) * image.width, (cy - h / 2) * image.height, w * image.width, h * image.height])
        else:
            corners = numpy.array(values).reshape(-1, 2) * [image.width, image.height]
            ys, xs = numpy.mgrid[:image.height, :image.width] + 0.5
            inside = numpy.zeros(ids.shape, bool)
            for (x0, y0), (x1, y1) in zip(corners, numpy.roll(corners, -1, 0)):
                if y0 != y1:
                    inside ^= ((y0 <= ys) != (y1 <= ys)) & (x0 + (ys - y0) / (y1 - y0) * (x1 - x0) > xs)
            ids[inside] = number + 1
    answer.append(dict(classes=[data['names'][int(row[0])] for row in rows], boxes=numpy.round(boxes, 4).tolist(), ids=ids.tolist()))
print(json.dumps(dict(val=data['val'], images=answer)))`;

interface Answer { val: string; images: { classes: string[]; boxes: number[][]; ids: number[][] }[] }

test.skipIf(!python)('boxes come back, class names too', async () => {
  const [dir, out] = [temporaryFolder(), join(temporaryFolder(), 'yolo')];
  const records = await writeDataset(dir, CASES, { categories: ['one', 'two', AWKWARD] });
  await exportDataset(dir, { format: 'yolo', out });
  const { val, images } = askPython<Answer>(python!, READER, out);
  expect(val).toBe('images/train');
  expect(images.map(({ boxes }) => boxes)).toEqual(records.map(({ instances }) => instances.filter(({ ignore }) => !ignore).map(({ bbox }) => bbox)));
  expect(images[2]!.classes).toEqual([AWKWARD]);
  expect(readFileSync(join(out, 'labels/train/000000000.txt'), 'utf8')).toBe('');
  expect(readFileSync(join(out, 'data.yaml'), 'utf8')).toContain('# scenemill 9.8.7, config c0ffee');
});

test.skipIf(!python).each(['rle', 'instances'] as const)('polygons from %s hold the pixels of the mask, holes and islands too', async (masks) => {
  const [dir, out] = [temporaryFolder(), join(temporaryFolder(), 'yolo')];
  const cases = CASES.map((drawn) => ({ ...drawn, changes: [] }));
  await writeDataset(dir, cases, { masks });
  await exportDataset(dir, { format: 'yolo', out, segments: true });
  expect(askPython<Answer>(python!, READER, out).images.map(({ ids }) => ids)).toEqual(cases.map(idsOf));
});

test('splits are folders; without masks there are no segments; an empty dataset has no lines', async () => {
  const [dir, out] = [temporaryFolder(), join(temporaryFolder(), 'yolo')];
  await writeDataset(dir, Array.from({ length: 22 }, () => CASES[1]!), { masks: 'none' });
  await exportDataset(dir, { format: 'yolo', out, split: 'train=0.9,val=0.1', images: false });
  expect(readdirSync(out).sort()).toEqual(['data.yaml', 'labels']);
  expect(readdirSync(join(out, 'labels/val'))).toEqual(['000000015.txt', '000000020.txt', '000000021.txt']);
  await exportDataset(dir, { format: 'yolo', out: join(out, 'named'), split: 'a=0.5,test=0.5', images: false });
  expect(readFileSync(join(out, 'named/data.yaml'), 'utf8')).toContain('\na: images/a\ntest: images/test\ntrain: images/a\nval: images/a\nnames:');
  await expect(exportDataset(dir, { format: 'yolo', out: join(out, 'segments'), segments: true }))
    .rejects.toThrow('sample 000000000 has no masks, and yolo --segments needs them; wanted a dataset made with labels.rle or labels.instances switched on');
  const [none, empty] = [temporaryFolder(), join(temporaryFolder(), 'yolo')];
  await writeDataset(none, [], { categories: [] });
  await exportDataset(none, { format: 'yolo', out: empty });
  expect(readFileSync(join(empty, 'data.yaml'), 'utf8')).toMatch(/\nnames: \{\}\n$/);
});
