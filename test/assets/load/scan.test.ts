// Checks how folders become models and classes.
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
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
  expect(listModels(folder, 'foreground').models.map(({ name, category }) => [name, category])).toEqual([
    ['B', 'B'], ['can', 'can'], ['mugs/blue', 'mugs'], ['mugs/red', 'mugs'], ['zebra', 'zebra'],
  ]);
});

test('models that would have one name get their paths as names', () => {
  const folder = folderOf(['cup.obj', 'cup.glb', 'cup/a.obj', 'pan/a.obj', 'pan/x/a.obj']);
  expect(listModels(folder, 'foreground').models.map(({ name, category }) => [name, category])).toEqual([
    ['cup.glb', 'cup'], ['cup.obj', 'cup'], ['cup/a.obj', 'cup'], ['pan/a.obj', 'pan'], ['pan/x/a.obj', 'pan'],
  ]);
});

test('what looks like a model and is not read is named, and so are links that cannot be followed', () => {
  const folder = folderOf(['apple.glb', 'cup.blend', 'parts/bolt.STEP', 'parts/nut.stl', 'shop.zip', 'notes.txt', '.hidden.max']);
  symlinkSync('..', join(folder, 'parts', 'up'));
  symlinkSync('gone.glb', join(folder, 'lost.glb'));
  symlinkSync('ring', join(folder, 'ring'));
  symlinkSync('parts', join(folder, 'spares'));
  const { models, notes } = listModels(folder, 'foreground');
  expect(models.map(({ name }) => name)).toEqual(['apple', 'parts', 'spares']);
  expect(notes.map(({ file, reason }) => `${file.slice(folder.length + 1)}: ${reason}`).sort()).toEqual([
    'cup.blend: .blend models are not read; export it as .glb',
    'lost.glb: a link that points nowhere; passed over',
    'parts/bolt.STEP: .step models are not read; export it as .glb',
    'parts/up: a link to a folder that it lies in; passed over',
    'ring: a link that leads back to itself; passed over',
    'shop.zip: archives are not read; unpack it',
    'spares/bolt.STEP: .step models are not read; export it as .glb',
    'spares/up: a link to a folder that it lies in; passed over',
  ]);
});

test('a folder of models that are not read says so', () => {
  expect(() => listModels(folderOf(['cup.blend']), 'foreground')).toThrow(/^no model in this folder; wanted .*; cup\.blend: \.blend models are not read; export it as \.glb$/);
});
