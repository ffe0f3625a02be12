// Checks that runs which share a cache do not disturb each other, that a damaged entry is made again, and that a changed file is compiled alone.
import { readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { libraryOptions } from '../../../src/assets/cache/compile-job.ts';
import { openModels } from '../../../src/assets/open-library.ts';
import { temporaryFolder } from '../../support/folder.ts';

const OPTIONS = libraryOptions({ textureSize: 64, unit: 'm' }, 0);

test('two runs at once, a damaged entry, a changed file', async () => {
  const folder = temporaryFolder();
  const cache = temporaryFolder();
  vi.stubEnv('SCENEMILL_CACHE', cache);
  const paths = [1, 2, 3].map((height) => join(folder, `${height}.obj`));
  const write = (path: string, height: number): void => writeFileSync(path, `v 0 0 0\nv 1 0 0\nv 0 ${height} 0\nf 1 2 3\n`);
  paths.forEach((path, i) => write(path, i + 1));
  const open = async () => {
    const { opened, bad } = await openModels(paths.map((path) => ({ path })), OPTIONS, () => true);
    expect(bad).toEqual([]);
    return paths.map((path) => opened.get(path)!);
  };

  // Both find the cache empty and compile all models, each in processes of its own.
  const [one, two] = await Promise.all([open(), open()]);
  expect(two).toEqual(one);
  const entries = readdirSync(cache);
  expect(entries).toHaveLength(3); // no partial file is left

  const written = () => new Map(readdirSync(cache).map((name) => [name, statSync(join(cache, name)).mtimeMs]));
  const past = new Date(Date.now() - 3_600_000);
  const makeOlder = () => readdirSync(cache).forEach((name) => utimesSync(join(cache, name), past, past));
  makeOlder();
  const whole = readFileSync(join(cache, entries[1]!));
  const damaged = Buffer.from(whole);
  damaged[200]! ^= 1;
  writeFileSync(join(cache, entries[1]!), damaged);
  utimesSync(join(cache, entries[1]!), past, past);
  const before = written();
  expect(await open()).toEqual(one);
  expect([...written()].filter(([name, time]) => before.get(name) !== time).map(([name]) => name)).toEqual([entries[1]]);
  expect(readFileSync(join(cache, entries[1]!))).toEqual(whole);

  makeOlder();
  const unchanged = written();
  write(paths[0]!, 7);
  const [changed, ...others] = await open();
  expect(changed!.compiled.sha256).not.toBe(one[0]!.compiled.sha256);
  expect(others).toEqual(one.slice(1));
  expect([...written()].filter(([name, time]) => unchanged.get(name) !== time)).toHaveLength(1);
  vi.unstubAllEnvs();
});
