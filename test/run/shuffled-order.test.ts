/** Checks whole runs with `order: shuffled`: the samples of the schedule in another order, whichever run makes a shard. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { type DatasetSample, openDataset, readSamples } from '../../src/dataset/reader.ts';
import { generate, type GenerateOptions } from '../../src/run/generate.ts';
import { render } from '../../src/run/render.ts';
import { datasetOrder } from '../../src/scene/dataset-order.ts';
import { folderOfFile, temporaryFolder } from '../support/folder.ts';
import { writeSmallAssets } from '../support/models.ts';
import { type Config, ConfigSchema, type PaperRecord } from '../support/paper.ts';

const assets = folderOfFile();
beforeAll(async () => {
  process.env.SCENEMILL_CACHE = join(assets, 'cache');
  await writeSmallAssets(assets);
});

const LEVELS = 2;
/** Of a level: views of the icosahedron, and models. */
const ENTRIES = 12 * 3;

/** A whole pass; a shard's clutter is one model. */
function configOf(dir: string, changes: Record<string, unknown> = {}): Config {
  return ConfigSchema.parse({
    seed: 3, count: 'epoch', image: { width: 80, height: 64 }, order: 'shuffled', labels: { instances: true },
    curriculum: { viewLevel: 0, inPlaneSteps: 1, levels: LEVELS, diameter: [0.5, 0.3] },
    assets: { foreground: join(assets, 'foreground'), background: join(assets, 'clutter'), clutterPerShard: 1 }, output: { dir, imagesPerShard: 4 }, ...changes,
  });
}

async function run(changes: Record<string, unknown> = {}, options: GenerateOptions = { workers: 1 }): Promise<string> {
  const dir = temporaryFolder();
  await generate(configOf(dir, changes), options);
  return dir;
}

async function samplesOf(dir: string): Promise<DatasetSample[]> {
  return [...readSamples(await openDataset(dir), 'all')];
}

const recordOf = ({ record }: DatasetSample) => record as unknown as PaperRecord;
const filesOf = (dir: string) => Object.fromEntries(readdirSync(join(dir, 'shards')).map((name) => [name, createHash('sha256').update(readFileSync(join(dir, 'shards', name))).digest('hex')]));

test('samples are those of the schedule, byte for byte, in the order of the seed; every entry is there once, and shards mix the levels', async () => {
  const allClutter = { assets: { foreground: join(assets, 'foreground'), background: join(assets, 'clutter') } };
  const inOrder = await samplesOf(await run({ ...allClutter, order: undefined }));
  const shuffled = await samplesOf(await run(allClutter, { workers: 2, batch: 3 }));
  const { indexAt } = datasetOrder(configOf('-'), shuffled.length);
  expect(shuffled.map(({ record }) => record.index)).toEqual(shuffled.map((_, slot) => indexAt(slot)));
  expect(shuffled.map(({ key }) => key)).not.toEqual(inOrder.map(({ key }) => key));
  const byKey = (samples: DatasetSample[]) => samples.map(({ key, record, members }) => ({ key, record, members })).sort((a, b) => (a.key < b.key ? -1 : 1));
  expect(byKey(shuffled)).toEqual(byKey(inOrder));

  const shown = shuffled.map(recordOf).flatMap(({ schedule, instances, hidden }) =>
    [...[...instances, ...hidden].map(({ entry }) => entry!), ...schedule!.unplaced].map((entry) => 1000 * schedule!.level + entry));
  expect(shown.sort((a, b) => a - b)).toEqual(Array.from({ length: LEVELS * ENTRIES }, (_, i) => 1000 * Math.floor(i / ENTRIES) + (i % ENTRIES)));
  const levels = shuffled.filter(({ shard }) => shard.name === '000000').map((sample) => recordOf(sample).schedule!.level);
  expect(new Set(levels).size).toBeGreaterThan(1);
});

test('shards do not depend on batch size, threads, or which run made them; an image draws its shard\'s clutter, also when it is rendered alone', async () => {
  const whole = await run({}, { batch: 5, workers: 1 });
  const expected = filesOf(whole);
  const parts = temporaryFolder();
  expect((await generate(configOf(parts), { shards: [1, 1], batch: 1, workers: 2 })).complete).toBe(false);
  await generate(configOf(parts));
  expect(filesOf(parts)).toEqual(expected);
  expect(readFileSync(join(parts, 'dataset.json'), 'utf8')).toBe(readFileSync(join(whole, 'dataset.json'), 'utf8'));

  const samples = await samplesOf(whole);
  const clutterOf = (shard: string) => new Set(samples.filter((sample) => sample.shard.name === shard).flatMap((sample) => recordOf(sample).occluders.map(({ model }) => model)));
  for (const { shard } of samples) expect(clutterOf(shard.name).size).toBe(1);
  const { record, members } = samples[5]!;
  const out = join(temporaryFolder(), 'image');
  await render({ config: configOf('-'), index: record.index }, out);
  const image = readdirSync(out).find((name) => name.endsWith('.jpg'))!;
  expect(readFileSync(join(out, image)).equals(members.get('jpg')!)).toBe(true);
});
