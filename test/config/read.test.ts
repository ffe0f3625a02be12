/** Checks that every wrong config gives one clear sentence with its line. */
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { AssetLibrary } from '../../src/assets/library.ts';
import { MODEL_EXTENSIONS } from '../../src/assets/load/load.ts';
import { PICTURE_EXTENSIONS } from '../../src/assets/pictures/list-pictures.ts';
import { configSha256, portableConfig } from '../../src/config/identity.ts';
import { BaseSchema } from '../../src/config/schema.ts';
import { checkOutput } from '../../src/run/output-folder.ts';
import { configJsonSchema, readConfig, recordSchemaOf } from '../../src/run/read-config.ts';
import { UserError } from '../../src/config/errors.ts';
import { BlurSchema } from '../../src/scenarios/randomizers/blur.ts';
import { folderOfFile } from '../support/folder.ts';

const folder = folderOfFile();
mkdirSync(join(folder, 'fruit'));
writeFileSync(join(folder, 'fruit', 'apple.glb'), ''); // listed, not read
mkdirSync(join(folder, 'empty'));
mkdirSync(join(folder, 'pictures'));
writeFileSync(join(folder, 'pictures', 'a.jpg'), ''); // listed, not read

const SMALLEST = `seed: 7
count: 200
image: { width: 640, height: 480 }
assets:
  foreground: fruit
  background: builtin
output: { dir: out/retail }
`;

function write(text: string, name = 'a.yaml'): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

/** The messages without the folder's name. */
async function findings(text: string, overrides = {}, name?: string): Promise<string[]> {
  const error: unknown = await readConfig(write(text, name), overrides).then(() => null, (e: unknown) => e);
  expect(error).toBeInstanceOf(UserError);
  return (error as UserError).message.replaceAll(`${folder}/`, '').split('\n');
}

test('the smallest config gets every default, and folders relative to the file', async () => {
  const config = await readConfig(write(SMALLEST));
  expect(config).toMatchObject({
    seed: 7, count: 200,
    image: { width: 640, height: 480, jpegQuality: 90 },
    assets: { foreground: join(folder, 'fruit'), background: 'builtin', textureSize: 512, clutterPerShard: 400 },
    camera: { fovYDeg: [30, 60] },
    curriculum: { strategy: 'paper', diameter: [0.6, 0.1] },
    output: { dir: join(folder, 'out/retail'), imagesPerShard: 20 },
  });
});

test('shards are small where the images are few, so that a run that is stopped keeps something; what is made in seconds is one shard', async () => {
  const of = async (count: string) => (await readConfig(write(SMALLEST), { count })).output.imagesPerShard;
  expect(await Promise.all(['1', '144', '145', '200', '9999', '10000', '1000000', 'epoch'].map(of))).toEqual([1000, 1000, 15, 20, 1000, 1000, 1000, 1000]);
});

test('the same config as JSON', async () => {
  const json = { seed: 7, count: 200, image: { width: 640, height: 480 }, assets: { foreground: 'fruit', background: 'builtin' }, output: { dir: 'out/retail' } };
  expect(await readConfig(write(JSON.stringify(json), 'a.json'))).toEqual(await readConfig(write(SMALLEST)));
});

const keysOf = ({ shape }: { shape: object }) => Object.keys(shape).join(', ');
const LAST = SMALLEST.split('\n').length; // the line of what is appended
test.each<[string, string, string]>([
  ['an unknown key', 'foreground: { maxPerimage: 3 }', `config: a.yaml:${LAST}:15: unknown key "maxPerimage"; did you mean "maxPerImage"?`],
  ['an unknown section', 'curiculum: {}', `config: a.yaml:${LAST}:1: unknown key "curiculum"; did you mean "curriculum"?`],
  ['a key in the wrong section', 'jpegQuality: 80', `config: a.yaml:${LAST}:1: unknown key "jpegQuality"; did you mean "image.jpegQuality"?`],
  ['a wrong type', 'noise: { enabled: maybe }', `config: a.yaml:${LAST}:19: noise.enabled is "maybe"; wanted true or false`],
  ['a number out of range', 'curriculum:\n  viewLevel: 4', `config: a.yaml:${LAST + 1}:14: curriculum.viewLevel is 4; wanted a whole number from 0 to 3`],
  ['one item out of range', 'noise: { sigma: [0, 2] }', `config: a.yaml:${LAST}:21: noise.sigma[1] is 2; wanted a number from 0 to 0.5`],
  ['too short a list', 'noise: { sigma: [0] }', `config: a.yaml:${LAST}:17: noise.sigma is [0]; wanted a list of 2, each a number from 0 to 0.5`],
  ['a range upside down', 'lights: { count: [4, 1] }', `config: a.yaml:${LAST}:18: lights.count is [4,1]; the first value must not be above the second`],
  ['a choice', 'curriculum: { strategy: papr }', `config: a.yaml:${LAST}:25: curriculum.strategy is "papr"; wanted paper or random`],
  ['a kind of depth', 'labels: { depth: tiff }', `config: a.yaml:${LAST}:18: labels.depth is "tiff"; wanted false or png or npy`],
  ['a share above 1', 'labels: { minVisibility: 2 }', `config: a.yaml:${LAST}:26: labels.minVisibility is 2; wanted a number from 0 to 1 or a section of names, each a number from 0 to 1`],
  ['a share of a class', 'labels: { minVisibility: { mug: -1 } }', `config: a.yaml:${LAST}:33: labels.minVisibility.mug is -1; wanted a number from 0 to 1`],
  ['a section that is empty', 'blur:', `config: a.yaml:${LAST}:1: blur is empty; wanted a section with ${keysOf(BlurSchema.unwrap())}`],
  ['a key twice', 'seed: 8', `config: a.yaml:${LAST}:1: not YAML or JSON: Map keys must be unique`],
  ['an alias of nothing', 'blur: *soft', `config: a.yaml:${LAST}:7: *soft has no &soft before it`],
  ['an alias of what it stands in', 'blur: &a { kernel: *a }', `config: a.yaml:${LAST}:20: *a stands inside its own &a`],
  ['aliases without measure', `a: &a [${'1, '.repeat(10)}]\nb: &b [${'*a, '.repeat(10)}]\nc: [${'*b, '.repeat(10)}]`, 'config: a.yaml:1:1: Excessive alias count indicates a resource exhaustion attack'],
  ['a size above the largest box', 'curriculum: { boxPx: [20, 5000] }', `config: a.yaml:${LAST}:27: curriculum.boxPx[1] is 5000; wanted a number above 0, at most 2048`],
  ['no kind of background', 'background: { kind: [] }', `config: a.yaml:${LAST}:21: background.kind is []; the weights sum to 0; wanted a sum above 0`],
  ['a number without end', 'lights: { intensity: [0.6, .inf] }', `config: a.yaml:${LAST}:28: lights.intensity[1] is Infinity; wanted a number from 0 to 10`],
])('%s', async (_name, text, message) => {
  expect(await findings(SMALLEST + text)).toEqual([message]);
});

test.each<[string, string, string, string]>([
  ['count 0', 'count: 200', 'count: 0', 'config: a.yaml:2:8: count is 0; wanted a whole number of at least 1 or epoch'],
  ['image size 0', 'width: 640', 'width: 0', 'config: a.yaml:3:17: image.width is 0; wanted a whole number from 64 to 2048'],
  ['a fraction', 'height: 480', 'height: 480.5', 'config: a.yaml:3:30: image.height is 480.5; wanted a whole number from 64 to 2048'],
  ['a negative seed', 'seed: 7', 'seed: -7', 'config: a.yaml:1:7: seed is -7; wanted a whole number from 0 to 4294967295'],
  ['a missing key', '  foreground: fruit\n', '', 'config: a.yaml:5:3: assets.foreground is missing; wanted text that is not empty'],
  ['a folder without a name', 'dir: out/retail', 'dir: ""', 'config: a.yaml:7:16: output.dir is ""; wanted text that is not empty'],
  ['a missing section', 'output: { dir: out/retail }\n', '', `config: a.yaml:1:1: output is missing; wanted a section with ${keysOf(BaseSchema.shape.output)}`],
  ['a missing folder', 'foreground: fruit', 'foreground: fruits', 'config: a.yaml:5:15: assets.foreground is fruits: no such folder'],
  ['a file for a folder', 'foreground: fruit', 'foreground: a.yaml', 'config: a.yaml:5:15: assets.foreground is a.yaml: no such folder'],
  ['a missing folder of distractors', 'background: builtin', 'distractors: [fruit, nuts]', 'config: a.yaml:6:24: assets.distractors[1] is nuts: no such folder'],
  ['two groups of one name', 'background: builtin', 'distractors: [fruit, other/fruit]', 'config: a.yaml:6:24: assets.distractors[1] is other/fruit: another source is the group fruit too; wanted folders of different names'],
  ['an unknown built-in group', 'background: builtin', 'distractors: builtin:foots', 'config: a.yaml:6:16: assets.distractors is builtin:foots: no built-in group of that name; wanted a folder, builtin:boxes, builtin:cards, builtin:dice, builtin:discs, builtin:feet, builtin:trays'],
  ['distractors that are no group', 'background: builtin', 'distractors: builtin', 'config: a.yaml:6:16: assets.distractors is builtin: no built-in group of that name; wanted a folder, builtin:boxes, builtin:cards, builtin:dice, builtin:discs, builtin:feet, builtin:trays'],
  ['distractors that are no group, where all models are built-in', 'foreground: fruit\n  background: builtin', 'foreground: builtin\n  distractors: builtin', 'config: a.yaml:6:16: assets.distractors is builtin: no built-in group of that name; wanted a folder, builtin:boxes, builtin:cards, builtin:dice, builtin:discs, builtin:feet, builtin:trays'],
  ['an unknown group of labelled models', 'foreground: fruit', 'foreground: builtin:dices', 'config: a.yaml:5:15: assets.foreground is builtin:dices: no built-in group of that name; wanted builtin, builtin:boxes, builtin:cards, builtin:dice, builtin:discs, builtin:feet, builtin:trays'],
  ['two sizes of distractors', 'output: {', 'distractors: { boxPx: [10, 20], boxShare: [0.1, 0.2] }\noutput: {', 'config: a.yaml:7:14: distractors is {"boxPx":[10,20],"boxShare":[0.1,0.2]}; boxPx and boxShare are both given; wanted one of them'],
  ['a folder without models', 'foreground: fruit', 'foreground: empty', `config: a.yaml:5:15: assets.foreground is empty: no model in this folder; wanted ${MODEL_EXTENSIONS.join(', ')}`],
  ['wrong YAML', 'image: {', 'image: [', "config: a.yaml:3:34: not YAML or JSON: Flow sequence in block collection must be sufficiently indented and end with a ]"],
])('%s', async (_name, from, to, message) => {
  expect(SMALLEST).toContain(from);
  expect((await findings(SMALLEST.replace(from, to)))[0]).toBe(message);
});

test('distractors: folders are relative to the file; the hash depends on the groups\' names and not on where the folders are', async () => {
  const config = await readConfig(write(SMALLEST.replace('background: builtin', 'distractors: [fruit, builtin:feet]')));
  expect(config.assets.distractors).toEqual([join(folder, 'fruit'), 'builtin:feet']);
  expect((await readConfig(write(SMALLEST.replace('background: builtin', 'distractors: fruit')))).assets.distractors).toEqual([join(folder, 'fruit')]);
  const hashOf = (distractors: string[], group = 'fruit') => configSha256(
    { ...config, assets: { ...config.assets, distractors } }, { categories: [], models: [{ name: 'apple', layer: 'distractor', category: null, group, compiled: { sha256: 'a' } }] });
  expect(hashOf(['/elsewhere/fruit', 'builtin:feet'])).toBe(hashOf(config.assets.distractors as string[]));
  expect(hashOf(['/elsewhere/nuts', 'builtin:feet'])).not.toBe(hashOf(config.assets.distractors as string[]));
  expect(hashOf(config.assets.distractors as string[], 'feet')).not.toBe(hashOf(config.assets.distractors as string[]));
});

test('several findings make several lines', async () => {
  expect(await findings(SMALLEST.replace('seed: 7', 'seed: x') + 'bluur: {}')).toEqual([
    'config: a.yaml:1:7: seed is "x"; wanted a whole number from 0 to 4294967295',
    `config: a.yaml:${LAST}:1: unknown key "bluur"; did you mean "blur"?`,
  ]);
});

test('folders of pictures are relative to the file; one that is missing or empty is a finding with its place', async () => {
  const withFolder = (line: string) => SMALLEST.replace('  background: builtin\n', `  background: builtin\n  ${line}\n`);
  const config = await readConfig(write(withFolder('photos: pictures')));
  expect(config.assets).toMatchObject({ photos: join(folder, 'pictures') });
  expect(config.assets.textures).toBeUndefined();
  expect(await findings(withFolder('photos: empty'))).toEqual([`config: a.yaml:7:11: assets.photos is empty: no image in this folder; wanted ${PICTURE_EXTENSIONS.join(', ')}`]);
  expect(await findings(withFolder('textures: nowhere'))).toEqual(['config: a.yaml:7:13: assets.textures is nowhere: no such folder']);
});

test('an empty file and a missing one', async () => {
  expect((await findings(''))[0]).toMatch(/^config: a.yaml:1:1: the file is empty; wanted a section with (\w+, )*curriculum, /);
  await expect(readConfig(join(folder, 'none.yaml'))).rejects.toThrow(/none.yaml cannot be read \(ENOENT\); wanted a YAML or JSON file/);
});

test('overrides are checked like the file, and named as typed', async () => {
  const path = write(SMALLEST);
  expect(await readConfig(path, { count: 'epoch', seed: '3', outDir: 'elsewhere' })).toMatchObject({ count: 'epoch', seed: 3, output: { dir: join(process.cwd(), 'elsewhere') } });
  expect(await findings(SMALLEST, { count: '0' })).toEqual(['config: --count 0: count is 0; wanted a whole number of at least 1 or epoch']);
  expect(await findings(SMALLEST, { seed: '-1' })).toEqual(['config: --seed -1: seed is -1; wanted a whole number from 0 to 4294967295']);
  expect(await findings(SMALLEST, { seed: '' })).toEqual(['config: --seed : seed is ""; wanted a whole number from 0 to 4294967295']);
});

test('a camera that would come too near', async () => {
  expect(await findings(`${SMALLEST}camera: { fovYDeg: 100 }\ncurriculum: { diameter: [0.9, 0.1] }`)).toEqual([
    `config: a.yaml:${LAST + 1}:25: curriculum.diameter is [0.9,0.1]; at a field of view of 100 degrees this brings the camera too near to the models; `
    + 'wanted diameter x tan(field of view / 2) of at most 0.6, not 1.073']);
  await readConfig(write(`${SMALLEST}curriculum: { diameter: [1, 0.1] }`)); // 60 degrees: just allowed
});

test('the JSON Schema describes what a person writes', async () => {
  expect(await configJsonSchema()).toMatchObject({ required: ['count', 'image', 'assets', 'output'], additionalProperties: false });
});

test('every key of both published schemas has a description', async () => {
  interface Shape { description?: string; properties?: Record<string, Shape>; items?: Shape; anyOf?: Shape[] }
  const bare = (shape: Shape, path: string): string[] => [
    ...Object.entries(shape.properties ?? {}).flatMap(([key, inner]) => [...(inner.description ? [] : [`${path}${key}`]), ...bare(inner, `${path}${key}.`)]),
    ...[shape.items ?? {}, ...(shape.anyOf ?? [])].flatMap((inner) => (Object.keys(inner).length > 0 ? bare(inner, path) : [])),
  ];
  expect(bare(await configJsonSchema() as Shape, '')).toEqual([]);
  expect(bare(await recordSchemaOf() as Shape, '')).toEqual([]);
});

test('the hash is of what decides the bytes: not of folders, not of the order of keys', async () => {
  const models = (sha256: string) => ({ categories: ['a'], models: [{ name: 'a', layer: 'foreground', category: 'a', compiled: { sha256 } }] }) as unknown as AssetLibrary;
  const hash = configSha256(await readConfig(write(SMALLEST)), models('00'));
  expect(hash).toMatch(/^[0-9a-f]{64}$/);
  expect(configSha256(await readConfig(write(SMALLEST), { outDir: 'other' }), models('00'))).toBe(hash);
  const [seed, ...others] = SMALLEST.trim().split('\n');
  expect(configSha256(await readConfig(write([...others, seed].join('\n'))), models('00'))).toBe(hash);
  // The schema orders the keys that it knows; names of classes come in the file's order.
  const limited = async (limits: string) => configSha256(await readConfig(write(`${SMALLEST}labels: { minArea: { ${limits} } }`)), models('00'));
  expect(await limited('a: 3, default: 5')).toBe(await limited('default: 5, a: 3'));
  expect(await limited('a: 3, default: 5')).not.toBe(await limited('a: 5, default: 3'));
  expect(configSha256(await readConfig(write(SMALLEST), { seed: '8' }), models('00'))).not.toBe(hash);
  expect(configSha256(await readConfig(write(SMALLEST)), models('01'))).not.toBe(hash);
  // What compiling may take changes no model.
  const config = await readConfig(write(SMALLEST.replace('  background', '  limits: { seconds: 9 }\n  background')));
  expect(config.assets.limits).toEqual({ seconds: 9, megabytes: 4000, texturePx: 67_108_864 });
  expect(configSha256(config, models('00'))).toBe(hash);
});

test('pictures are part of the hash by name and content, their folders are not', async () => {
  const bare = { categories: ['a'], models: [{ name: 'a', layer: 'foreground', category: 'a', compiled: { sha256: '00' } }] };
  const config = await readConfig(write(SMALLEST));
  const withPictures = await readConfig(write(SMALLEST.replace('  background', '  photos: pictures\n  background')));
  expect(portableConfig(withPictures)).toEqual(portableConfig(config));
  const photo = { use: 'photo', name: 'a.jpg', sha256: '11' };
  const hashes = [[], [photo], [{ ...photo, name: 'b.jpg' }], [{ ...photo, sha256: '12' }], [{ ...photo, use: 'texture' }], [photo, { ...photo, name: 'b.jpg' }]]
    .map((pictures) => configSha256(withPictures, { ...bare, pictures }));
  expect(new Set(hashes).size).toBe(6);
  expect(hashes[0]).toBe(configSha256(config, bare));
});

test('an output folder is tried and left as it was', async () => {
  await checkOutput(join(folder, 'deep/er'));
  await checkOutput(join(folder, 'fruit'));
  expect(readdirSync(folder)).not.toContain('deep');
  expect(readdirSync(join(folder, 'fruit'))).toEqual(['apple.glb']);
  await expect(checkOutput(join(write(SMALLEST), 'below'))).rejects.toThrow(/cannot be written \(ENOTDIR\)/);
  await expect(checkOutput(join(folder, 'new', 'x'.repeat(300)))).rejects.toThrow(UserError);
  if (process.platform === 'linux') await expect(checkOutput('/proc/out/retail')).rejects.toThrow(/cannot be written \(ENOENT\)/);
  expect(readdirSync(folder)).not.toContain('new');
});
