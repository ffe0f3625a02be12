// Checks that a sheet shows evenly spaced images of all shards.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { sharp } from '../../src/encode/sharp.ts';
import { writeSheet } from '../../src/tools/sheet.ts';
import { writeDataset } from '../support/dataset.ts';
import { temporaryFolder } from '../support/folder.ts';

test('three of six images in three shards: the middle of each third, side by side', async () => {
  const dir = temporaryFolder();
  await writeDataset(dir, Array.from({ length: 6 }, () => ({ rows: Array<string>(8).fill('........'), categories: [] })));
  const path = join(dir, 'sheet.png');
  expect(await writeSheet(dir, path, 3)).toBe(3);
  const { data, info } = await sharp(readFileSync(path)).raw().toBuffer({ resolveWithObject: true });
  // Tiles of 480 pixels a side, with 4 around them. The images of a shard have the grey 40 + the index of its first.
  expect([info.width, info.height]).toEqual([4 + 3 * 484, 4 + 484]);
  const grey = [200, 684, 1168].map((x) => data[3 * (200 * info.width + x)]!);
  expect(grey.map((value, tile) => Math.abs(value - (40 + 2 * tile)) <= 1)).toEqual([true, true, true]);
  expect(await writeSheet(dir, path, 100)).toBe(6);
});

test('a dataset without images is named', async () => {
  const dir = temporaryFolder();
  await writeDataset(dir, []);
  await expect(writeSheet(dir, join(dir, 'sheet.png'), 3)).rejects.toThrow(`sheet: ${dir} has no images`);
});
