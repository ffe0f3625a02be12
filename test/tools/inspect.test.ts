// Checks that models are described in metres, as a run would draw them, and that a bad file does not hide the others.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, test, vi } from 'vitest';
import { type InspectOptions, inspectionText, inspectModels, openSource } from '../../src/tools/inspect.ts';
import { temporaryFolder } from '../support/folder.ts';

const inspect = async (source: string, options?: InspectOptions) => inspectModels(await openSource(source, options));
const TRIANGLE = 'v 1 0 0\nv 3 0 0\nv 1 4 0\nf 1 2 3\n';

beforeEach(() => {
  vi.stubEnv('SCENEMILL_CACHE', temporaryFolder());
});

test('a good and a bad model of one folder; a folder that is not there', async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'good.obj'), TRIANGLE);
  writeFileSync(join(folder, 'none.obj'), 'v 0 0 0\n');
  const found = await inspect(folder);
  expect(found.models).toMatchObject([{ path: join(folder, 'good.obj'), triangles: 1, parts: 1, materials: 1, textures: 0, sizeM: [2, 4, 0], centerM: [2, 2, 0] }]);
  expect(found.bad.map(({ file }) => file)).toEqual([join(folder, 'none.obj')]);
  expect(inspectionText(found)).toContain('size 2 x 4 x 0 m, centre (2, 2, 0) m');
  expect(inspectionText(found)).toContain('cannot be used: ');
  await expect(inspect(join(folder, 'gone'))).rejects.toThrow('inspect: ');
  // Without a cache the mesh comes from the process that compiles it.
  vi.stubEnv('SCENEMILL_CACHE', join(folder, 'good.obj', 'below'));
  expect((await inspect(folder)).models).toEqual(found.models);
});

test('parts are counted before they are welded into one mesh', async () => {
  const file = join(temporaryFolder(), 'two.obj');
  writeFileSync(file, `usemtl a\n${TRIANGLE}v 3 4 0\nusemtl b\nf 2 4 3\n`);
  const { models: [model] } = await inspect(file);
  expect(model).toMatchObject({ triangles: 2, parts: 2 });
  expect(inspectionText({ models: [model!], bad: [], unread: [] })).toContain('triangles 2, parts 2, materials 2');
});

test('the unit of files without one, and what assets.json says, also of a file that is named alone', async () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'sub'));
  for (const file of ['a.obj', 'b.obj', 'sub/c.obj']) writeFileSync(join(folder, file), TRIANGLE);
  const notes: string[] = [];
  writeFileSync(join(folder, 'assets.json'), JSON.stringify({ models: { 'b.obj': { unit: 'm', up: 'z', scale: 2 }, 'sub/*': { scale: 10 }, 'gone.obj': {} } }));
  const sizesOf = async (source: string) => (await inspect(source, { unit: 'cm', onNote: (text) => notes.push(text) })).models.map(({ sizeM }) => sizeM.map((value) => Number(value.toPrecision(6))));
  expect(await sizesOf(folder)).toEqual([[0.02, 0.04, 0], [4, 0, 8], [0.2, 0.4, 0]]);
  expect(notes).toEqual([expect.stringContaining('"gone.obj"')]);
  expect(await sizesOf(join(folder, 'b.obj'))).toEqual([[4, 0, 8]]);
  writeFileSync(join(folder, 'list.txt'), 'b.obj\n');
  expect(await sizesOf(join(folder, 'list.txt'))).toEqual([[4, 0, 8]]);
  expect(notes).toHaveLength(3);
  await expect(inspect(folder, { unit: 'furlong' })).rejects.toThrow('inspect: --unit is "furlong"; wanted mm, cm, m, in, ft');
  writeFileSync(join(folder, 'assets.json'), '{');
  await expect(inspect(folder)).rejects.toThrow('assets.json');
});
