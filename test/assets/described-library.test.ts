// Checks what assets.json makes of a library, and of the identity of what is made with it.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, test, vi } from 'vitest';
import { openLibrary } from '../../src/assets/open-library.ts';
import { configSha256 } from '../../src/config/identity.ts';
import { packParts } from '../../src/run/packs.ts';
import { openSceneLibrary } from '../../src/run/scene-library.ts';
import { folderWith, temporaryFolder } from '../support/folder.ts';
import { ConfigSchema } from '../support/paper.ts';

/** 1 wide, 2 high, 3 deep. */
const WEDGE = 'v 0 0 0\nv 1 0 0\nv 0 2 0\nv 0 0 3\nf 1 2 3\nf 1 2 4\nf 1 3 4\n';

const config = (foreground: string, models?: object) => ConfigSchema.parse({
  count: 1, image: { width: 64, height: 64 }, assets: { foreground, textureSize: 64, ...(models && { models }) },
  background: { kind: 'surface' }, occluders: { enabled: false }, curriculum: { viewLevel: 0 }, output: { dir: 'out' },
});

let cache: string;
beforeEach(() => {
  cache = temporaryFolder();
  vi.stubEnv('SCENEMILL_CACHE', cache);
});

test('class, frame, role, weight, symmetries, keypoints and licence reach the library; only the frame makes another mesh', async () => {
  const folder = folderWith({
    'a.obj': WEDGE, 'b.obj': WEDGE, 'c.obj': WEDGE, 'd.obj': WEDGE, 'b.keypoints.json': '{ "tip": [0, 2, 0] }',
    'assets.json': JSON.stringify({
      models: {
        '[ab].obj': {}, 'a.obj': { category: 'wedge', unit: 'cm', up: 'z', keypoints: { tip: [0, 0, 3] }, symmetries: [{ axis: [0, 0, 2], fold: 2, offset: [1, 0, 0] }] },
        'b.obj': { category: 'wedge', weight: 2, license: 'CC0-1.0' }, 'd.obj': { role: 'distractor' },
      },
    }),
  });
  const notes: string[] = [];
  const library = await openLibrary(config(folder), { viewLevel: 0, keypoints: true, onNote: (text) => notes.push(text) });
  const [a, b, c, d] = library.models;
  expect(library.models.map(({ name, category, layer, group }) => [name, category, layer, group])).toEqual([
    ['a', 'wedge', 'foreground', undefined], ['b', 'wedge', 'foreground', undefined], ['c', 'c', 'foreground', undefined], ['d', null, 'distractor', 'foreground'],
  ]);
  expect([library.foregroundCount, library.categories]).toEqual([3, ['c', 'wedge']]);
  expect(notes).toHaveLength(1);

  [0.005, 0.015, 0.01].forEach((half, k) => expect(a!.compiled.halfSize[k]).toBeCloseTo(half, 7));
  expect(b!.compiled.halfSize).toEqual([0.5, 1, 1.5]);
  expect(a).toMatchObject({ frame: { up: 'z', scale: 0.01 }, symmetries: [{ axis: [0, 1, 0], fold: 2, offset: [0.01, 0, 0] }], keypoints: [{ name: 'tip', at: [0, 0.03, 0] }], hasOwnKeypoints: true });
  expect(b).toMatchObject({ weight: 2, license: 'CC0-1.0', keypoints: [{ name: 'tip', at: [0, 2, 0] }] });
  expect(b!.hasOwnKeypoints).toBeUndefined();
  // A scene file keeps what assets.json says.
  const named = [a!, b!].map(({ path, keypoints, hasOwnKeypoints }) => ({ path, layer: 'foreground' as const, category: 'x', sha256: null, ...(hasOwnKeypoints && { keypoints: [...keypoints!] }) }));
  const scene = await openSceneLibrary({ models: named }, { textureSize: 64, unit: 'm' });
  expect(scene.models.map(({ keypoints }) => keypoints)).toEqual([a!.keypoints, b!.keypoints]);
  // Four files of the same bytes, two meshes; the scene's have another view level, and a frame is none of theirs.
  expect(readdirSync(cache)).toHaveLength(3);
  expect(packParts(library, [0, 1]).map(({ job }) => job.frame)).toEqual([{ up: 'z', scale: 0.01 }, undefined]);
  expect([c!.compiled, d!.compiled]).toEqual([b!.compiled, b!.compiled]);

  // The dataset is the same whether the file or the config says it; a licence changes no image.
  const told = { 'a.obj': { weight: 2 } };
  const plain = { ...library, models: library.models.map(({ frame: _frame, weight: _weight, symmetries: _symmetries, ...rest }) => rest) };
  expect(configSha256(config(folder, told), library)).toBe(configSha256(config(folder), library));
  expect(configSha256(config(folder), plain)).not.toBe(configSha256(config(folder), library));
  for (const change of [{ frame: { up: 'x' as const, scale: 1 } }, { weight: 3 }, { symmetries: [] }]) {
    expect(configSha256(config(folder), { ...plain, models: [{ ...plain.models[0]!, ...change }] })).not.toBe(configSha256(config(folder), { ...plain, models: [plain.models[0]!] }));
  }
  expect(configSha256(config(folder), { ...library, models: library.models.map((model) => ({ ...model, license: 'MIT' })) })).toBe(configSha256(config(folder), library));
});

test('a folder of distractors alone is refused, and a second group of their name', async () => {
  const folder = folderWith({ 'a.obj': WEDGE, 'b.obj': WEDGE, 'foreground/x.obj': WEDGE });
  await expect(openLibrary(config(folder, { '**': { role: 'distractor' } }))).rejects.toThrow(`${folder}: every model has the role distractor; wanted one to label`);
  const twice = config(folder, { 'b.obj': { role: 'distractor' } });
  twice.assets.distractors = [join(folder, 'foreground')];
  await expect(openLibrary(twice)).rejects.toThrow('assets.distractors has a folder of that name');
});
