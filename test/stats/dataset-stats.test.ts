/** Checks that a dataset's statistics are those that numpy computes, whatever its shards, and that stored ones are used and renewed. */
import { copyFileSync, existsSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { openDataset } from '../../src/dataset/reader.ts';
import { exportDataset } from '../../src/formats/export.ts';
import { datasetStats } from '../../src/stats/dataset-stats.ts';
import { isMeasured } from '../../src/stats/shard-stats.ts';
import { folderOfFile } from '../support/folder.ts';
import { writeMadeUp } from '../support/made-up-dataset.ts';
import { askPython, findPython } from '../support/python.ts';

const python = findPython('numpy', 'PIL');
const IMAGES = 60;
const folder = folderOfFile();
const PROGRAM = fileURLToPath(new URL('./python/dataset.py', import.meta.url));
await writeMadeUp(join(folder, 'whole'), IMAGES, IMAGES);
await writeMadeUp(join(folder, 'parts'), IMAGES, 7);

const statsOf = async (name: string, options = {}) => datasetStats(await openDataset(join(folder, name)), { threads: 0, ...options });
const storedOf = (name: string): string[] => readdirSync(join(folder, name, 'shards')).filter((file) => file.endsWith('.stats.json')).sort();
const clear = (name: string): void => { for (const file of storedOf(name)) rmSync(join(folder, name, 'shards', file)); };

interface Judged {
  [name: string]: unknown;
  histograms: Record<string, number[]>;
  means: Record<string, number>; pixelMeans: Record<string, number>; recordMeans: Record<string, number>;
  spectrum: number[]; shown: Record<string, number>;
}

test.skipIf(!python)('numbers are those that numpy computes from the shards', async () => {
  const { set, record } = await statsOf('parts');
  const judged = askPython<Judged>(python!, readFileSync(PROGRAM, 'utf8'), join(folder, 'parts'), dirname(PROGRAM));
  const { classes } = set;
  const entries = <Value>(map: Map<string, Value>) => Object.fromEntries(map);
  expect({
    images: set.images, boxes: set.boxes, visible: record.visible, hidden: record.hidden, ignored: record.ignored, leastBad: record.leastBad,
    classes: Object.fromEntries([...classes].map(([name, { boxes }]) => [name, boxes])), classImages: Object.fromEntries([...classes].map(([name, { images }]) => [name, images])),
    centres: [...classes.get('cup')!.centres], boxCounts: [...set.boxCounts.subarray(0, (judged.boxCounts as number[]).length)],
    attempts: entries(record.counts.attempt), kinds: entries(record.counts.backgroundKind), models: entries(record.counts.model),
    views: [...record.views.counts], lightDirections: [...record.lightDirections.counts], inPlane: [...record.inPlane.counts],
    distinct: record.schedule.distinct, repeated: record.schedule.repeated,
    shown: Object.fromEntries([...record.schedule.shown].flatMap(([model, levels]) => levels.flatMap((views, level) => [...views].map((count, view) => [`${model} ${level} ${view}`, count] as const))).filter(([, count]) => count > 0)),
  }).toEqual(Object.fromEntries(Object.entries(judged).filter(([name]) => !['histograms', 'means', 'pixelMeans', 'recordMeans', 'spectrum', 'hue'].includes(name))));
  for (const [name, counts] of Object.entries(judged.histograms)) expect([...set.histogram(name).counts], name).toEqual(counts);
  for (const [name, mean] of Object.entries(judged.means)) expect(set.histogram(name).mean(), name).toBeCloseTo(mean, 5);
  for (const [name, mean] of Object.entries(judged.recordMeans)) expect(record.histogram(name).mean() / mean, name).toBeCloseTo(1, 5);
  // Decoders of JPEGs may round differently.
  for (const [name, mean] of Object.entries(judged.pixelMeans)) expect(Math.abs(set.histogram(name).mean() - mean), name).toBeLessThan(2e-3);
  for (const [ring, power] of set.spectrum()!.entries()) expect(Math.abs(power - judged.spectrum[ring]!), `ring ${ring}`).toBeLessThan(0.02);
});

test('shards of any length, on any number of threads, make the statistics of one shard', async () => {
  clear('parts');
  const whole = JSON.stringify(await statsOf('whole'));
  expect(JSON.stringify(await statsOf('parts', { threads: 2 }))).toBe(whole);
  expect(JSON.stringify(await statsOf('parts', { threads: 2 }))).toBe(whole); // as they were stored
});

test('what was counted lies beside the entries, and the shards are not read again', async () => {
  clear('parts');
  const before = JSON.stringify(await statsOf('parts'));
  expect(storedOf('parts')).toEqual(Array.from({ length: 9 }, (_, i) => `00000${i}.stats.json`));
  const shard = join(folder, 'parts', 'shards', '000003.tar');
  copyFileSync(shard, `${shard}.kept`);
  truncateSync(shard, 100);
  expect(JSON.stringify(await statsOf('parts'))).toBe(before);
  // Of another shard, of other code, cut, or with fewer pictures: counted anew.
  const stored = join(folder, 'parts', 'shards', '000003.stats.json');
  const text = readFileSync(stored, 'utf8');
  for (const stale of [text.replace(/"sha256":"./, '"sha256":"x'), text.replace(/"countedBy":"./, '"countedBy":"x'), text.slice(0, 900), text.replace(/"measured":7/, '"measured":3')]) {
    expect(stale).not.toBe(text);
    writeFileSync(stored, stale);
    await expect(statsOf('parts')).rejects.toThrow('000003.tar ends at byte 100');
  }
  copyFileSync(`${shard}.kept`, shard);
  expect(JSON.stringify(await statsOf('parts'))).toBe(before);
  expect(readFileSync(stored, 'utf8')).toBe(text);
  rmSync(`${shard}.kept`);
});

test('of a large dataset a sample of the pictures is measured, some of every shard, and all records are counted', async () => {
  clear('parts');
  const { set, record } = await statsOf('parts', { pictures: 20 });
  expect([set.images, record.images]).toEqual([IMAGES, IMAGES]);
  expect(set.measured).toBeGreaterThanOrEqual(20);
  expect(set.measured).toBeLessThan(30);
  expect(set.histogram('brightness').total).toBe(set.measured);
});

test.each([[10, 3], [7, 7], [100, 1], [5, 0]])('of %i pictures %i are measured, as far from each other as can be', (samples, measured) => {
  const chosen = Array.from({ length: samples }, (_, i) => i).filter((i) => isMeasured(i, samples, measured));
  expect(chosen.length).toBe(measured);
  const gaps = chosen.slice(1).map((at, i) => at - chosen[i]!);
  expect(Math.max(0, ...gaps) - Math.min(...gaps, Infinity)).toBeLessThanOrEqual(1);
});

test('an export does not see what is stored', async () => {
  await statsOf('whole');
  expect(existsSync(join(folder, 'whole', 'shards', '000000.stats.json'))).toBe(true);
  const { images } = await exportDataset(join(folder, 'whole'), { format: 'coco', out: join(folder, 'coco') });
  expect(images).toBe(IMAGES);
});
