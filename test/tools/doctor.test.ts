/** Checks from outside what doctor reports about the cache, and on a machine without an adapter. */
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../support/folder.ts';
import { scenemill } from '../support/program.ts';

const doctor = (env: Record<string, string>, ...flags: string[]) => scenemill(['doctor', ...flags], { env });

test('the cache has a folder and a size, and is emptied where that is asked for', async () => {
  const folder = join(temporaryFolder(), 'cache');
  mkdirSync(folder);
  for (const digit of 'ab') writeFileSync(join(folder, `${digit.repeat(64)}.model`), Buffer.alloc(1_200_000));
  writeFileSync(join(folder, 'mine.txt'), '');
  const cache = { SCENEMILL_CACHE: folder };
  const report = JSON.parse((await doctor(cache, '--json')).stdout) as { cache: object };
  expect(report.cache).toEqual({ folder, entries: 2, bytes: 2_400_000 });
  expect(await doctor(cache, '--clear-cache')).toEqual({ code: 0, stderr: '', stdout: `Removed from ${folder}: 2 files, 2.4 MB.\n` });
  expect(readdirSync(folder)).toEqual(['mine.txt']);
  expect(await doctor(cache, '--clear-cache')).toEqual({ code: 0, stderr: '', stdout: `Removed from ${folder}: no files.\n` });
});

test('without an adapter it says what to install', async () => {
  const { code, stdout } = await doctor({ VK_DRIVER_FILES: '/none', VK_ICD_FILENAMES: '/none' });
  expect(code).toBe(1);
  expect(stdout).toContain('No WebGPU adapter was found');
  if (existsSync('/usr/bin/apt-get')) expect(stdout).toMatch(/^ {2}.*apt-get install .*mesa-vulkan-drivers/m);
});
