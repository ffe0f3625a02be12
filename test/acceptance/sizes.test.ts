/** Checks counts, order and sizes of boxes from outside, by a run's records. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { json } from 'node:stream/consumers';
import { extract } from 'tar-stream';
import { expect, test } from 'vitest';
import type { PaperRecord } from '../support/paper.ts';
import { ConfigSchema } from '../support/paper.ts';
import { generate } from '../../src/run/generate.ts';
import { folderOfFile } from '../support/folder.ts';
import { writeSmallAssets } from '../support/models.ts';

const folder = folderOfFile();

test('a whole pass shows each entry once, in counts and with boxes of the sizes that were asked for', async () => {
  process.env.SCENEMILL_CACHE = join(folder, 'cache');
  await writeSmallAssets(folder);
  const dir = join(folder, 'dataset');
  await generate(ConfigSchema.parse({
    seed: 5, count: 'epoch', image: { width: 96, height: 72 },
    assets: { foreground: join(folder, 'foreground'), background: join(folder, 'clutter') },
    curriculum: { viewLevel: 0, inPlaneSteps: 4, levels: 2, boxPx: [10, 20] }, foreground: { count: [2, 6], order: 'perObject' },
    background: { enabled: false }, occluders: { enabled: false }, output: { dir },
  }));
  const records: PaperRecord[] = [];
  for (const name of readdirSync(join(dir, 'shards')).filter((file) => file.endsWith('.tar'))) {
    for await (const member of Readable.from([readFileSync(join(dir, 'shards', name))]).pipe(extract())) {
      if (member.header.name.endsWith('.json')) records.push(await json(member) as PaperRecord);
      else member.resume();
    }
  }
  const { models } = JSON.parse(readFileSync(join(dir, 'dataset.json'), 'utf8')) as { models: { layer: string }[] };
  const objectsOf = ({ instances, hidden }: PaperRecord) => [...instances, ...hidden];
  const shown = records.flatMap((record) => [...objectsOf(record).map(({ entry }) => entry!), ...record.schedule!.unplaced].map((entry) => `${record.schedule!.level} ${entry}`));
  expect(shown).toHaveLength(2 * 12 * 4 * models.filter(({ layer }) => layer === 'foreground').length);
  expect(new Set(shown).size).toBe(shown.length);
  for (const record of records) {
    expect(record.count).toBe(objectsOf(record).length + record.schedule!.unplaced.length);
    expect(record.count).toBeGreaterThanOrEqual(2);
    expect(record.count).toBeLessThanOrEqual(6);
  }
  const objects = records.flatMap(objectsOf).filter(({ bboxFull }) => bboxFull !== null);
  const sizes = objects.map(({ bboxFull }) => Math.sqrt(bboxFull![2] * bboxFull![3])).sort((a, b) => a - b);
  // A box of 10 pixels is counted in whole ones.
  expect(Math.abs(sizes[Math.floor(0.05 * sizes.length)]! / 10 - 1)).toBeLessThan(0.06);
  expect(Math.abs(sizes[Math.floor(0.95 * sizes.length)]! / 20 - 1)).toBeLessThan(0.05);
  const ratio = objects.reduce((sum, { bboxFull, boxPx }) => sum + Math.sqrt(bboxFull![2] * bboxFull![3]) / boxPx!, 0) / objects.length;
  expect(Math.abs(ratio - 1)).toBeLessThan(0.03);
});
