// Checks what assets.json says of which model, how patterns match, and how a file's axes become the model's.
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { rulesOf } from '../../../src/assets/load/asset-rules.ts';
import { frameOf, inFrame, pointInFrame, symmetriesInFrame } from '../../../src/assets/load/file-frame.ts';
import { matchesGlob } from '../../../src/assets/load/glob.ts';
import { listModels } from '../../../src/assets/load/scan.ts';
import type { SourceModel } from '../../../src/assets/source-model.ts';
import { UP_AXES } from '../../../src/config/asset-rules.ts';
import { UserError } from '../../../src/config/errors.ts';
import type { Vec3 } from '../../../src/geometry/vectors.ts';
import { folderWith } from '../../support/folder.ts';

const MODELS = { 'mugs/red.glb': '', 'mugs/old/blue.obj': '', 'can.stl.obj': '' };
const rulesIn = (assetsJson: object | string, ofConfig?: Parameters<typeof rulesOf>[2]) => {
  const folder = folderWith({ ...MODELS, 'assets.json': typeof assetsJson === 'string' ? assetsJson : JSON.stringify(assetsJson) });
  const { models } = listModels(folder, 'foreground');
  const { rules, unmatched } = rulesOf(folder, models, ofConfig);
  return { byName: Object.fromEntries(models.map(({ name }, i) => [name, rules[i]])), unmatched, folder };
};

test('rules go by path, name and pattern; later ones add to earlier ones, and the config\'s to the file\'s', () => {
  const { byName, unmatched } = rulesIn(
    { models: { '**': { weight: 2 }, 'mugs/**': { category: 'mug', unit: 'mm' }, 'mugs/red.glb': { weight: 3 }, 'can.stl': { up: 'z' } } },
    { 'mugs/**': { unit: 'cm' } },
  );
  expect(byName).toEqual({
    'mugs/red': { category: 'mug', unit: 'cm', weight: 3 }, 'mugs/blue': { category: 'mug', unit: 'cm', weight: 2 }, 'can.stl': { up: 'z', weight: 2 },
  });
  expect(unmatched).toEqual([]);
});

test('a pattern that is no model is told in one line, and stops nothing', () => {
  const { unmatched, folder } = rulesIn({ models: { 'mugz/*': { weight: 2 } } }, { teapot: {} });
  expect(unmatched).toEqual([
    `assets: ${folder}/assets.json names "mugz/*", which is no model of ${folder}; wanted a path such as "can.stl.obj", or a pattern`,
    `assets: the config: assets.models names "teapot", which is no model of ${folder}; wanted a path such as "can.stl.obj", or a pattern`,
  ]);
});

test.each([
  ['{ "models": { "*": { "unit": "km" } } }', ':1:30: models.*.unit is "km"; wanted mm or cm or m or in or ft'],
  ['{ "models": { "*": { "wieght": 2 } } }', ':1:22: unknown key "wieght"; did you mean "weight"?'],
  ['{ "models": { "*": { "weight": 0 } } }', ':1:32: models.*.weight is 0; wanted a number from 0.01 to 100'],
  ['{ "models": { "*": { "symmetries": [{ "axis": [0, 0, 0], "fold": 2 }] } } }', ':1:47: models.*.symmetries[0].axis is [0,0,0]; wanted a direction, not zero'],
  ['{ "models": { "*": { "symmetries": [{ "axis": [0, 0, 1], "fold": 2 }, { "axis": [0, 0, 1], "fold": 2, "offset": [1, 0, 0] }] } } }', 'wanted axes that meet at angles of one solid'],
  ['{ "models": ', 'not YAML or JSON'],
  ['[]', ':1:1: the file is []; wanted a section with models'],
])('a wrong file is refused with its line: %s', (text, message) => {
  const refuse = () => rulesIn(text);
  expect(refuse).toThrow(UserError);
  expect(refuse).toThrow(message);
});

test('patterns match as regular expressions of the same meaning do', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', '/', '.'), maxLength: 8 });
  const pattern = fc.array(fc.constantFrom('a', 'b', '/', '.', '*', '**', '**/', '?'), { maxLength: 6 }).map((tokens) => tokens.join(''));
  const asRegExp = (glob: string) => new RegExp(`^${glob.replace(/\*\*\/|\*\*|[*?.]/g, (token) => ({ '**/': '(?:[^]*/)?', '**': '[^]*', '*': '[^/]*', '?': '[^/]', '.': '\\.' })[token]!)}$`);
  fc.assert(fc.property(pattern, text, (glob, path) => matchesGlob(glob, path) === asRegExp(glob).test(path)), { seed: 1, numRuns: 2000 });
  expect(matchesGlob('**/*.glb', 'a.glb') && matchesGlob('a/**/*.glb', 'a/b/c/d.glb') && !matchesGlob('*.glb', 'a/b.glb')).toBe(true);
  // Written with a combining accent, as some disks do.
  expect(matchesGlob('caf\u00e9.glb', 'cafe\u0301.glb')).toBe(true);
  expect(matchesGlob('*a'.repeat(5000), 'a'.repeat(250))).toBe(false);
});

test('a turn brings the axis that is named to +y, and is a rotation', () => {
  const axes = { x: [1, 0, 0], y: [0, 1, 0], z: [0, 0, 1], '-x': [-1, 0, 0], '-y': [0, -1, 0], '-z': [0, 0, -1] } satisfies Record<string, Vec3>;
  for (const up of UP_AXES) {
    const [a, b, c] = (['x', 'y', 'z'] as const).map((axis) => pointInFrame(axes[axis] as Vec3, { up, scale: 1 })) as [Vec3, Vec3, Vec3];
    expect(pointInFrame(axes[up] as Vec3, { up, scale: 1 }), up).toEqual([0, 1, 0]);
    const cross = [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]].map((value) => value + 0);
    expect(cross, up).toEqual(c);
  }
});

test('unit and scale multiply; what changes nothing is no frame', () => {
  expect(frameOf({ unit: 'mm', scale: 2 }, '/a.glb', 0.01)).toEqual({ up: 'y', scale: 0.002 });
  expect(frameOf({ unit: 'mm' }, '/a.obj', 0.01)).toEqual({ up: 'y', scale: 0.001 / 0.01 });
  expect(frameOf({ unit: 'cm' }, 'builtin:soup', 0.001)).toEqual({ up: 'y', scale: 0.01 });
  expect(frameOf({ unit: 'cm', up: 'y' }, '/a.obj', 0.01)).toBeUndefined();
  expect(frameOf({}, '/a.glb', 0.01)).toBeUndefined();

  const source: SourceModel = { materials: [], primitives: [{ positions: Float32Array.of(1, 0, 3), normals: Float32Array.of(0, 0, 1), uvs: null, colors: null, indices: Uint32Array.of(0, 0, 0), material: 0 }] };
  const [turned] = inFrame(source, { up: 'z', scale: 10 }).primitives;
  // 0 stays 0: -0 would be another vertex.
  expect([...turned!.positions, ...turned!.normals!]).toEqual([10, 30, 0, 0, 1, 0]);
  expect(symmetriesInFrame([{ axis: [0, 0, 5], fold: 4, offset: [1, 2, 0] }], 0.1, { up: 'z', scale: 10 })).toEqual([{ axis: [0, 1, 0], fold: 4, offset: [1, 0, -2] }]);
});

test('a pattern and a list as a source of models: names and classes are relative to their folder', () => {
  const folder = folderWith({ ...MODELS, 'models.txt': '\uFEFF# mugs alone\r\nmugs/red.glb\r\n\r\nmugs/old/blue.obj\nmugs/red.glb\n', 'lists/other.txt': '../can.stl.obj', 'bad.txt': '\nno.glb', 'format.txt': 'bad.txt' });
  const of = (source: string) => listModels(join(folder, source), 'foreground').models.map(({ name, category, file }) => [name, category, file]);
  const mugs = [['mugs/blue', 'mugs', 'mugs/old/blue.obj'], ['mugs/red', 'mugs', 'mugs/red.glb']];
  expect(of('**/*.obj')).toEqual([['can.stl', 'can.stl', 'can.stl.obj'], ['mugs', 'mugs', 'mugs/old/blue.obj']]);
  expect(of('mugs/*')).toEqual([['red', 'red', 'red.glb']]);
  expect(of('models.txt')).toEqual(mugs);
  expect(of('lists/other.txt')).toEqual([['can.stl', 'can.stl', 'can.stl.obj']]);
  expect(() => of('bad.txt')).toThrow('line 2 is "no.glb", and there is no such file; wanted a model file');
  expect(() => of('format.txt')).toThrow('bad.txt is of a format that is not read; wanted .glb');
  expect(() => of('*.fbx')).toThrow('no model fits this pattern');
  expect(() => of('none/*.glb')).toThrow(`no such folder as ${folder}/none`);
});
