import { mkdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { isBuilt } from '../../src/threads/import-program.mjs';
import { temporaryFolder } from '../support/folder.ts';

test('a build is up to date until a source is newer', () => {
  const root = temporaryFolder();
  const write = (name: string, seconds: number): void => {
    const path = join(root, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, '');
    utimesSync(path, seconds, seconds);
  };
  for (const name of ['src/run/deep.ts', 'src/start.mjs', 'shaders/shade.wgsl', 'tsconfig.json', '.config/tsconfig.build.json']) write(name, 100);
  expect(isBuilt(root)).toBe(false);
  write('dist/shaders.json', 200);
  expect(isBuilt(root)).toBe(true);
  // What Python writes beside its modules is no source.
  write('src/__pycache__/reader.pyc', 300);
  expect(isBuilt(root)).toBe(true);
  for (const name of ['src/run/deep.ts', 'src/start.mjs', 'shaders/shade.wgsl', 'tsconfig.json', '.config/tsconfig.build.json']) {
    write(name, 300);
    expect(isBuilt(root), name).toBe(false);
    write(name, 100);
    expect(isBuilt(root)).toBe(true);
  }
  rmSync(join(root, 'dist'), { recursive: true });
  expect(isBuilt(root)).toBe(false);
});
