/** Checks the command on small datasets: what it writes, that the page's numbers are in the JSON, and what it says of bad input. */
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { exportDataset } from '../../src/formats/export.ts';
import { reportDataset, type ReportOptions } from '../../src/report/report.ts';
import type { Report } from '../../src/report/report-data.ts';
import { CASES, writeDataset } from '../support/dataset.ts';
import { folderOfFile } from '../support/folder.ts';
import { generateSmall } from '../support/generated.ts';
import { scenemill } from '../support/program.ts';

const folder = folderOfFile();
let dataset: string;
let coco: { real: string; images: string };

beforeAll(async () => {
  dataset = await generateSmall(folder);
  const out = join(folder, 'coco');
  await exportDataset(dataset, { format: 'coco', out });
  coco = { real: join(out, 'instances.json'), images: join(out, 'images') };
}, 300_000);

let made = 0;
async function report(dir: string, options: ReportOptions = {}): Promise<{ report: Report; page: string; out: string }> {
  const out = join(folder, `report-${made++}`);
  const summary = await reportDataset(dir, { ...options, out });
  expect(readdirSync(out).sort()).toEqual(['report.html', 'report.json']);
  expect(JSON.parse(readFileSync(summary.json, 'utf8'))).toEqual(JSON.parse(JSON.stringify(summary.report)));
  return { report: summary.report, page: readFileSync(summary.page, 'utf8'), out };
}

test('without real photos it tells everything but the comparison', async () => {
  const { report: { ours, real, findings, classes, records, samples, statistics }, page } = await report(dataset);
  expect([ours.images, ours.measured, real, findings]).toEqual([4, 4, null, []]);
  expect(classes.reduce((sum, row) => sum + row.ours!, 0)).toBe(ours.boxes);
  expect(records.map(({ title }) => title)).toEqual(expect.arrayContaining(['Poses', 'Light', 'Schedule']));
  expect(samples.ours).toHaveLength(4);
  expect(statistics.every(({ real: theirs, distance }) => theirs === null && distance === null)).toBe(true);
  expect(page).not.toContain('What differs most');
  expect(page).toContain('class="mask"');
  expect(page).toContain('class="solid"');
});

test('a dataset beside its own export differs in nothing, and every image is in both; the bytes are the same each time', async () => {
  const first = await report(dataset, coco);
  const { report: { findings, warnings, real, statistics }, page } = first;
  expect(findings).toEqual([]);
  expect(Math.max(...statistics.map(({ distance }) => distance!))).toBe(0);
  expect(real!.images).toBe(4);
  const shared = warnings.find(({ kind }) => kind === 'sharedImages');
  expect(shared!.title).toMatch(/^[34] images of the real set are in your dataset, too$/);
  expect(page).toContain('No statistic differs by more than one sees at a glance.');
  const second = await report(dataset, coco);
  for (const name of ['report.html', 'report.json']) expect(readFileSync(join(first.out, name))).toEqual(readFileSync(join(second.out, name)));
});

test('photos without labels are compared by what needs no boxes', async () => {
  const { report: { real, statistics, findings, classes } } = await report(dataset, { images: coco.images });
  expect([real!.images, real!.boxes]).toEqual([4, 0]);
  expect(statistics.find(({ name }) => name === 'brightness')!.distance).toBe(0);
  expect(statistics.find(({ name }) => name === 'boxSizePx')!.distance).toBeNull();
  expect(findings).toEqual([]);
  expect(classes.every(({ real: theirs }) => theirs === null)).toBe(true);
});

test('other class names are compared together, those of both sets by name in any case, and a note lists the others', async () => {
  const json = JSON.parse(readFileSync(coco.real, 'utf8')) as { categories: { name: string }[] };
  json.categories.forEach((category, i) => { category.name = i === 0 ? category.name.toUpperCase() : `other <${i}>`; });
  const real = join(folder, 'renamed.json');
  writeFileSync(real, JSON.stringify(json));
  const { report: { classes, notes, ours, real: summary }, page } = await report(dataset, { ...coco, real });
  expect(classes.filter((row) => row.ours !== null && row.real !== null)).toHaveLength(1);
  expect(classes.reduce((sum, row) => sum + (row.real ?? 0), 0)).toBe(summary!.boxes);
  expect(summary!.boxes).toBe(ours.boxes);
  expect(notes.join('\n')).toContain('other <1>');
  expect(page).not.toContain('other <1>');
});

test('equal real photos are found', async () => {
  const images = join(folder, 'copies');
  mkdirSync(images);
  const [first] = readdirSync(coco.images).sort();
  for (const name of ['a.jpg', 'b.jpg']) copyFileSync(join(coco.images, first!), join(images, name));
  const { report: { warnings } } = await report(dataset, { images });
  expect(warnings.filter(({ kind }) => kind === 'realDuplicates').map(({ title }) => title)).toEqual(['1 real photo is a copy of another one']);
});

test('pictures drawn by hand, without boxes and masks, and equal ones: a report', async () => {
  const dir = join(folder, 'by-hand');
  await writeDataset(dir, [CASES[4]!, CASES[0]!, CASES[4]!], { masks: 'none', imagesPerShard: 2 });
  const { report: { warnings, samples } } = await report(dir);
  expect(warnings.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['emptyImages', 'missingClasses', 'duplicates', 'smallLabels']));
  expect(samples.ours.map(({ objects }) => objects.length)).toEqual([2, 0, 2]);
});

test.each<[string, () => [string, ReportOptions], RegExp]>([
  ['a folder that is no dataset', () => [folder, {}], /^dataset: .*dataset\.json cannot be read \(ENOENT\); wanted the folder of a finished dataset$/],
  ['a COCO file without its photos', () => [dataset, { real: coco.real }], /^report: --real needs --images; wanted /],
  ['a split of no COCO file', () => [dataset, { images: coco.images, split: 'a=1' }], /^report: --split .*; wanted --real, too$/],
  ['a COCO file that is not there', () => [dataset, { ...coco, real: join(folder, 'none.json') }], /^coco: .*none\.json cannot be read \(ENOENT\); wanted a COCO file$/],
  ['photos that are elsewhere', () => [dataset, { ...coco, images: dataset }], /^coco: 4 of 4 pictures of .* are not in .*; wanted every file that the JSON names$/],
  ['a folder without pictures', () => [dataset, { images: join(folder, 'foreground') }], /^pictures: /],
])('%s: a sentence, and nothing written', async (_name, input, message) => {
  const [dir, options] = input();
  const out = join(folder, `refused-${made++}`);
  await expect(reportDataset(dir, { ...options, out })).rejects.toThrow(message);
  await expect(reportDataset(dir, { ...options, out })).rejects.toHaveProperty('name', 'UserError');
  expect(existsSync(out)).toBe(false);
});

test('the command writes to report in the dataset\'s folder, and says where', async () => {
  const done = await scenemill(['report', dataset, '--real', coco.real, '--images', coco.images], {});
  expect(done.stderr).toMatch(/1 warning\. The report is .*report\.html\.\n$/);
  expect([done.code, done.stdout]).toEqual([0, '']);
  expect(readdirSync(join(dataset, 'report')).sort()).toEqual(['report.html', 'report.json']);
  const refused = await scenemill(['report', join(folder, 'foreground')], {});
  expect([refused.code, refused.stdout]).toEqual([2, '']);
  expect(refused.stderr).toMatch(/^dataset: .*; wanted the folder of a finished dataset\n$/);
});
