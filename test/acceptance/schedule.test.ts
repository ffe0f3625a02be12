/** Checks a whole pass of the schedule from outside, by comparing a run's records with the curriculum as the paper describes it. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { json } from 'node:stream/consumers';
import { extract } from 'tar-stream';
import { beforeAll, expect, test } from 'vitest';
import type { PaperRecord } from '../support/paper.ts';
import { ConfigSchema } from '../support/paper.ts';
import { generate } from '../../src/run/generate.ts';
import { boxSoup, ringSoup } from '../support/compiled-shapes.ts';
import { folderOfFile } from '../support/folder.ts';
import { writeModel, writeSmallAssets } from '../support/models.ts';

/** Of the image height, nearest first. */
const DIAMETERS = [0.6, 0.573, 0.544, 0.514, 0.482, 0.448, 0.411, 0.371, 0.325, 0.271, 0.204, 0.1];
const [MODELS, VIEWS, STEPS] = [5, 12, 4];
const HEIGHT = 72;

const folder = folderOfFile();
let records: PaperRecord[];
let radiusM: Map<string, number>;

beforeAll(async () => {
  process.env.SCENEMILL_CACHE = join(folder, 'cache');
  await writeSmallAssets(folder);
  await writeModel(join(folder, 'foreground/ring.glb'), ringSoup(0.1, 0.03), [200, 100, 0]);
  await writeModel(join(folder, 'foreground/slab.glb'), boxSoup(0.2, 0.02, 0.1), [0, 100, 200]);
  const dir = join(folder, 'dataset');
  await generate(ConfigSchema.parse({
    seed: 5, count: 'epoch', image: { width: 96, height: HEIGHT },
    assets: { foreground: join(folder, 'foreground'), background: join(folder, 'clutter') },
    curriculum: { viewLevel: 0, inPlaneSteps: STEPS }, output: { dir, imagesPerShard: 90 },
  }));
  const dataset = JSON.parse(readFileSync(join(dir, 'dataset.json'), 'utf8')) as { models: { name: string; radius: number }[] };
  radiusM = new Map(dataset.models.map(({ name, radius }) => [name, radius]));
  records = [];
  for (const name of readdirSync(join(dir, 'shards')).filter((file) => file.endsWith('.tar')).sort()) {
    const members = Readable.from([readFileSync(join(dir, 'shards', name))]).pipe(extract());
    for await (const member of members) {
      if (member.header.name.endsWith('.json')) records.push(await json(member) as PaperRecord);
      else member.resume();
    }
  }
});

const objectsOf = (record: PaperRecord) => [...record.instances, ...record.hidden];

test('every entry once, in schedule order, nearest first', () => {
  const shown = records.flatMap((record) => [...objectsOf(record).map(({ entry }) => entry!), ...record.schedule!.unplaced]
    .sort((a, b) => a - b).map((entry) => [record.schedule!.level, entry]));
  const wanted = DIAMETERS.flatMap((_, level) => Array.from({ length: VIEWS * STEPS * MODELS }, (_none, entry) => [level, entry]));
  expect(shown).toHaveLength(2880);
  expect(shown).toEqual(wanted);
  expect(records.map(({ index }) => index)).toEqual(records.map((_, i) => i));
});

test('an entry is a view, an in-plane step and a model, the model changing fastest', () => {
  const names = [...radiusM.keys()].slice(0, MODELS);
  for (const { entry, view, inPlane, model } of records.flatMap(objectsOf)) {
    expect([view, inPlane, model]).toEqual([Math.floor(entry! / (STEPS * MODELS)), Math.floor(entry! / MODELS) % STEPS, names[entry! % MODELS]]);
  }
});

test('a level has its projected diameter', () => {
  for (const record of records) {
    for (const { model, pose, box3d } of objectsOf(record)) {
      const diameterPx = (2 * record.camera.fy * radiusM.get(model)! * pose.scale) / box3d.center[2];
      expect(diameterPx / HEIGHT).toBeCloseTo(DIAMETERS[record.schedule!.level]!, 3);
    }
  }
});

test('ids count from 1, and the limits of placement hold', () => {
  for (const record of records) {
    const objects = objectsOf(record);
    expect(objects.map(({ id }) => id)).toEqual(objects.map((_, i) => i + 1));
    expect(objects.length).toBeLessThanOrEqual(20);
    for (const { areaFull, inFrame } of objects) if (areaFull > 0) expect(inFrame).toBeGreaterThanOrEqual(0.5);
    for (const [, , share] of record.overlaps) expect(share).toBeLessThanOrEqual(0.3);
    expect(record.background.uncovered).toBe(0);
  }
});
