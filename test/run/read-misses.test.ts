/** Tests that misses.json becomes weights of a config, on the command line too, and that files that do not fit are refused in a sentence. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { configSha256 } from '../../src/config/identity.ts';
import { readConfig, type ConfigOverrides } from '../../src/run/read-config.ts';
import type { PaperConfig } from '../../src/scenarios/paper/sections.ts';
import { folderOfFile } from '../support/folder.ts';
import { scenemill as run } from '../support/program.ts';

const scenemill = (...args: string[]) => run(args, {});
const folder = folderOfFile();
const ROW = { model: 'die_black_red', view: 3, level: 1, seen: 40, missed: 12 };

let files = 0;
function write(text: string): string {
  const path = join(folder, `${files++}.txt`);
  writeFileSync(path, text);
  return path;
}

const config = (curriculum = '{ viewLevel: 0, levels: 2, inPlaneSteps: 4 }', more = '') =>
  write(`count: 4\nimage: { width: 96, height: 80 }\nassets: { foreground: "builtin:dice" }\nbackground: { kind: surface }\noccluders: { enabled: false }\ncurriculum: ${curriculum}\noutput: { dir: out }\n${more}`);
const misses = (rows: object[], more: object = {}) => write(JSON.stringify({ format: 1, configSha256: 'ab', rows, ...more }));
const curriculumOf = async (path: string, overrides: ConfigOverrides = {}) => ((await readConfig(path, overrides)) as unknown as PaperConfig).curriculum;

test('misses become the config\'s weights, which the dataset\'s hash covers; the same table in the config is the same dataset', async () => {
  const path = misses([ROW, { ...ROW, view: 4, missed: 0 }]);
  const { weights } = await curriculumOf(config(), { weights: path });
  const texts = weights!.models.die_black_red!;
  expect([weights!.viewLevel, weights!.levels, Object.keys(weights!.models), texts.length]).toEqual([0, 2, ['die_black_red'], 2]);
  expect(texts[0]).toBe(new Array<number>(12).fill(12).join(' '));
  expect(texts[1]!.split(' ').map(Number).slice(2, 6)).toEqual([12, 22, 2 + 2, 12]);

  const library = { models: [], categories: [] };
  const sha256 = async (file: string, overrides: ConfigOverrides = {}) => configSha256(await readConfig(file, overrides), library);
  const inline = config(`{ viewLevel: 0, levels: 2, inPlaneSteps: 4, weights: ${JSON.stringify(weights)} }`);
  expect(await sha256(inline)).toBe(await sha256(config(), { weights: path }));
  expect(await sha256(config())).not.toBe(await sha256(inline));
  // Those of the command line come in place of the config's.
  expect((await curriculumOf(inline, { weights: misses([{ ...ROW, model: 'die_black_white' }]) })).weights!.models).toHaveProperty('die_black_white');
  expect(await curriculumOf(config())).not.toHaveProperty('weights');
});

const REFUSED: [string, string | object[], string][] = [
  ['no JSON', '{ "rows": [NaN] }', ' is no JSON (Unexpected token'],
  ['a list', '[]', ' has the format undefined; wanted { "format": 1, "rows": [{ "model", "view", "level", "seen", "missed" }] }, as bench/worth/train.py --misses writes it'],
  ['another format', '{ "format": 2, "rows": [] }', ' has the format 2; wanted { "format": 1'],
  ['no rows', [], ' has no row; wanted'],
  ['no list', '{ "format": 1 }', ' has no list "rows"; wanted'],
  ['a row that is none', '{ "format": 1, "rows": [null] }', ': rows[0].model is missing; wanted the name of a foreground model'],
  ['a view out of range', [ROW, { ...ROW, view: 12 }], ': rows[1].view is 12; wanted a whole number from 0 to 11, a view of curriculum.viewLevel 0'],
  ['a view of strategy random', [{ ...ROW, view: null }], ': rows[0].view is null; wanted a whole number from 0 to 11'],
  ['a level out of range', [{ ...ROW, level: 2 }], ': rows[0].level is 2; wanted a whole number from 0 to 1, a level of curriculum.levels 2'],
  ['less than nothing seen', [{ ...ROW, seen: -1 }], ': rows[0].seen is -1; wanted a whole number from 0'],
  ['half an object', [{ ...ROW, missed: 1.5 }], ': rows[0].missed is 1.5; wanted a whole number from 0 to 40, the row\'s seen'],
  ['more missed than seen', [{ ...ROW, missed: 41 }], ': rows[0].missed is 41; wanted a whole number from 0 to 40, the row\'s seen'],
];

test.each(REFUSED)('%s is refused', async (_, content, sentence) => {
  const path = typeof content === 'string' ? write(content) : misses(content);
  const error = await readConfig(config(), { weights: path }).then(() => null, (reason: Error) => reason);
  expect(error?.name).toBe('UserError');
  expect(error?.message).toContain(`weights: ${path}${sentence}`);
  expect(error?.message.split('\n')).toHaveLength(1);
});

test('misses of another view level, of strategy random, of another scenario, and no file are refused', async () => {
  const twelve = misses(Array.from({ length: 12 }, (_, view) => ({ ...ROW, view })));
  await expect(readConfig(config('{ viewLevel: 1 }'), { weights: twelve })).rejects.toThrow(`weights: ${twelve} has all 12 views of curriculum.viewLevel 0 and no other; wanted misses of images of viewLevel 1`);
  await expect(readConfig(config('{ strategy: random }'), { weights: twelve })).rejects.toThrow('cannot weight curriculum.strategy random, which has no views and levels; wanted strategy paper');
  const pile = write(`count: 2\nscenario: ${join(process.cwd(), 'src/scenarios/examples/turntable.ts')}\nimage: { width: 96, height: 80 }\nassets: { foreground: builtin }\noutput: { dir: out }\n`);
  await expect(readConfig(pile, { weights: twelve })).rejects.toThrow(/cannot weight the scenario .*turntable\.ts; wanted a config of the scenario paper/);
  await expect(readConfig(config(), { weights: join(folder, 'none.json') })).rejects.toThrow('none.json cannot be read (ENOENT)');
});

test('a table in the config that does not fit the curriculum is refused with its line', async () => {
  const table = (viewLevel: number) => `weights: { viewLevel: ${viewLevel}, levels: 2, models: { die_black_red: ["12"] } }`;
  await expect(readConfig(config(`{ viewLevel: 0, levels: 2, ${table(0)} }`))).rejects.toThrow(/:6:\d+: curriculum\.weights\.models\.die_black_red is \["12"\]; wanted 2 texts, one for each level, not 1/);
  const whole = `weights: { viewLevel: 0, levels: 1, models: { die_black_red: ["${new Array<number>(12).fill(12).join(' ')}"] } }`;
  await expect(readConfig(config(`{ viewLevel: 0, levels: 2, ${whole} }`))).rejects.toThrow(/curriculum\.weights is .*; they are of another viewLevel or number of levels than the curriculum's/);
  await expect(readConfig(config(`{ viewLevel: 0, levels: 1, strategy: random, ${whole} }`))).rejects.toThrow('strategy random has no views and levels to weight; wanted strategy paper');
});

test('plan, render and generate take the same weights; an unknown model ends each with exit code 2 and nothing written', async () => {
  const path = config();
  const weights = misses([{ ...ROW, seen: 400, missed: 390 }, { ...ROW, model: 'die_black_white', seen: 400, missed: 2 }]);
  const { stdout } = await scenemill('plan', path, '--weights', weights);
  expect(stdout).toMatch(/By curriculum\.weights the models come 0\.\d\d to 1\.\d\d times as often as the mean; most often: die_black_red, /);
  const out = join(folder, 'out-weighted');
  expect((await scenemill('generate', path, '--weights', weights, '--out', out)).code).toBe(0);
  const { config: recorded } = JSON.parse(readFileSync(join(out, 'dataset.json'), 'utf8')) as { config: { curriculum: object } };
  expect(recorded.curriculum).toEqual(await curriculumOf(path, { weights }));

  const unknown = misses([{ ...ROW, model: 'teapot' }]);
  for (const command of [['generate', path, '--out', join(folder, 'none')], ['plan', path], ['render', path, '--index', '0', '--out', join(folder, 'none')]]) {
    const { code, stderr } = await scenemill(...command, '--weights', unknown);
    expect([code, stderr.includes('curriculum.weights names the model "teapot", which assets.foreground has not; wanted weights of')], stderr).toEqual([2, true]);
  }
  expect(existsSync(join(folder, 'none'))).toBe(false);
});
