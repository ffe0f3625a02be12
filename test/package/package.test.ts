/**
 * Checks the package from its packed file, in an empty folder: commands, a script, types, and a user's scenario. The folder has links to the
 * checkout's runtime dependencies and to no others, so no network is needed. With SCENEMILL_TEST_INSTALL=1, npm installs the file and
 * downloads the dependencies.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, test } from 'vitest';
import { folderOfFile } from '../support/folder.ts';
import { type Outcome, runProgram } from '../support/program.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** Below no folder with a node_modules, which modules would be found in. */
const dir = folderOfFile();

/** Why npm could not install it; then the tests are skipped. */
let refusal: string | null = null;

beforeAll(() => {
  // npm's step `prepare` builds dist.
  const packing = spawnSync('npm', ['pack', '--pack-destination', dir], { cwd: ROOT, encoding: 'utf8' });
  if (packing.status !== 0) throw new Error(`npm pack: ${packing.stdout}${packing.stderr}`);
  const file = readdirSync(dir).find((name) => name.endsWith('.tgz'))!;
  write('package.json', '{ "private": true, "type": "module" }');
  write('models/cube.obj', CUBE);
  write('tiny.yaml', CONFIG);
  write('own.yaml', CONFIG.replace('output', 'scenario: ./own.ts\noutput'));
  write('own.ts', SCENARIO);
  write('script.js', SCRIPT);
  write('user.ts', USER);
  if (process.env.SCENEMILL_TEST_INSTALL) {
    const { status, stderr } = spawnSync('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', '--ignore-scripts', file], { cwd: dir, encoding: 'utf8' });
    if (status !== 0) refusal = `npm install of ${file}: ${stderr.match(/^npm error .*$/gm)?.slice(0, 2).join(' ') ?? stderr}`;
    if (refusal !== null) console.warn(`package: skipped: ${refusal}`); // vitest's default reporter prints no reasons
  } else {
    unpackWithLinks(file);
  }
  link('@types/node'); // which a TypeScript user has
}, 300_000);

function write(name: string, text: string): void {
  mkdirSync(dirname(join(dir, name)), { recursive: true });
  writeFileSync(join(dir, name), text);
}

function unpackWithLinks(file: string): void {
  const modules = join(dir, 'node_modules');
  mkdirSync(join(modules, '.bin'), { recursive: true });
  spawnSync('tar', ['xzf', file], { cwd: dir });
  renameSync(join(dir, 'package'), join(modules, 'scenemill'));
  const { dependencies, bin } = JSON.parse(readFileSync(join(modules, 'scenemill/package.json'), 'utf8')) as { dependencies: Record<string, string>; bin: { scenemill: string } };
  for (const name of Object.keys(dependencies)) link(name);
  symlinkSync(join('../scenemill', bin.scenemill), join(modules, '.bin/scenemill'));
}

function link(name: string): void {
  const at = join(dir, 'node_modules', name);
  mkdirSync(dirname(at), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules', name), at);
}

const run = (program: string, ...args: string[]): Promise<Outcome> => runProgram(program, args, { cwd: dir, env: { SCENEMILL_CACHE: join(dir, 'cache') } });

/** As `npx scenemill` in that folder, less the half second that npx takes. */
async function scenemill(...args: string[]): Promise<Outcome> {
  const outcome = await run(join(dir, 'node_modules/.bin/scenemill'), ...args);
  expect(outcome.stderr).not.toMatch(/(Experimental|Deprecation)Warning|MODULE_TYPELESS/);
  return outcome;
}

const CUBE = `v 0 0 0\nv 1 0 0\nv 1 1 0\nv 0 1 0\nv 0 0 1\nv 1 0 1\nv 1 1 1\nv 0 1 1
f 1 4 3 2\nf 5 6 7 8\nf 1 2 6 5\nf 2 3 7 6\nf 3 4 8 7\nf 4 1 5 8\n`;

const CONFIG = `count: 4
image: { width: 64, height: 64 }
assets: { foreground: models, background: models, textureSize: 64 }
output: { dir: out }
`;

const SCENARIO = `import { composePlan, defineScenario, z, type ScenePlan } from 'scenemill/scenario';
export default defineScenario({
  name: 'own', kind: 'metric', config: z.strictObject({}),
  open: ({ config }) => ({
    images: 4, overview: () => [['four images of nothing']], modelsOf: () => [0],
    plan: (index, attempt): ScenePlan => composePlan({ seed: config.seed, index, attempt }, config.image, { fx: 60, fy: 60, cx: 32, cy: 32, near: 0.1 }),
  }),
});
`;

/** It ends by itself: nothing that is left open keeps it. */
const SCRIPT = `import { generate, openDataset, readConfig, readSamples } from 'scenemill';

const config = await readConfig('tiny.yaml', { outDir: 'scripted', count: '2' });
const { images, dir } = await generate(config);
const dataset = await openDataset(dir);
for (const { key, record, members } of readSamples(dataset, ['jpg'])) {
  console.log(key, record.width, members.get('jpg').length > 300);
}
console.log(images);
`;

const USER = `import { generate, parseConfig, readConfig, readSamples, openDataset, render, type Config, type GenerateSummary, type ImageRecord, type Scene } from 'scenemill';
import { defineScenario, z, type Scenario } from 'scenemill/scenario';
import { PaperConfigSchema, Renderer, type ShaderTexts } from 'scenemill/browser';

const config: Config = await readConfig('tiny.yaml');
await parseConfig({ count: 3, image: { width: 64, height: 64 }, assets: { foreground: 'builtin', background: 'builtin' }, output: { dir: 'out' } });
const summary: GenerateSummary = await generate(config, { batch: 1 });
export const images: number = summary.images;
await render({ config, index: 2 }, 'rendered');
export const records: ImageRecord[] = [...readSamples(await openDataset('out'), [])].map(({ record }) => record);
export const scenario: Scenario = defineScenario({
  name: 'own', kind: 'metric', config: z.strictObject({ rows: z.int() }),
  open: ({ config }) => ({ images: config.rows, overview: () => [], modelsOf: () => [], plan: () => { throw new Error(); } }),
});
export const widthOf = ({ width }: Scene, shaders: ShaderTexts): [number, string | undefined] => [width, shaders['raster']];
export const levels: number = PaperConfigSchema.parse({}).curriculum.levels;
export const most = ({ maxBatch }: Renderer): number => maxBatch;
// @ts-expect-error a number, which shows that the types are not any
export const wrong: string = summary.images;
// @ts-expect-error no key of a config
await parseConfig({ nois: 3 });
`;

test.beforeEach(({ skip }) => {
  if (refusal !== null) skip(refusal);
});

test('the file holds the program, and neither sources, tests nor what only they need', () => {
  const listing = spawnSync('tar', ['tzf', readdirSync(dir).find((name) => name.endsWith('.tgz'))!], { cwd: dir, encoding: 'utf8' });
  const folders = new Set(listing.stdout.trim().split('\n').map((name) => name.split('/').slice(1, 2).join()));
  expect([...folders].sort()).toEqual(['LICENSE', 'README.md', 'dist', 'package.json', 'shaders', 'src']);
  expect(listing.stdout.match(/^package\/src\/.*$/gm)!.sort()).toEqual(['package/src/formats/python/scenemill_dataset.py', 'package/src/scenemill.js']);
  expect(listing.stdout).not.toMatch(/\.test\.|tools\/demo/);
  for (const name of ['tsx', 'tar-stream', 'esbuild', 'typescript']) expect(readdirSync(join(dir, 'node_modules'))).not.toContain(name);
});

test('doctor, generate, export, and what only a checkout has', async () => {
  const doctor = await run('npx', '--no', '--', 'scenemill', 'doctor', '--json');
  expect(JSON.parse(doctor.stdout)).toMatchObject({ problem: null });
  const generated = await scenemill('generate', 'tiny.yaml', '--json');
  expect(generated.stderr).toContain('The dataset is in');
  expect(JSON.parse(generated.stdout)).toMatchObject({ images: 4, complete: true });
  const exported = await scenemill('export', 'out', '--format', 'coco', '--out', 'coco');
  expect([exported.code, readdirSync(join(dir, 'coco')).sort()]).toEqual([0, ['images', 'instances.json']]);
  expect(await scenemill('bench')).toMatchObject({ code: 2, stderr: expect.stringMatching(/^bench: .*wanted a checkout/) as string });
});

test('the version is told before anything is imported: by the start file alone', async () => {
  const bare = join(dir, 'bare');
  for (const name of ['package.json', 'src/scenemill.js']) write(join('bare', name), readFileSync(join(dir, 'node_modules/scenemill', name), 'utf8'));
  const { version } = JSON.parse(readFileSync(join(bare, 'package.json'), 'utf8')) as { version: string };
  for (const flag of ['--version', '-V']) expect(await run(process.execPath, join(bare, 'src/scenemill.js'), flag)).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
});

test('a script that imports it runs, and ends', async () => {
  const { code, stdout, stderr } = await run(process.execPath, 'script.js');
  expect(stderr).not.toMatch(/(Experimental|Deprecation)Warning|Error/);
  expect([code, stdout]).toEqual([0, '000000000 64 true\n000000001 64 true\n2\n']);
});

test('a scenario in TypeScript runs without a loader for it', async () => {
  const { code, stdout, stderr } = await scenemill('plan', 'own.yaml');
  expect([code, stdout.split('\n')[1] ?? stderr, stdout]).toEqual([0, '4 images in 1 shard.', expect.stringContaining('four images of nothing')]);
});

test('doctor tells an incomplete installation what to do, which is not what a checkout does', async () => {
  const sharp = join(dir, 'node_modules/sharp');
  renameSync(sharp, `${sharp}-away`);
  const { code, stdout } = await scenemill('doctor');
  renameSync(`${sharp}-away`, sharp);
  expect(code).toBe(1);
  expect(stdout).toMatch(/sharp, which writes the images, cannot be loaded: .*\. Try to install scenemill again\.$/m);
});

test.concurrent.each([['nodenext', 'nodenext', 'false'], ['esnext', 'bundler', 'true']])('types, with module %s, resolution %s and skipLibCheck %s', async (module, moduleResolution, skipLibCheck) => {
  const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
  // Without skipLibCheck the package's own types are checked too; DOM's are absent, as they are in a program for Node.
  const { code, stdout } = await run(process.execPath, tsc, '--noEmit', '--strict', '--target', 'es2022', '--lib', 'es2023', '--types', 'node', '--module', module, '--moduleResolution', moduleResolution, '--skipLibCheck', skipLibCheck, '--ignoreConfig', 'user.ts');
  expect([code, stdout]).toEqual([0, '']);
});
