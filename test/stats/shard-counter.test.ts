/** Checks that a large run's shards are counted beside their entries, as a report counts them, and that a small run's are not. */
import { existsSync, readFileSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openDataset } from '../../src/dataset/reader.ts';
import { ShardCounter } from '../../src/stats/shard-counter.ts';
import { readShardStats } from '../../src/stats/shard-stats.ts';
import { folderOfFile } from '../support/folder.ts';
import { writeMadeUp } from '../support/made-up-dataset.ts';

const dir = join(folderOfFile(), 'counted');
await writeMadeUp(dir, 12, 5);
const { shards } = await openDataset(dir);
const fileOf = (name: string): string => join(dir, 'shards', `${name}.stats.json`);

async function count(images: number): Promise<void> {
  const counter = new ShardCounter(dir, images);
  for (const { name, samples } of shards) counter.add({ name, samples, sha256: `of ${name}` });
  await counter.close();
}

test('a small run counts nothing', async () => {
  await count(9_999);
  expect(shards.filter(({ name }) => existsSync(fileOf(name)))).toEqual([]);
});

test('a large run counts each shard as a report does, and leaves out one that is damaged', async () => {
  truncateSync(join(dir, 'shards', `${shards[2]!.name}.tar`), 700);
  await count(10_000);
  for (const { name, samples } of shards.slice(0, 2)) {
    const wanted = await readShardStats({ dir, name, samples, measured: 1 });
    expect(JSON.parse(readFileSync(fileOf(name), 'utf8'))).toEqual({ ...JSON.parse(JSON.stringify(wanted)) as object, countedBy: expect.any(String) as string, sha256: `of ${name}`, measured: 1 });
  }
  expect(existsSync(fileOf(shards[2]!.name))).toBe(false);
});
