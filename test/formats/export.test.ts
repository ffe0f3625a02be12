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
  const wrong: [string[], string][] = [
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
  expect(readdirSync(dir).sort()).toEqual(['coco', 'data', 'full']);
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
