/** Checks scenarios that a user writes: modules in a folder without a node_modules, run by the command line, with errors that name their lines. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { readSamples, openDataset } from '../../src/dataset/reader.ts';
import { scenarioSha256 } from '../../src/run/load-scenario.ts';
import { folderOfFile } from '../support/folder.ts';
import { type Outcome, scenemill as runScenemill } from '../support/program.ts';

const dir = folderOfFile();

function write(name: string, text: string): string {
  mkdirSync(dirname(join(dir, name)), { recursive: true });
  writeFileSync(join(dir, name), text);
  return name;
}

const scenemill = (...args: string[]): Promise<Outcome> => runScenemill(args, { cwd: dir, env: { SCENEMILL_CACHE: join(dir, 'cache') } });

write('models/cube.obj', `v 0 0 0\nv 1 0 0\nv 1 1 0\nv 0 1 0\nv 0 0 1\nv 1 0 1\nv 1 1 1\nv 0 1 1
f 1 4 3 2\nf 5 6 7 8\nf 1 2 6 5\nf 2 3 7 6\nf 3 4 8 7\nf 4 1 5 8\n`);

/** A config of a scenario's module; sections of its own are in `more`. */
const config = (scenario: string, name: string, more = ''): string => write(`${name}.yaml`, `seed: 3
count: 4
scenario: ./${scenario}
image: { width: 64, height: 64 }
assets: { foreground: models, background: models, textureSize: 64 }
${more}output: { dir: out-${name} }
`);

/** One cube in the middle, turned at random; the distance is the config's. */
const TYPED = `import { z, composePlan, cameraOf, CameraSchema, defineScenario, drawIntrinsics, drawLights, LightsSchema, type Pose } from 'scenemill/scenario';
import type { Scene } from 'scenemill';
import { distanceOf } from './scenes/distance.ts';

const config = z.strictObject({ camera: CameraSchema, lights: LightsSchema, cube: z.strictObject({ distance: z.number().default(4) }).prefault({}) });

export default defineScenario({
  name: 'one-cube',
  kind: 'metric',
  config,
  open: ({ config, library }) => ({
    images: config.count === 'epoch' ? 12 : config.count,
    overview: () => [['one cube an image, of ' + library.models.length + ' models']],
    modelsOf: () => [0],
    plan: (index, attempt, random) => {
      const pose: Pose = { rotation: random('turn').quaternion(), translation: [0, 0, distanceOf(config.cube)], scale: 1 };
      const camera: Scene['camera'] = cameraOf(drawIntrinsics(config.camera, config.image, random('camera')), 0.1);
      return composePlan({ seed: config.seed, index, attempt }, config.image, camera,
        { instances: [{ model: 0, layer: 'foreground', pose, hue: 0, lod: 'auto' }] }, drawLights(config.lights, random('lights')));
    },
    facts: () => ({ origin: { made: 'of one cube' } }),
  }),
});
`;
write('one-cube.ts', TYPED);
write('scenes/distance.ts', 'export const distanceOf = ({ distance }: { distance: number }): number => distance;\n');

/** The same as a module of plain JavaScript, with a statement at the start of \`plan\`, which is line 8. */
const plain = (statement = '', more = ''): string => `import { z, composePlan, defineScenario } from 'scenemill/scenario';
export default defineScenario({
  name: 'plain',
  kind: 'metric',
  config: z.strictObject({}),
  open: ({ config }) => ({
    images: config.count, overview: () => [], modelsOf: () => [0], plan: (index, attempt, random) => {
      ${statement}
      return composePlan({ seed: config.seed, index, attempt }, config.image, { fx: 60, fy: 60, cx: 32, cy: 32, near: 0.1 },
        { instances: [{ model: 0, layer: 'foreground', pose: { rotation: random('turn').quaternion(), translation: [0, 0, 4], scale: 1 }, hue: 0, lod: 'auto' }] });
    },
  }),
});
${more}`;

/** The plain one, with more members of what it opens, and of its own. */
const judged = (more: string, own = ''): string => plain().replace("kind: 'metric',", `kind: 'metric', ${own}`).replace('images: config.count,', `images: config.count, ${more},`);

async function generated(name: string): Promise<{ sha256: string; boxes: unknown[]; origins: unknown[] }> {
  const { code, stderr } = await scenemill('generate', `${name}.yaml`, '--workers', '1');
  expect(stderr).not.toMatch(/(Experimental|Deprecation)Warning|MODULE_TYPELESS/);
  expect([code, stderr.match(/The dataset is in.*|.*wanted.*/)?.[0]]).toEqual([0, expect.stringMatching(/^The dataset is in/)]);
  const dataset = await openDataset(join(dir, `out-${name}`));
  const records = [...readSamples(dataset, [])].map(({ record }) => record);
  expect(records.map(({ instances }) => instances.length)).toEqual([1, 1, 1, 1]);
  return { sha256: dataset.configSha256, boxes: records.map(({ instances }) => instances[0]!.bbox), origins: records.map(({ made }) => made) };
}

test('TypeScript with a helper, sections of its own and facts makes a dataset; so does plain JavaScript; another text is another dataset', async () => {
  config('one-cube.ts', 'typed', 'cube: { distance: 3 }\n');
  write('remarked.ts', `${TYPED}// another text\n`);
  config('remarked.ts', 'remarked', 'cube: { distance: 3 }\n');
  write('plain.mjs', plain());
  config('plain.mjs', 'plain');
  const [typed, remarked, untyped] = await Promise.all([generated('typed'), generated('remarked'), generated('plain')]);
  expect(typed.origins).toEqual(Array(4).fill('of one cube'));
  expect(untyped.origins).toEqual(Array(4).fill(undefined));
  expect(remarked.boxes).toEqual(typed.boxes);
  expect(remarked.sha256).not.toBe(typed.sha256);
  const { config: recorded } = JSON.parse(readFileSync(join(dir, 'out-typed/dataset.json'), 'utf8')) as { config: object };
  expect(recorded).toMatchObject({ scenario: 'one-cube.ts', cube: { distance: 3 } });
});

test('a module is told by its text and by that of the files that it imports, wherever it lies', () => {
  const shaOf = (folder: string, text: string, helper: string): string => {
    write(`${folder}/scenes/distance.ts`, helper);
    return scenarioSha256(join(dir, write(`${folder}/scene.ts`, text)))!;
  };
  const helper = 'export const distanceOf = () => 3;\n';
  const sha = shaOf('a', TYPED, helper);
  expect(shaOf('b', TYPED, helper)).toBe(sha);
  expect(shaOf('c', `${TYPED}\n`, helper)).not.toBe(sha);
  expect(shaOf('d', TYPED, helper.replace('3', '4'))).not.toBe(sha);
  for (const path of [join(dir, 'e/scenes/distance.ts'), pathToFileURL(join(dir, 'e/scenes/distance.ts')).href, './scenes/distance.ts?2', './%73cenes/distance.ts']) {
    const absolute = TYPED.replace('./scenes/distance.ts', path);
    expect(shaOf('e', absolute, helper)).not.toBe(shaOf('e', absolute, helper.replace('3', '4')));
  }
  expect(shaOf('f', `${TYPED}// differs from './scenes'\n`, helper), 'a folder in a comment').not.toBe(sha);
  expect(scenarioSha256('paper')).toBeNull();
});

/** `generate` plans in a thread of its own, `plan` on the main one. */
const PLAN = ['plan', '--index', '2'];
const GENERATE = ['generate', '--workers', '1'];

test.concurrent.each<[name: string, command: string[], file: string, text: string, message: RegExp]>([
  ['an error thrown by plan', GENERATE, 'throws.mjs', plain('if (index === 2) throw new Error("no cube today");'), /^throws\.mjs:8:30: no cube today$/],
  ['an error thrown by plan, TypeScript', GENERATE, 'throws.ts', plain('const n: number = index;\n      if (n === 2) throw new Error("no cube today");'), /^throws\.ts:9:26: no cube today$/],
  ['an error of the engine\'s', PLAN, 'null.mjs', plain('null.x;'), /^null\.mjs:8:12: Cannot read properties of null/],
  ['an error thrown while it is loaded', PLAN, 'loads.mjs', plain('', 'throw new Error("not here");'), /^loads\.mjs:14:7: not here$/],
  ['a text that is thrown', PLAN, 'text.mjs', plain('throw "no Error";'), /^text\.mjs: no Error$/],
  ['syntax', PLAN, 'syntax.mjs', plain('const 3;'), /^syntax\.mjs:8: Unexpected/],
  ['syntax, TypeScript', GENERATE, 'syntax.ts', plain('const n number = 3;'), /^syntax\.ts:8:13: /],
  ['syntax of a file that is imported', PLAN, 'imports.mjs', `import './broken.mjs';\n${plain()}`, /^broken\.mjs:2: /],
  ['an enum, which is no type alone', PLAN, 'enum.ts', plain('', 'enum Side { Left }'), /^enum\.ts:14:1: .*enum/i],
  ['an import that is not there', PLAN, 'absent.mjs', `import './nothing.mjs';\n${plain()}`, /^absent\.mjs:1: Cannot find module '.*nothing\.mjs' imported from .*absent\.mjs$/],
  ['an export that scenemill/scenario does not have', PLAN, 'misses.mjs', plain().replace('composePlan,', 'composePlan, drawRain,'), /^misses\.mjs:1: .*drawRain/],
  ['an export that nothing reads', PLAN, 'exports.mjs', plain('', 'export const images = 3;'), /^exports\.mjs exports images, which nothing reads; wanted/],
  ['an unknown member', PLAN, 'member.mjs', plain().replace("kind: 'metric',", "kind: 'metric', frames: 3,"), /^member\.mjs has the unknown member "frames"; wanted/],
  ['a plan of another image', PLAN, 'other.mjs', plain('index = 1;'), /^other\.mjs: plan\(2\) of attempt 0 returns a plan of image 1, attempt 0; wanted the image/],
  ['a plan that is none', PLAN, 'none.mjs', plain('return {};'), /^none\.mjs: plan\(2\) returns no scene; wanted what composePlan returns$/],
  ['models that are not there', PLAN, 'models.mjs', plain().replace('=> [0],', '=> [0, 7],'), /^models\.mjs: modelsOf\(0\) is \[0,7\]; wanted indices of the library's 2 models, each once$/],
  ['no whole number of images', PLAN, 'images.mjs', plain().replace('images: config.count', 'images: config.count / 8'), /^images\.mjs: open returns 0\.5 images; wanted a whole number from 1$/],
  ['another count of images', PLAN, 'count.mjs', plain().replace('images: config.count', 'images: 5'), /^count\.mjs: open returns 5 images; wanted 4, the config's count$/],
  ['strata of other images', PLAN, 'strata.mjs', plain().replace('overview:', 'strata: [1, 2], overview:'), /^strata\.mjs: strata are \[1,2\]; wanted numbers of images that add up to 4$/],
  ['a plan that is another one each time', PLAN, 'random.mjs', plain().replace('[0, 0, 4]', '[0, 0, 4 + Math.random()]'), /^random\.mjs: plan\(2\) returns another plan when it is called again; wanted numbers that come from its arguments alone/],
  ['a plan of another seed', PLAN, 'seed.mjs', plain().replace('seed: config.seed', 'seed: 4'), /^seed\.mjs: plan\(2\) returns a plan of seed 4; wanted the config's seed, 3$/],
  ['an overview that is none', ['plan'], 'overview.mjs', plain().replace('() => []', "() => 'rows'"), /^overview\.mjs: overview\(\) is "rows"; wanted a list of rows/],
  ['a package that is not there', PLAN, 'package.mjs', `import 'no-such-package/part';\n${plain()}`, /^package\.mjs:1: Cannot find package 'no-such-package' imported from/],
  ['a function as the default export', PLAN, 'function.mjs', 'export default () => 1;\n', /^function\.mjs has a default export that is a function; wanted/],
  ['a badness that is no number', GENERATE, 'badness.mjs', judged('accept: () => ({ broken: true, badness: NaN })'), /^badness\.mjs: accept of image 0 returns .*; wanted .* of 0 or more$/],
  ['facts of too few instances', GENERATE, 'few.mjs', judged('facts: () => ({ instances: [] })'), /^few\.mjs: facts of image 0 are of 0 instances; wanted 1, one for each/],
  ['facts of another shape', GENERATE, 'shape.mjs', judged("facts: () => ({ origin: { made: 3 } })", 'record: { origin: { made: z.string() }, instance: {}, content: {} },'), /^shape\.mjs: facts of image 0: origin\.made: .*expected string.*; wanted what the scenario's member record says$/],
  ['a rotation that is none', PLAN, 'pose.mjs', plain().replace("random('turn').quaternion()", '[1, 1, 0, 0]'), /^plan: image 2: instances\[0\]\.pose is .*; wanted a rotation of unit length/],
  ['a size of its own', GENERATE, 'size.mjs', plain().replace('config.image,', '{ width: 640, height: 64 },'), /^plan: image 0: a scene of 640 x 64 pixels; wanted 64 x 64$/],
])('%s is told in one line with its place, exit code 2', async (_name, [command, ...flags], file, text, message) => {
  write(file, text);
  if (file === 'imports.mjs') write('broken.mjs', 'export const a = 1;\nexport const b = ;\n');
  const name = file.replace('.', '-');
  config(file, name);
  const { code, stderr } = await scenemill(command!, `${name}.yaml`, ...flags);
  const told = stderr.split('\n').filter((line) => /^(scenario|plan): /.test(line)).map((line) => line.replace('scenario: ', '').replace(`${dir}/`, ''));
  expect(told.join('\n') || stderr).toMatch(message);
  expect(stderr).not.toMatch(/^ +at |(Experimental|Deprecation)Warning|MODULE_TYPELESS/m);
  expect(code).toBe(2);
});
