/** Checks whole runs from model files to a dataset: the bytes do not depend on how the run is split, and no partial file is left. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { ConfigSchema, type Config } from '../support/paper.ts';
import { generate, type GenerateOptions } from '../../src/run/generate.ts';
import type { ShardEntry } from '../../src/dataset/dataset-folder.ts';
import { acquireLock } from '../../src/dataset/lock.ts';
import { folderOfFile, temporaryFolder } from '../support/folder.ts';
import { writeSmallAssets } from '../support/models.ts';

const assets = folderOfFile();
beforeAll(async () => {
  process.env.SCENEMILL_CACHE = join(assets, 'cache');
  await writeSmallAssets(assets);
});

const IMAGES = 7;

function configOf(dir: string, changes: Record<string, unknown> = {}): Config {
  return ConfigSchema.parse({
    seed: 3, count: IMAGES, image: { width: 99, height: 65 }, labels: { instances: true },
    assets: { foreground: join(assets, 'foreground'), background: join(assets, 'clutter'), clutterPerShard: 2 },
    output: { dir, imagesPerShard: 3 }, ...changes,
  });
}

/** Hashes of everything that is promised byte for byte. */
function shardHashes(dir: string): string[] {
  const shards = join(dir, 'shards');
  return readdirSync(shards).sort().map((name) => `${name} ${createHash('sha256').update(readFileSync(join(shards, name))).digest('hex')}`);
}

async function run(options: GenerateOptions, changes: Record<string, unknown> = {}): Promise<string> {
  const dir = temporaryFolder();
  await generate(configOf(dir, changes), options);
  return dir;
}

test('shards do not depend on batch size, threads, or which run made them', async () => {
  const whole = await run({ batch: 5, workers: 1 });
  const expected = shardHashes(whole);
  expect(expected.map((line) => line.split(' ')[0])).toEqual(['000000.json', '000000.tar', '000001.json', '000001.tar', '000002.json', '000002.tar']);
  expect(shardHashes(await run({ batch: 1, workers: 2 }))).toEqual(expected);
  expect(shardHashes(await run({ batch: 16, workers: 1, raster32: true }))).toEqual(expected);

  const halves = temporaryFolder();
  const second = await generate(configOf(halves), { shards: [1, 2] });
  expect([second.complete, existsSync(join(halves, 'dataset.json'))]).toEqual([false, false]);
  const first = await generate(configOf(halves), { shards: [0, 0] });
  expect(first.complete).toBe(true);
  expect(shardHashes(halves)).toEqual(expected);
  const indexOf = (dir: string) => readFileSync(join(dir, 'dataset.json'), 'utf8');
  expect(indexOf(halves)).toBe(indexOf(whole));
});

test('a folder that is complete is left alone; another config is refused', async () => {
  const dir = await run({ batch: 4 });
  const before = shardHashes(dir);
  const again = await generate(configOf(dir), {});
  expect([again.images, again.complete]).toEqual([0, true]);
  expect(shardHashes(dir)).toEqual(before);
  await expect(generate(configOf(dir, { seed: 4 }), {})).rejects.toThrow(/made from another config/);
  expect(shardHashes(dir)).toEqual(before);
});

test('dataset.json adds up what the shards hold', async () => {
  const dir = await run({});
  const index = JSON.parse(readFileSync(join(dir, 'dataset.json'), 'utf8')) as { shards: ShardEntry[]; totals: ShardEntry['totals']; categories: unknown };
  expect(index.categories).toEqual([{ id: 1, name: 'ball' }, { id: 2, name: 'carton' }, { id: 3, name: 'corner' }]);
  expect(index.shards.map(({ first, samples }) => [first, samples])).toEqual([[0, 3], [3, 3], [6, 1]]);
  for (const { name, bytes, sha256 } of index.shards) {
    const tar = readFileSync(join(dir, 'shards', `${name}.tar`));
    expect([tar.length, createHash('sha256').update(tar).digest('hex')]).toEqual([bytes, sha256]);
  }
  expect(index.totals.images).toBe(IMAGES);
  expect(index.totals.instances).toBeGreaterThan(IMAGES);
});

test('models that are left out are recorded, without the folders of this machine', async () => {
  const folder = temporaryFolder();
  await writeSmallAssets(folder);
  writeFileSync(join(folder, 'foreground/bad.glb'), 'not a model');
  const dir = temporaryFolder();
  const config = configOf(dir, { count: 1, assets: { foreground: join(folder, 'foreground'), background: join(folder, 'clutter') } });
  await expect(generate(config)).rejects.toThrow(join(folder, 'foreground/bad.glb'));
  expect(readdirSync(dir)).toEqual([]);
  await generate(config, { skipBadAssets: true });
  const text = readFileSync(join(dir, 'dataset.json'), 'utf8');
  expect(JSON.parse(text)).toMatchObject({ skipped: [{ file: 'foreground/bad.glb', reason: expect.stringContaining('not a GLB') as string }] });
  expect(text).not.toContain(folder);
});

test('a run that is stopped leaves no part of a shard', async () => {
  const dir = temporaryFolder();
  const controller = new AbortController();
  const stopped = generate(configOf(dir), { signal: controller.signal, onProgress: (done) => { if (done === 2) controller.abort(new Error('stopped')); } });
  await expect(stopped).rejects.toThrow('stopped');
  expect(readdirSync(join(dir, 'shards'))).toEqual([]);
});

test('a shard that another run is busy with ends the run, once the shards before it are done', async () => {
  const dir = temporaryFolder();
  await mkdir(join(dir, 'shards'));
  const unlock = await acquireLock(join(dir, 'shards', '000001.lock'));
  await expect(generate(configOf(dir))).rejects.toThrow(/000001/);
  await unlock();
  expect(readdirSync(join(dir, 'shards')).sort()).toEqual(['000000.json', '000000.tar']);
  expect(readFileSync(join(dir, 'run.jsonl'), 'utf8').trim().split('\n')).toHaveLength(1);
});

test('shards beyond the end are refused before anything is written', async () => {
  const dir = join(temporaryFolder(), 'new');
  await expect(generate(configOf(dir), { shards: [1, 3] })).rejects.toThrow('generate: --shards 1-3: the dataset has 3; wanted 0 to 2');
  expect(existsSync(dir)).toBe(false);
});
