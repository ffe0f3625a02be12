/** Reads config files: the schema's checks, the checks across keys and the folders, each complaint with its line. */
import { createHash } from 'node:crypto';
import { mkdir, readFile, rm, rmdir, stat, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import type { AssetLibrary } from '../assets/library.ts';
import { readChecked } from './checked-text.ts';
import type { CheckedText, Override } from './checked-text.ts';
import { ConfigSchema } from './schema.ts';
import type { Config } from './schema.ts';
import { UserError } from './errors.ts';
import { largestRatio } from '../scenarios/randomizers/camera.ts';
import { LARGEST_PERSPECTIVE } from '../assets/silhouettes/silhouettes.ts';

/** From the command line, as typed; each takes the place of the config's value and is checked like it. */
export interface ConfigOverrides {
  count?: string | undefined;
  seed?: string | undefined;
  /** Folder, relative to the current one. */
  outDir?: string | undefined;
}

/**
 * Reads a config. Folders come back absolute: those in the file are relative to the file.
 * @throws UserError with one line per finding
 */
export async function readConfig(path: string, overrides: ConfigOverrides = {}): Promise<Config> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new UserError(`config: ${path} cannot be read (${error.code ?? error.message}); wanted a YAML or JSON file`);
  });
  const { value: config, complaint } = readChecked(ConfigSchema, text, { stage: 'config', file: path, overrides: overrideList(overrides) });
  const folder = dirname(resolve(path));
  const fromFile = (name: string) => (name === 'builtin' ? name : resolve(folder, name));
  config.assets.foreground = fromFile(config.assets.foreground);
  config.assets.background = fromFile(config.assets.background);
  config.output.dir = resolve(folder, config.output.dir);
  const findings = [...cameraFindings(config, complaint), ...await folderFindings(config, complaint)];
  if (findings.length > 0) throw new UserError(findings.join('\n'));
  return config;
}

function overrideList({ count, seed, outDir }: ConfigOverrides): Override[] {
  const list: Override[] = [];
  if (count !== undefined) list.push({ path: ['count'], value: numberOrText(count), origin: `--count ${count}` });
  if (seed !== undefined) list.push({ path: ['seed'], value: numberOrText(seed), origin: `--seed ${seed}` });
  if (outDir !== undefined) list.push({ path: ['output', 'dir'], value: resolve(outDir), origin: `--out ${outDir}` });
  return list;
}

function numberOrText(text: string): number | string {
  return text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : text;
}

/** Checks d = 2 fy r / z at the nearest level and the widest angle: r / z = diameter x tan(fov / 2). */
function cameraFindings(config: Config, complaint: CheckedText<Config>['complaint']): string[] {
  const { camera, curriculum } = config;
  const widestDeg = Math.max(...[camera.fovYDeg].flat());
  const [nearest] = curriculum.diameter;
  const ratio = largestRatio(config);
  if (ratio <= LARGEST_PERSPECTIVE) return [];
  const sentence = `a diameter of ${nearest} at a field of view of ${widestDeg} degrees brings the camera too near to the models; `
    + `wanted diameter x tan(field of view / 2) of at most ${LARGEST_PERSPECTIVE}, not ${ratio.toFixed(3)}`;
  return [complaint(['curriculum', 'diameter'], sentence)];
}

async function folderFindings({ assets }: Config, complaint: CheckedText<Config>['complaint']): Promise<string[]> {
  if (assets.foreground === 'builtin' && assets.background === 'builtin') return [];
  // It brings all loaders with it: a config that is wrong anyway need not wait for them.
  const { listModels } = await import('../assets/load/scan.ts');
  return (['foreground', 'background'] as const).flatMap((key) => {
    try {
      listModels(assets[key], key);
      return [];
    } catch (error) {
      return [complaint(['assets', key], `assets.${key} is ${assets[key]}: ${(error as Error).message}`)];
    }
  });
}

/** JSON Schema (draft 2020-12) of a config as a person writes it: what has a default may be left out. */
export function configJsonSchema(): object {
  return { title: 'scenemill config', ...z.toJSONSchema(ConfigSchema, { io: 'input' }) };
}

/**
 * The config without its folders, which may differ between machines that make shards of one dataset:
 * what lies in the asset folders is told by the models' own hashes. This is what a dataset records.
 */
export function portableConfig(config: Config): object {
  const { output: { dir: _dir, ...output }, assets: { foreground: _foreground, background: _background, ...assets }, ...rest } = config;
  return { ...rest, assets, output };
}

/** Hash of what decides a dataset's bytes, the adapter and the generator aside: `portableConfig` and every model's name, class, content and keypoints. Hex. */
export function configSha256(config: Config, { models, categories }: Pick<AssetLibrary, 'models' | 'categories'>): string {
  const contents = models.map(({ name, layer, category, compiled, keypoints }) => [layer, name, category, compiled.sha256, ...(keypoints ?? [])]);
  return createHash('sha256').update(canonicalJson({ config: portableConfig(config), models: contents, categories })).digest('hex');
}

/** Keys in the order of the alphabet. */
function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) => inner !== null && typeof inner === 'object' && !Array.isArray(inner)
    ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
    : inner);
}

/**
 * Finds out, by writing a file, whether a folder can be written, and leaves nothing behind.
 * @throws UserError
 */
export async function checkOutput(dir: string): Promise<void> {
  const folder = resolve(dir);
  const probe = join(folder, `.scenemill-probe-${process.pid}`);
  const made: string[] = [];
  for (let at = folder; !(await stat(at).catch(() => null)) && at !== dirname(at); at = dirname(at)) made.push(at);
  try {
    // One by one: Node's recursive mkdir never returns where the parent is there and refuses, as /proc does.
    for (const at of made.toReversed()) await mkdir(at).catch((error: NodeJS.ErrnoException) => { if (error.code !== 'EEXIST') throw error; });
    await writeFile(probe, '');
  } catch (error) {
    throw new UserError(`output: ${folder} cannot be written (${(error as NodeJS.ErrnoException).code ?? String(error)}); wanted a folder that can`);
  } finally {
    await rm(probe, { force: true }).catch(() => undefined);
    // Deepest first; one that another run has filled meanwhile stays, as rmdir refuses it.
    for (const at of made) await rmdir(at).catch(() => undefined);
  }
}
