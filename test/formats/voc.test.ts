/** Checks Pascal VOC exports with torchvision. */
import { mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { exportDataset } from '../../src/formats/export.ts';
import { AWKWARD, CASES, writeDataset } from '../support/dataset.ts';
import { temporaryFolder } from '../support/folder.ts';
import { askPython, findPython } from '../support/python.ts';

const python = findPython('torchvision');

const READER = `
import json, sys
from torchvision.datasets import VOCDetection
print(json.dumps([dict(size=image.size, note=target['annotation']) for image, target in VOCDetection(sys.argv[1], year='2012', image_set='trainval')]))`;

interface VocObject { name: string; truncated: string; occluded: string; difficult: string; bndbox: Record<'xmin' | 'ymin' | 'xmax' | 'ymax', string> }
interface Seen { size: number[]; note: { filename: string; source: { database: string; annotation: string }; size: { width: string; height: string; depth: string }; object: VocObject[] } }

test.skipIf(!python)('torchvision reads what the records say, an awkward name too', async () => {
  const [dir, root] = [temporaryFolder(), temporaryFolder()];
  const records = await writeDataset(dir, CASES, { categories: ['one', AWKWARD, 'three'] });
  await exportDataset(dir, { format: 'voc', out: join(root, 'voc') });
  mkdirSync(join(root, 'VOCdevkit'));
  symlinkSync('../voc', join(root, 'VOCdevkit/VOC2012'));
  const seen = askPython<Seen[]>(python!, READER, root);
  expect(seen.length).toBe(records.length);
  for (const [i, { size, note }] of seen.entries()) {
    const { key, width, height, instances } = records[i]!;
    expect([size, note.filename, note.size]).toEqual([[width, height], `${key}.jpg`, { width: String(width), height: String(height), depth: '3' }]);
    expect(note.source).toEqual({ database: 'scenemill 9.8.7', annotation: `config ${'c0ffee'.padEnd(64, '0')}` });
    expect(note.object.map(({ name, bndbox: { xmin, ymin, xmax, ymax } }) => [name, Number(xmin) - 1, Number(ymin) - 1, Number(xmax), Number(ymax)]))
      .toEqual(instances.map(({ category, bbox: [x, y, w, h] }) => [category, x, y, x + w, y + h]));
  }
  expect(seen[2]!.note.object[0]).toMatchObject({ truncated: '1', occluded: '0', difficult: '1' });
  expect(seen[2]!.note.object[1]).toMatchObject({ truncated: '0', difficult: '0' });
});

test('splits are lists of keys; control characters, which XML lacks, are replaced', async () => {
  const [dir, out] = [temporaryFolder(), join(temporaryFolder(), 'voc')];
  await writeDataset(dir, Array.from({ length: 22 }, () => CASES[1]!), { categories: ['bell\x07'] });
  await exportDataset(dir, { format: 'voc', out, split: 'train=0.9,val=0.1', images: false });
  expect(readFileSync(join(out, 'ImageSets/Main/val.txt'), 'utf8')).toBe('000000015\n000000020\n000000021\n');
  expect(readdirSync(join(out, 'Annotations')).length).toBe(22);
  expect(readFileSync(join(out, 'Annotations/000000001.xml'), 'utf8')).toContain('<name>bell\ufffd</name>');
  const [none, empty] = [temporaryFolder(), join(temporaryFolder(), 'voc')];
  await writeDataset(none, []);
  await exportDataset(none, { format: 'voc', out: empty });
  expect(readFileSync(join(empty, 'ImageSets/Main/trainval.txt'), 'utf8')).toBe('');
});
