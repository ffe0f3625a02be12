/** Checks the command line from outside: exit codes, standard output and standard error. */
import { mkdirSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { folderOfFile } from './support/folder.ts';
import { type Outcome, scenemill as runScenemill } from './support/program.ts';

const folders = folderOfFile();

/** In a folder of its own: a run may try whether it can write there. `left`: the names in that folder. */
async function scenemill(...args: string[]): Promise<Outcome & { left: string[] }> {
  const folder = mkdtempSync(join(folders, 'run-'));
  writeFileSync(join(folder, 'good.yaml'), CONFIG);
  writeFileSync(join(folder, 'typo.yaml'), `${CONFIG}nois: { enabled: false }\n`);
  mkdirSync(join(folder, 'empty'));
  writeFileSync(join(folder, 'empty.yaml'), CONFIG.replace('foreground: builtin', 'foreground: empty'));
  const outcome = await runScenemill(args, { cwd: folder });
  return { ...outcome, left: readdirSync(folder).sort() };
}

const CONFIG = `count: 3
image: { width: 64, height: 64 }
assets: { foreground: builtin, background: builtin }
output: { dir: out }
`;
test.concurrent.each<[string, string[], RegExp]>([
  ['no command', [], /^Usage: scenemill/],
  ['an unknown command', ['mill'], /^command line: unknown command 'mill'/],
  ['an unknown option', ['generate', 'good.yaml', '--bacth', '3'], /^command line: unknown option '--bacth'\n\(Did you mean --batch\?\)/],
  ['shards the wrong way round', ['generate', 'good.yaml', '--shards', '3-1'], /^command line: option '--shards <a-b>' argument '3-1' is invalid. Wanted A or A-B/],
  ['an output without a name', ['generate', 'good.yaml', '--out', ''], /^command line: option '--out <dir>' argument '' is invalid. Wanted a folder.\n/],
  ['a config that is not there', ['generate', 'none.yaml'], /^config: none.yaml cannot be read \(ENOENT\); wanted a YAML or JSON file\n$/],
  ['a wrong config', ['generate', 'typo.yaml'], /^config: typo.yaml:5:1: unknown key "nois"; did you mean "noise"\?\n$/],
  ['a count of 0', ['generate', 'good.yaml', '--count', '0'], /^config: --count 0: count is 0; wanted a whole number of at least 1 or epoch\n$/],
  ['an empty folder of models', ['generate', 'empty.yaml'], /^config: empty.yaml:3:23: assets.foreground is .*\/empty: no model in this folder; wanted \.glb, \.\w+.*\n$/],
  ['an output that cannot be written', ['generate', 'good.yaml', '--out', 'good.yaml/out'], /^output: .*good.yaml\/out cannot be written \(ENOTDIR\); wanted a folder that can\n$/],
  ['a scene and a config', ['render', 'good.yaml', '--scene', 's.json', '--out', 'r'], /^render: --scene and a config were both given/],
  ['a scene that is not there', ['render', '--scene', 's.json', '--out', 'r'], /^scene: s.json cannot be read \(ENOENT\)/],
])('%s: exit code 2, one message, nothing written', async (_name, args, message) => {
  const { code, stdout, stderr, left } = await scenemill(...args);
  expect(stderr).toMatch(message);
  expect(stderr).not.toMatch(/^ +at /m);
  expect(code).toBe(2);
  expect(stdout).toBe('');
  expect(left).toEqual(['empty', 'empty.yaml', 'good.yaml', 'typo.yaml']);
});

test('help, the version and the schema go to standard output', async () => {
  const [help, version, schema] = await Promise.all([scenemill('render', '--help'), scenemill('--version'), scenemill('schema')]);
  expect(help.stdout).toMatch(/^Usage: scenemill render/);
  expect(version.stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  expect(JSON.parse(schema.stdout)).toHaveProperty('properties.curriculum.properties.levels.default', 12);
  expect([help, version, schema].map(({ code, stderr }) => [code, stderr])).toEqual([[0, ''], [0, ''], [0, '']]);
});

test('doctor names the adapter, or what to do without one', async () => {
  const { code, stdout } = await scenemill('doctor', '--json');
  const report = JSON.parse(stdout) as { adapter: object | null; problem: string | null };
  expect(code).toBe(report.problem === null ? 0 : 1);
  expect(report.adapter === null).toBe(report.problem !== null);
  const wrong = await scenemill('doctor', '--adapter', 'no such adapter');
  expect(wrong.code).toBe(1);
  expect(wrong.stdout).toMatch(/No (adapter's name contains "no such adapter"|WebGPU adapter)/);
});

test('--verbose shows where an error arose', async () => {
  expect((await scenemill('generate', 'typo.yaml', '--verbose')).stderr).toMatch(/^ +at .*readConfig/m);
});
