// Checks that a model whose drawing the cache has lost is compiled anew.
import { readFileSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { compileFile } from '../../../src/assets/cache/compile-file.ts';
import { openDrawing } from '../../../src/assets/cache/compiler.ts';
import { temporaryFolder } from '../../support/folder.ts';

const OPTIONS = { textureSizePx: 64, viewLevel: 0 };

test('a drawing that the cache has lost is compiled anew, unless the model is another one by now', async () => {
  const folder = temporaryFolder();
  const path = join(folder, 'a.obj');
  writeFileSync(path, 'v 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\n');
  const job = { path, unitM: 1, ...OPTIONS, cacheFolder: join(folder, 'cache') };
  const { blocks: first, sha256 } = await compileFile(job);
  const file = join(job.cacheFolder, readdirSync(job.cacheFolder)[0]!);
  const wanted = await openDrawing(job, sha256);
  const whole = readFileSync(file);
  truncateSync(file, first.planning.byteLength + 40);
  expect(await openDrawing(job, sha256)).toEqual(wanted);
  expect(readFileSync(file)).toEqual(whole);
  rmSync(file);
  writeFileSync(path, 'v 0 0 0\nv 2 0 0\nv 0 1 0\nf 1 2 3\n');
  await expect(openDrawing(job, sha256)).rejects.toThrow(/a\.obj has changed since the run began/);
  rmSync(path);
  await expect(openDrawing(job, sha256)).rejects.toThrow(/a\.obj is no longer in the cache, and cannot be compiled again/);
});
