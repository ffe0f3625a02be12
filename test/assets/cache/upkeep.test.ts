/** Checks which files of the cache's folder are counted and removed, and that reading an entry marks it as used. */
import { createHash, randomUUID } from 'node:crypto';
import { futimesSync, mkdirSync, readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { compileJob, libraryOptions } from '../../../src/assets/cache/compile-job.ts';
import { compileFile, fromCache } from '../../../src/assets/cache/compile-file.ts';
import { cacheSize, clearCache, removeUnused, UNUSED_DAYS } from '../../../src/assets/cache/upkeep.ts';
import { openModels } from '../../../src/assets/open-library.ts';
import { temporaryFolder } from '../../support/folder.ts';

vi.mock('node:fs', { spy: true });

const DAY_S = 86_400;
const ageDays = (path: string): number => (Date.now() - statSync(path).mtimeMs) / 1000 / DAY_S;
const makeOlder = (path: string, days: number): void => {
  const then = Date.now() / 1000 - days * DAY_S;
  utimesSync(path, then, then);
};
const keyOf = (name: string): string => createHash('sha256').update(name).digest('hex');
const CUBE = `v 0 0 0\nv 1 0 0\nv 1 1 0\nv 0 1 0\nv 0 0 1\nv 1 0 1\nv 1 1 1\nv 0 1 1
f 1 4 3 2\nf 5 6 7 8\nf 1 2 6 5\nf 2 3 7 6\nf 3 4 8 7\nf 4 1 5 8\n`;
const OPTIONS = libraryOptions({ textureSize: 64, unit: 'm' }, 0);

/** Two entries, a part of one, and what is not the cache's. */
function filled(): { folder: string; entries: string[]; others: string[] } {
  const folder = temporaryFolder();
  const entries = [`${keyOf('a')}.model`, `${keyOf('b')}.model`, `${keyOf('c')}.model.${randomUUID()}.partial`];
  const others = ['notes.txt', 'my.model', `${keyOf('a')}.model.bak`];
  for (const name of [...entries, ...others]) writeFileSync(join(folder, name), '12345');
  mkdirSync(join(folder, `${keyOf('d')}.model`));
  return { folder, entries, others: [...others, `${keyOf('d')}.model`].sort() };
}

test('entries are counted, and nothing else', async () => {
  expect(await cacheSize(filled().folder)).toEqual({ entries: 3, bytes: 15 });
  expect(await cacheSize(join(temporaryFolder(), 'none'))).toEqual({ entries: 0, bytes: 0 });
});

test('clearing removes entries, and nothing else', async () => {
  const { folder, others } = filled();
  expect(await clearCache(folder)).toEqual({ entries: 3, bytes: 15 });
  expect(readdirSync(folder).sort()).toEqual(others);
});

test('what was not used for 90 days is removed', async () => {
  const { folder, entries, others } = filled();
  for (const name of others.slice(0, 2)) makeOlder(join(folder, name), 200);
  makeOlder(join(folder, entries[0]!), UNUSED_DAYS + 0.01);
  makeOlder(join(folder, entries[1]!), UNUSED_DAYS - 0.01);
  makeOlder(join(folder, entries[2]!), UNUSED_DAYS + 0.01);
  expect(await removeUnused(folder)).toEqual({ entries: 2, bytes: 10 });
  expect(readdirSync(folder).sort()).toEqual([entries[1]!, ...others].sort());
});

test('an entry that is read is marked as used, once a day, and one that cannot be marked is read all the same', async () => {
  const cacheFolder = temporaryFolder();
  const path = join(temporaryFolder(), 'cube.obj');
  writeFileSync(path, CUBE);
  const job = { ...compileJob({ path }, OPTIONS, cacheFolder), keepsDrawing: true };
  await compileFile(job);
  const entry = join(cacheFolder, readdirSync(cacheFolder)[0]!);
  makeOlder(entry, 0.5);
  expect(await fromCache(job)).not.toBeNull();
  expect(ageDays(entry)).toBeCloseTo(0.5, 2);
  makeOlder(entry, 89);
  expect(await fromCache(job)).not.toBeNull();
  expect(ageDays(entry)).toBeLessThan(0.01);
  makeOlder(entry, 89);
  const marking = vi.mocked(futimesSync).mockImplementation(() => { throw new Error('EROFS'); });
  expect(await fromCache(job)).not.toBeNull();
  marking.mockRestore();
  expect(ageDays(entry)).toBeCloseTo(89, 2);
});

test('opening a library removes what is old, after what it uses itself is marked', async () => {
  const cacheFolder = temporaryFolder();
  const path = join(temporaryFolder(), 'cube.obj');
  writeFileSync(path, CUBE);
  await compileFile(compileJob({ path }, OPTIONS, cacheFolder));
  const [used] = readdirSync(cacheFolder);
  const unused = `${keyOf('unused')}.model`;
  writeFileSync(join(cacheFolder, unused), '12345');
  for (const name of [used!, unused]) makeOlder(join(cacheFolder, name), 100);
  vi.stubEnv('SCENEMILL_CACHE', cacheFolder);
  const { opened } = await openModels([{ path }], OPTIONS, () => false);
  vi.unstubAllEnvs();
  expect(opened.size).toBe(1);
  await vi.waitFor(() => expect(readdirSync(cacheFolder)).toEqual([used]), { timeout: 300_000 });
});
