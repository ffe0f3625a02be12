/** Reads config files, and checks them by the schema and by the folders that they name. Each message has its line. */
import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { z } from 'zod';
import { checkValue, type CheckedText, type Override, readChecked, valueIn } from '../config/checked-text.ts';
import { BUILTIN, isBuiltin, type LibraryModel } from '../assets/library.ts';
import { distractorSources, groupOf } from '../config/asset-groups.ts';
import { UserError } from '../config/errors.ts';
import type { BaseSchema } from '../config/schema.ts';
import type { LabelsSchema } from '../labels/labels.ts';
import { recordJsonSchema } from '../labels/record.ts';
import { BUILTIN_SCENARIOS } from '../scenarios/builtin-scenarios.ts';
import type { PaperConfig } from '../scenarios/paper/sections.ts';
import { type Config, configSchema, type PaperConfigSchema } from './config.ts';
import { loadScenario } from './load-scenario.ts';
import { readMisses } from './read-misses.ts';

/** A config as a person writes it: values with a default may be absent. A user's scenario has its own sections instead of the paper's. */
export type ConfigInput = z.input<typeof PaperConfigSchema> | (z.input<typeof BaseSchema> & { scenario: string; labels?: z.input<typeof LabelsSchema> } & Record<string, unknown>);

/** Options of the command line, as typed. Each replaces a value of the config, and is checked by the same rules. */
export interface ConfigOverrides {
  count?: string | undefined;
  seed?: string | undefined;
  /** Output folder, relative to the current folder. */
  outDir?: string | undefined;
  /** A file of what a detector missed, relative to the current folder. It makes the config's curriculum.weights. */
  weights?: string | undefined;
}

/**
 * Reads a config file. Its paths (folders, and a scenario's module) are relative to the file; in the result they are absolute.
 * @throws UserError with one line per finding
 */
export async function readConfig(path: string, overrides: ConfigOverrides = {}): Promise<Config> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new UserError(`config: ${path} cannot be read (${error.code ?? error.message}); wanted a YAML or JSON file`);
  });
  const folder = dirname(resolve(path));
  // The scenario's schema has further sections of the config.
  const scenario = scenarioPath(valueIn(text, 'scenario'), folder);
  const schema = configSchema(await loadScenario(scenario));
  const { value, complaint } = readChecked(schema, text, { stage: 'config', file: path, overrides: overrideList(overrides) });
  if (overrides.weights !== undefined) await addWeights(value as Config, overrides.weights);
  return withFolders(value as Config, scenario, folder, complaint);
}

/**
 * Checks a config that is an object instead of a file. Values with a default may be absent.
 * @param folder to which the object's paths are relative; default: the current folder
 * @throws UserError with one line per finding
 */
export async function parseConfig(value: ConfigInput, folder = '.'): Promise<Config> {
  const scenario = scenarioPath((value as { scenario?: unknown } | null)?.scenario, resolve(folder));
  const config = checkValue(configSchema(await loadScenario(scenario)), value, 'config') as Config;
  return withFolders(config, scenario, resolve(folder), (_path, sentence) => `config: ${sentence}`);
}

/** Weights of the command line, in place of the config's. They depend on the checked curriculum, so they come after the other overrides. */
async function addWeights(config: Config, path: string): Promise<void> {
  if (config.scenario !== 'paper') throw new UserError(`weights: ${path} cannot weight the scenario ${config.scenario}; wanted a config of the scenario paper`);
  const { curriculum } = config as Config & PaperConfig;
  curriculum.weights = await readMisses(path, curriculum);
}

async function withFolders(config: Config, scenario: string, folder: string, complaint: CheckedText<Config>['complaint']): Promise<Config> {
  config.scenario = scenario;
  const inFolder = (name: string) => (isBuiltin(name) ? name : resolve(folder, name));
  config.assets.foreground = inFolder(config.assets.foreground);
  if (config.assets.background !== undefined) config.assets.background = inFolder(config.assets.background);
  if (config.assets.distractors !== undefined) config.assets.distractors = distractorSources(config.assets).map(inFolder);
  for (const key of PICTURE_FOLDERS) if (config.assets[key] !== undefined) config.assets[key] = resolve(folder, config.assets[key]);
  config.output.dir = resolve(folder, config.output.dir);
  const findings = await folderFindings(config, complaint);
  if (findings.length > 0) throw new UserError(findings.join('\n'));
  return config;
}

/** A built-in scenario's name, or the absolute path of a module. A value that is no text gives `paper`: the schema then refuses it. */
function scenarioPath(name: unknown, folder: string): string {
  if (typeof name !== 'string' || name === '') return 'paper';
  if (name in BUILTIN_SCENARIOS) return name;
  if (/[\\/]|\.[cm]?[jt]s$/.test(name)) return resolve(folder, name);
  throw new UserError(`config: scenario is ${JSON.stringify(name)}; wanted ${Object.keys(BUILTIN_SCENARIOS).join(', ')}, or the path of a module such as ./${name}.ts`);
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

const PICTURE_FOLDERS = ['photos', 'textures'] as const;

async function folderFindings(config: Config, complaint: CheckedText<Config>['complaint']): Promise<string[]> {
  return [...await modelFindings(config, complaint), ...await pictureFindings(config, complaint)];
}

async function pictureFindings({ assets }: Config, complaint: CheckedText<Config>['complaint']): Promise<string[]> {
  if (PICTURE_FOLDERS.every((key) => assets[key] === undefined)) return [];
  const { findPictures } = await import('../assets/pictures/open-pictures.ts');
  return PICTURE_FOLDERS.flatMap((key) => findPictures({ [key]: assets[key] }).problems.map(({ reason }) => complaint(['assets', key], `assets.${key} is ${assets[key]}: ${reason}`)));
}

async function modelFindings({ assets }: Config, complaint: CheckedText<Config>['complaint']): Promise<string[]> {
  const sources = sourcesOf(assets);
  if (sources.every(({ layer, source }) => source === BUILTIN && layer !== 'distractor')) return [];
  // scan.ts imports all loaders, which a config without folders does not need.
  const { listModels } = await import('../assets/load/scan.ts');
  const groups = new Set<string>();
  return sources.flatMap(({ layer, path, source }) => {
    const name = path.map((key) => (typeof key === 'number' ? `[${key}]` : `.${key}`)).join('').slice(1);
    if (layer === 'distractor') {
      const group = groupOf(source);
      if (groups.has(group)) return [complaint(path, `${name} is ${source}: another source is the group ${group} too; wanted folders of different names`)];
      groups.add(group);
    }
    try {
      listModels(source, layer);
      return [];
    } catch (error) {
      return [complaint(path, `${name} is ${source}: ${(error as Error).message}`)];
    }
  });
}

/** Where the models are, and which part of the config says so. */
function sourcesOf(assets: Config['assets']): { layer: LibraryModel['layer']; path: (string | number)[]; source: string }[] {
  const layers = (['foreground', 'background'] as const).flatMap((layer) => {
    const source = assets[layer];
    return source === undefined ? [] : [{ layer, path: ['assets', layer], source }];
  });
  const distractors = distractorSources(assets);
  return [...layers, ...distractors.map((source, i) => ({ layer: 'distractor' as const, path: ['assets', 'distractors', ...(distractors.length > 1 ? [i] : [])], source }))];
}

/** The JSON Schema (draft 2020-12) of a config as a person writes it: values with a default may be absent. */
export async function configJsonSchema(scenario = 'paper'): Promise<object> {
  return { title: 'scenemill config', ...z.toJSONSchema(configSchema(await loadScenario(scenarioPath(scenario, '.'))), { io: 'input' }) };
}

/** The JSON Schema of the records of a scenario's images. */
export async function recordSchemaOf(scenario = 'paper'): Promise<object> {
  return recordJsonSchema((await loadScenario(scenarioPath(scenario, '.'))).record);
}
