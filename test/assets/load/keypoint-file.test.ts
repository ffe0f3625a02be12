/** Checks files of named points: their units, their order, and that a faulty file makes its model a faulty one. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readKeypoints } from '../../../src/assets/load/keypoint-file.ts';
import { openLibrary } from '../../../src/assets/open-library.ts';
import { ConfigSchema } from '../../support/paper.ts';
import { configSha256 } from '../../../src/config/identity.ts';
import { boxSoup } from '../../support/compiled-shapes.ts';
import { folderOfFile } from '../../support/folder.ts';
import { writeModel } from '../../support/models.ts';

const folder = folderOfFile();
const write = (name: string, content: unknown) => writeFileSync(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content));

test('points come in the order of the file, in metres; a model without a file has none', async () => {
  write('mug.keypoints.json', { handle: [1, 2, 3], 'rim, left': [-0.5, 0, 0] });
  expect(await readKeypoints(join(folder, 'mug.glb'), 0.001)).toEqual([{ name: 'handle', at: [1, 2, 3] }, { name: 'rim, left', at: [-0.5, 0, 0] }]);
  expect(await readKeypoints(join(folder, 'mug.OBJ'), 0.5)).toEqual([{ name: 'handle', at: [0.5, 1, 1.5] }, { name: 'rim, left', at: [-0.25, 0, 0] }]);
  write('bare.keypoints.json', {});
  expect(await readKeypoints(join(folder, 'bare.glb'), 1)).toEqual([]);
  expect(await readKeypoints(join(folder, 'other.glb'), 1)).toEqual([]);
  expect(await readKeypoints('builtin:mug', 1)).toEqual([]);
});

test.each([
  ['no JSON', '{ handle: ', ''], ['a list', [[0, 0, 0]], ''], ['two numbers', { handle: [1, 2] }, ' at "handle"'], ['text', { handle: '1 2 3' }, ' at "handle"'],
  ['four numbers', { ok: [0, 0, 0], spout: [1, 2, 3, 4] }, ' at "spout"'], ['null', { handle: [0, null, 0] }, ' at "handle"'], ['no name', { '': [0, 0, 0] }, ' at ""'],
])('%s is refused', async (_, content, place) => {
  write('bad.keypoints.json', content);
  await expect(readKeypoints(join(folder, 'bad.glb'), 1)).rejects.toThrow(`bad.keypoints.json is wrong${place}; wanted JSON of names with three numbers each`);
});

test('a wrong file makes its model a bad one, where keypoints are asked for', async () => {
  process.env.SCENEMILL_CACHE = join(folder, 'cache');
  for (const name of ['fg/a.glb', 'fg/b.glb', 'bg/c.glb']) await writeModel(join(folder, name), boxSoup(1, 1, 1), [9, 9, 9]);
  mkdirSync(join(folder, 'fg'), { recursive: true });
  write('fg/a.keypoints.json', { top: [0, 0.5, 0] });
  write('fg/b.keypoints.json', { top: [0, 0.5] });
  const config = (keypoints: boolean) => ConfigSchema.parse({ count: 1, image: { width: 64, height: 64 }, assets: { foreground: join(folder, 'fg'), background: join(folder, 'bg') }, output: { dir: 'out' }, labels: { keypoints } });
  await expect(openLibrary(config(true), { keypoints: true })).rejects.toThrow(`${join(folder, 'fg/b.glb')}: b.keypoints.json is wrong at "top"`);
  const { models, skipped } = await openLibrary(config(true), { keypoints: true, skipBad: true });
  expect(models.map(({ name, keypoints }) => [name, keypoints])).toEqual([['a', [{ name: 'top', at: [0, 0.5, 0] }]], ['c', undefined]]);
  expect(skipped.map(({ file }) => file)).toEqual([join(folder, 'fg/b.glb')]);

  const without = await openLibrary(config(false));
  expect(without.models.map(({ keypoints }) => keypoints)).toEqual([undefined, undefined, undefined]);
  // Other points are another dataset.
  const hash = (y: number) => configSha256(config(true), { ...without, models: without.models.map((model) => ({ ...model, keypoints: [{ name: 'top', at: [0, y, 0] }] })) });
  expect(hash(1)).not.toBe(hash(2));
});
