/** Checks what all exports share: they are whole or absent, refuse wrong input, split the images, and copy their bytes. */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { exportDataset } from '../../src/formats/export.ts';
import { FORMATS, formatsWith } from '../../src/formats/formats.ts';
import { CASES, writeDataset } from '../support/dataset.ts';
import { temporaryFolder } from '../support/folder.ts';

const SEGMENTED = formatsWith('segments').join(' or ');
const binary = new URL('../../src/scenemill.js', import.meta.url).pathname;

test('the command line exports, and exits with 2 where the input is wrong', async () => {
  const dir = temporaryFolder();
  await writeDataset(join(dir, 'data'), CASES);
  mkdirSync(join(dir, 'full'));
  writeFileSync(join(dir, 'full/file'), '');
  const run = (...args: string[]) => spawnSync(process.execPath, [binary, 'export', ...args], { cwd: dir, encoding: 'utf8' });
  const good = run('data', '--format', 'coco', '--out', 'coco', '--json');
  expect([good.status, JSON.parse(good.stdout)]).toEqual([0, { images: 5, instances: 14, format: 'coco', out: 'coco' }]);
  await writeDataset(join(dir, 'more'), CASES, { config: 'd1' });
  const both = run('data', 'more', '--format', 'yolo', '--out', 'both', '--json');
  expect([both.status, JSON.parse(both.stdout)]).toEqual([0, { images: 10, instances: 28, format: 'yolo', out: 'both' }]);
  expect(both.stderr).toContain('more: images 000000005 to 000000009.');
  const wrong: [string[], string][] = [
    [['data', 'more', 'data', '--format', 'coco', '--out', 'new'], 'export: data and data hold the same images (config c0ffee000000...); wanted each dataset once'],
    [['data', 'full', '--format', 'coco', '--out', 'new'], 'dataset: full/dataset.json cannot be read (ENOENT); wanted the folder of a finished dataset'],
    [['data', '--format', 'cocoa', '--out', 'new'], "argument 'cocoa' is invalid. Allowed choices are coco"],
    [['full', '--format', 'coco', '--out', 'new'], 'dataset: full/dataset.json cannot be read (ENOENT); wanted the folder of a finished dataset'],
    [['data', '--format', 'coco', '--out', 'full'], 'full is not empty; wanted a new or an empty folder'],
    [['data', '--format', 'coco', '--out', 'new', '--split', 'train=0.9'], 'split: the shares add up to 0.9'],
    [['data', '--format', 'coco', '--out', 'new', '--segments'], `export: --segments goes with --format ${SEGMENTED}, not coco`],
  ];
  for (const [args, message] of wrong) {
    const { status, stderr } = run(...args);
    expect(stderr).toContain(message);
    expect(status).toBe(2);
  }
  expect(readdirSync(dir).sort()).toEqual(['both', 'coco', 'data', 'full', 'more']);
  const help = run('--help').stdout;
  for (const text of [`${formatsWith('segments').join(', ')}: polygons`, `${formatsWith('assets').join(', ')}: the foreground models`]) expect(help).toContain(text);
});

test.each(Object.keys(FORMATS))('%s takes --segments or refuses it, as its line in the list says', async (format) => {
  const [dir, out] = [temporaryFolder(), join(temporaryFolder(), 'out')];
  await writeDataset(dir, []);
  const run = exportDataset(dir, { format, out, segments: true });
  if (formatsWith('segments').includes(format)) await run;
  else await expect(run).rejects.toThrow(`export: --segments goes with --format ${SEGMENTED}, not ${format}`);
});

test('an image stays in its part and keeps its bytes where other datasets are added before or after', async () => {
  const [a, b] = [temporaryFolder(), temporaryFolder()];
  await writeDataset(a, Array.from({ length: 12 }, () => CASES[1]!), { config: 'a' });
  await writeDataset(b, Array.from({ length: 9 }, () => CASES[3]!), { config: 'b' });
  const valOf = async (...dirs: string[]): Promise<{ name: string; bytes: string }[]> => {
    const out = join(temporaryFolder(), 'yolo');
    await exportDataset(dirs, { format: 'yolo', out, split: 'train=0.6,val=0.4' });
    return readdirSync(join(out, 'images/val')).sort().map((name) => ({ name, bytes: readFileSync(join(out, 'images/val', name)).toString('base64') }));
  };
  const later = (files: { name: string; bytes: string }[], images: number) => files.map(({ name, bytes }) => ({ name: `${String(parseInt(name, 10) + images).padStart(9, '0')}.jpg`, bytes }));
  const [ofA, ofB] = [await valOf(a), await valOf(b)];
  expect(ofA.length * ofB.length).toBeGreaterThan(0);
  expect(await valOf(a, b)).toEqual([...ofA, ...later(ofB, 12)]);
  expect(await valOf(b, a)).toEqual([...ofB, ...later(ofA, 9)]);
});

test('images keep their bytes; what a killed run left is cleared away', async () => {
  const [dir, parent] = [temporaryFolder(), temporaryFolder()];
  await writeDataset(dir, CASES);
  const out = join(parent, 'coco');
  mkdirSync(out);
  mkdirSync(`${out}.partial/old`, { recursive: true });
  await exportDataset(dir, { format: 'coco', out });
  expect(readdirSync(parent)).toEqual(['coco']);
  expect(readdirSync(out).sort()).toEqual(['images', 'instances.json']);
  const original = execFileSync('tar', ['-xOf', join(dir, 'shards/000001.tar'), '000000003.jpg']);
  expect(readFileSync(join(out, 'images/000000003.jpg')).equals(original)).toBe(true);
});

test('a damaged dataset leaves nothing', async () => {
  const [dir, parent] = [temporaryFolder(), temporaryFolder()];
  await writeDataset(dir, CASES);
  truncateSync(join(dir, 'shards/000001.tar'), 3000);
  const run = () => exportDataset(dir, { format: 'coco', out: join(parent, 'coco') });
  await expect(run()).rejects.toThrow(/^tar: .*000001.tar ends at byte 3000 in the middle of a member; wanted a whole shard/);
  rmSync(join(dir, 'shards/000001.tar'));
  await expect(run()).rejects.toThrow(/^tar: .*000001.tar cannot be read \(ENOENT\)/);
  writeFileSync(join(dir, 'dataset.json'), '{"format": 2}');
  await expect(run()).rejects.toThrow(/^dataset: .*dataset.json: format: /);
  writeFileSync(join(dir, 'dataset.json'), '{');
  await expect(run()).rejects.toThrow(/^dataset: .*dataset.json is no JSON/);
  expect(existsSync(join(parent, 'coco.partial'))).toBe(false);
  expect(readdirSync(parent)).toEqual([]);
});
