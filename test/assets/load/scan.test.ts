// Checks how folders become models and classes.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { listModels } from '../../../src/assets/load/scan.ts';
import { temporaryFolder } from '../../support/folder.ts';

/** A folder of empty files. */
function folderOf(files: string[]): string {
  const folder = temporaryFolder();
  for (const file of files) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), '');
  }
  return folder;
}

test('a file is a class of its own, a sub-folder one class of all its models; other files are passed over', () => {
  const folder = folderOf([
    'zebra.obj', 'B.GLB', 'readme.txt', '.hidden.obj', 'can/textured.obj', 'can/textured.mtl', 'can/map.png',
    'mugs/red.obj', 'mugs/old/blue.glb', 'empty/notes.txt',
  ]);
  expect(listModels(folder, 'foreground').map(({ name, category }) => [name, category])).toEqual([
    ['B', 'B'], ['can', 'can'], ['mugs/blue', 'mugs'], ['mugs/red', 'mugs'], ['zebra', 'zebra'],
  ]);
});

test('models that would have one name get their paths as names', () => {
  const folder = folderOf(['cup.obj', 'cup.glb', 'cup/a.obj', 'pan/a.obj', 'pan/x/a.obj']);
  expect(listModels(folder, 'foreground').map(({ name, category }) => [name, category])).toEqual([
    ['cup.glb', 'cup'], ['cup.obj', 'cup'], ['cup/a.obj', 'cup'], ['pan/a.obj', 'pan'], ['pan/x/a.obj', 'pan'],
  ]);
});
