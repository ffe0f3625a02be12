// Checks that a library opens from files and from the cache, and that one error lists all faults.
import { readdirSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, test, vi } from 'vitest';
import type { AssetLibrary } from '../../src/assets/library.ts';
import { noteLines, openLibrary } from '../../src/assets/open-library.ts';
import { ConfigSchema } from '../support/paper.ts';
import { UserError } from '../../src/config/errors.ts';
import { makePack, packParts } from '../../src/run/packs.ts';
import { portableName } from '../../src/run/portable-name.ts';
import { folderWith, temporaryFolder } from '../support/folder.ts';

const TRIANGLE = 'v 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\n';

const config = (foreground: string, background: string) => ConfigSchema.parse({
  count: 1, image: { width: 64, height: 64 }, assets: { foreground, background }, curriculum: { viewLevel: 0 }, output: { dir: 'out' },
});

let cache: string;
beforeEach(() => {
  cache = temporaryFolder();
  vi.stubEnv('SCENEMILL_CACHE', cache);
});

test('the library: layers and categories in order, categories for the foreground only, a second start from the cache', async () => {
  const foreground = folderWith({ 'b.obj': TRIANGLE, 'a/one.obj': TRIANGLE, 'a/two.obj': TRIANGLE.replace('0 1 0', '0 2 0') });
  const steps: number[][] = [];
  const library = await openLibrary(config(foreground, foreground), { onProgress: (ready, total) => steps.push([ready, total]) });
  expect(library.models.map(({ name, category, layer }) => [name, category, layer])).toEqual([
    ['a/one', 'a', 'foreground'], ['a/two', 'a', 'foreground'], ['b', 'b', 'foreground'],
    ['a/one', null, 'background'], ['a/two', null, 'background'], ['b', null, 'background'],
  ]);
  expect([library.foregroundCount, library.categories, library.skipped]).toEqual([3, ['a', 'b'], []]);
  expect(library.models[3]!.compiled).toBe(library.models[0]!.compiled);
  expect(steps).toEqual([[1, 3], [2, 3], [3, 3]]);
  const files = readdirSync(cache);
  expect(files).toHaveLength(2); // a/one and b are the same bytes
  truncateSync(join(cache, files[0]!), 100);
  expect(await openLibrary(config(foreground, foreground))).toEqual(library);
});

test('clutter\'s meshes stay in the cache, where there is one; a pack is the same', async () => {
  const foreground = folderWith({ 'b.obj': TRIANGLE }), background = folderWith({ 'c.obj': TRIANGLE.replace('0 1 0', '0 2 0'), 'd.obj': TRIANGLE.replace('0 1 0', '0 3 0') });
  const both = config(foreground, background);
  const packOf = (library: AssetLibrary) => makePack(packParts(library, [2, 0, 1]));
  const cold = await openLibrary(both), warm = await openLibrary(both);
  for (const library of [cold, warm]) expect(library.models.map(({ drawing }) => drawing !== null)).toEqual([true, false, false]);
  const packs = await Promise.all([cold, warm].map(packOf));
  vi.stubEnv('SCENEMILL_CACHE', join(foreground, 'b.obj', 'below'));
  const uncached = await openLibrary(both);
  expect(uncached.models.map(({ drawing }) => drawing !== null)).toEqual([true, true, true]);
  packs.push(await packOf(uncached));
  expect(packs[0]!.positions.length).toBe(27);
  for (const pack of packs) expect(pack).toEqual(packs[0]);
});

test('all that is wrong in one error: folders, and each model with its reason', async () => {
  const foreground = folderWith({ 'good.obj': TRIANGLE, 'flat.obj': 'v 0 0 0\nv 1 1 1\nv 2 2 2\nf 1 2 3\n', 'cut.glb': 'glTF' });
  const failure = await openLibrary(config(foreground, join(foreground, 'nowhere'))).catch((error: Error) => error) as Error;
  expect(failure).toBeInstanceOf(UserError);
  expect(failure.message.split('\n')).toHaveLength(4);
  for (const name of ['flat.obj', 'cut.glb', 'nowhere']) expect(failure.message).toMatch(new RegExp(`${name}: \\w+`));
  expect(failure.message).not.toContain('good.obj');
  const empty = temporaryFolder();
  await expect(openLibrary(config(empty, empty))).rejects.toThrow(/no model in this folder/);
});

test('a model that lacks a texture is white and says so, also from the cache; a strict library refuses it, of whatever format', async () => {
  const scan = 'ply\nformat ascii 1.0\ncomment TextureFile skin.png\nelement vertex 3\nproperty float x\nproperty float y\nproperty float z\nelement face 1\n'
    + 'property list uchar int vertex_indices\nend_header\n0 0 0\n1 0 0\n0 1 0\n3 0 1 2\n';
  const foreground = folderWith({ 'good.obj': TRIANGLE, 'scan.ply': scan, 'white.obj': `mtllib m.mtl\nusemtl a\n${TRIANGLE}`, 'm.mtl': 'newmtl a\nmap_Kd gone.png' });
  const both = config(foreground, foreground);
  for (const start of ['cold', 'warm']) {
    const { models: [good, ply, white] } = await openLibrary(both);
    expect([good, ply, white].map((model) => model!.compiled.notes), start).toEqual([[], ['texture file "skin.png" is missing; drawn without it'], ['texture file "gone.png" is missing; drawn without it']]);
  }
  await expect(openLibrary(both, { strict: true })).rejects.toThrow(/scan\.ply: texture file "skin\.png" is missing\n.*white\.obj: texture file "gone\.png" is missing$/);
  const { models: left, skipped } = await openLibrary(both, { strict: true, skipBad: true });
  expect([left.map(({ name }) => name), skipped.length]).toEqual([['good', 'good'], 2]);
});

test('bad models can be left out, but not all of a layer', async () => {
  const foreground = folderWith({ 'good.obj': TRIANGLE, 'bad.obj': 'v 0 0 0\n' }), background = folderWith({ 'bad.obj': 'v 0 0 0\n' });
  const library = await openLibrary(config(foreground, foreground), { skipBad: true });
  expect(library.models.map(({ name }) => name)).toEqual(['good', 'good']);
  expect(library.skipped).toEqual([{ file: join(foreground, 'bad.obj'), reason: expect.any(String) }]);
  await expect(openLibrary(config(foreground, background), { skipBad: true })).rejects.toThrow(/no model that can be used/);
});

test('distractors come last, group by group, without a class; a group of built-in models is one class of labelled objects', async () => {
  const foreground = folderWith({ 'b.obj': TRIANGLE }), things = folderWith({ 'nuts/z.obj': TRIANGLE, 'nuts/a/one.obj': TRIANGLE, 'bolts/m.obj': TRIANGLE });
  const { assets } = config(foreground, foreground);
  const library = await openLibrary({ assets: { ...assets, distractors: [join(things, 'nuts'), join(things, 'bolts')] } }, { viewLevel: 0 });
  expect(library.models.map(({ name, category, layer, group }) => [name, category, layer, group])).toEqual([
    ['b', 'b', 'foreground', undefined], ['b', null, 'background', undefined],
    ['a', null, 'distractor', 'nuts'], ['z', null, 'distractor', 'nuts'], ['m', null, 'distractor', 'bolts'],
  ]);
  expect([library.foregroundCount, library.categories]).toEqual([1, ['b']]);
  expect(portableName(library.models[2]!, { ...assets, distractors: [join(things, 'bolts'), join(things, 'nuts')] })).toMatchObject({ model: 'a/one.obj' });

  const { background: _background, ...withoutBackground } = assets;
  const dice = await openLibrary({ assets: { ...withoutBackground, foreground: 'builtin:dice', textureSize: 64 } }, { viewLevel: 0 });
  expect([dice.foregroundCount, dice.models.length, dice.categories]).toEqual([16, 16, ['die']]);
});

test('faults of distractors are listed with the others; a source is not left empty', async () => {
  const foreground = folderWith({ 'good.obj': TRIANGLE, 'flat.obj': 'v 0 0 0\nv 1 1 1\nv 2 2 2\nf 1 2 3\n' }), things = folderWith({ 'cut.glb': 'glTF' });
  const { assets } = config(foreground, foreground);
  const both = { assets: { ...assets, distractors: [things, join(things, 'nowhere')] } };
  const failure = await openLibrary(both).catch((error: Error) => error) as Error;
  for (const name of ['flat.obj', 'cut.glb', 'nowhere']) expect(failure.message).toMatch(new RegExp(`${name}: \\w+`));
  await expect(openLibrary({ assets: { ...assets, distractors: things } }, { skipBad: true })).rejects.toThrow(/no model that can be used/);
});

test('notes: a line a model, once where it is in two layers, and a line for what is beyond the first twenty', () => {
  const model = (path: string, ...notes: string[]) => ({ path, compiled: { notes } });
  expect(noteLines([model('/a.glb', 'one', 'two'), model('/b.glb'), model('/a.glb', 'one', 'two')])).toEqual(['assets: /a.glb: one; two']);
  expect(noteLines([model('/b.glb', 'one')], [{ file: '/c.blend', reason: 'is not read' }])).toEqual(['assets: /c.blend: is not read', 'assets: /b.glb: one']);
  const lines = noteLines(Array.from({ length: 23 }, (_, i) => model(`/${i}.glb`, 'one')));
  expect(lines).toHaveLength(21);
  expect(lines[20]).toBe('assets: notes on 3 more files: scenemill inspect FOLDER lists them all');
});
