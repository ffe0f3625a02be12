/** Checks that every format exports unusual datasets: no instance, hundreds of them, one pixel, holes, special characters, no image. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { exportDataset } from '../../src/formats/export.ts';
import { FORMATS, formatsWith } from '../../src/formats/formats.ts';
import { AWKWARD, CASES, type Drawn, writeDataset } from '../support/dataset.ts';
import { folderOfFile, temporaryFolder } from '../support/folder.ts';
import { writeSmallAssets } from '../support/models.ts';

const assets = join(folderOfFile(), 'foreground');
beforeAll(() => writeSmallAssets(dirname(assets)));

/** 400 instances of one pixel. */
const MANY: Drawn = {
  rows: Array.from({ length: 20 }, (_, y) => Array.from({ length: 20 }, (_, x) => { const id = 20 * y + x + 1; return id < 10 ? String(id) : String.fromCharCode(55 + id); }).join('')),
  categories: Array.from({ length: 400 }, (_, i) => 1 + (i % 3)),
};

const parts = { categories: [AWKWARD, 'DontCare', ' a\tb\r'], modelNames: ['ball', 'carton', 'corner'], models: assets };

/** Count of the JPEGs in a folder, also of those that stand in files of another kind. */
function jpegsIn(folder: string): number {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return files.reduce((sum, { parentPath, name }) => sum + readFileSync(join(parentPath, name), 'latin1').split('\xff\xd8\xff').length - 1, 0);
}

test.each(Object.keys(FORMATS))('%s', async (format) => {
  const dir = temporaryFolder();
  await writeDataset(join(dir, 'data'), [...CASES, MANY], parts);
  for (const images of [true, false]) {
    const out = join(dir, String(images));
    expect(await exportDataset(join(dir, 'data'), { format, out, images, assets, split: 'a=0.5,b=0.5' })).toEqual({ images: 6, instances: 414 });
    expect(jpegsIn(out), `images: ${images}`).toBe(images ? 6 : 0);
  }
  await writeDataset(join(dir, 'empty'), [], { categories: [], models: assets });
  expect(await exportDataset(join(dir, 'empty'), { format, out: join(dir, 'none'), assets })).toEqual({ images: 0, instances: 0 });
  expect(readdirSync(join(dir, 'none')).length).toBeGreaterThan(0);

  // Without masks: valid all the same, or refused by name of the key, and then nothing is left.
  await writeDataset(join(dir, 'bare'), [...CASES, MANY], { ...parts, masks: 'none' });
  const refusal = await exportDataset(join(dir, 'bare'), { format, out: join(dir, 'more'), assets }).then(() => null, (error: Error) => error.message);
  if (refusal !== null) expect(refusal).toMatch(/wanted a dataset made with labels.rle or labels.instances switched on/);
  expect(existsSync(join(dir, 'more'))).toBe(refusal === null);
  expect(existsSync(join(dir, 'more.partial'))).toBe(false);
});

test.each(formatsWith('assets'))('%s: a record that names an unknown model', async (format) => {
  const dir = temporaryFolder();
  await writeDataset(join(dir, 'data'), [{ ...CASES[1]!, changes: [{ model: 'vase' }] }], parts);
  await expect(exportDataset(join(dir, 'data'), { format, out: join(dir, 'out'), assets })).rejects.toThrow('export: a record names the model "vase", which is not among the models of dataset.json');
});

test.each(Object.keys(FORMATS))('%s: a dataset without its images', async (format) => {
  const dir = temporaryFolder();
  await writeDataset(join(dir, 'data'), [CASES[1]!], { ...parts, images: false });
  await expect(exportDataset(join(dir, 'data'), { format, out: join(dir, 'out'), assets })).rejects.toThrow('export: sample 000000000 has no image; wanted a member 000000000.jpg, or --no-images');
  expect(readdirSync(dir)).toEqual(['data']);
  expect(await exportDataset(join(dir, 'data'), { format, out: join(dir, 'out'), assets, images: false })).toEqual({ images: 1, instances: 1 });
});
