/** Reads config files: the checks of the schema and the folders, each complaint with its line. */
import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { z } from 'zod';
import { checkValue, type CheckedText, type Override, readChecked, valueIn } from '../config/checked-text.ts';
import { UserError } from '../config/errors.ts';
import type { BaseSchema } from '../config/schema.ts';
import type { LabelsSchema } from '../labels/labels.ts';
import { recordJsonSchema } from '../labels/record.ts';
import { BUILTIN_SCENARIOS } from '../scenarios/builtin-scenarios.ts';
import { type Config, configSchema, type PaperConfigSchema } from './config.ts';
import { loadScenario } from './load-scenario.ts';

/** A config as a person writes it. With a scenario of one's own, its sections stand in place of the paper's. */
export type ConfigInput = z.input<typeof PaperConfigSchema> | (z.input<typeof BaseSchema> & { scenario: string; labels?: z.input<typeof LabelsSchema> } & Record<string, unknown>);

/** From the command line, as typed; each takes the place of the config's value and is checked like it. */
export interface ConfigOverrides {
  count?: string | undefined;
  seed?: string | undefined;
  /** Folder, relative to the current one. */
  outDir?: string | undefined;
}

/**
 * Reads a config. Folders, and a scenario's module, come back absolute: those in the file are relative to the file.
 * @throws UserError with one line per finding
 */
export async function readConfig(path: string, overrides: ConfigOverrides = {}): Promise<Config> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new UserError(`config: ${path} cannot be read (${error.code ?? error.message}); wanted a YAML or JSON file`);
  });
  const folder = dirname(resolve(path));
  // The scenario says what else may stand in the config.
  const scenario = scenarioPath(valueIn(text, 'scenario'), folder);
  const schema = configSchema(await loadScenario(scenario));
  const { value, complaint } = readChecked(schema, text, { stage: 'config', file: path, overrides: overrideList(overrides) });
  return withFolders(value as Config, scenario, folder, complaint);
}

/**
 * The same of an object, such as a config file holds: what has a default may be left out.
 * @param folder that the object's paths are relative to; default: the current one
 * @throws UserError with one line per finding
 */
export async function parseConfig(value: ConfigInput, folder = '.'): Promise<Config> {
  const scenario = scenarioPath((value as { scenario?: unknown } | null)?.scenario, resolve(folder));
  const config = checkValue(configSchema(await loadScenario(scenario)), value, 'config') as Config;
  return withFolders(config, scenario, resolve(folder), (_path, sentence) => `config: ${sentence}`);
}

async function withFolders(config: Config, scenario: string, folder: string, complaint: CheckedText<Config>['complaint']): Promise<Config> {
  config.scenario = scenario;
  const inFolder = (name: string) => (name === 'builtin' ? name : resolve(folder, name));
  config.assets.foreground = inFolder(config.assets.foreground);
  config.assets.background = inFolder(config.assets.background);
  config.output.dir = resolve(folder, config.output.dir);
  const findings = await folderFindings(config, complaint);
  if (findings.length > 0) throw new UserError(findings.join('\n'));
  return config;
}

/** A built-in scenario's name, or the absolute path of a module. What is no text is left to the schema. */
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
export async function configJsonSchema(scenario = 'paper'): Promise<object> {
  return { title: 'scenemill config', ...z.toJSONSchema(configSchema(await loadScenario(scenarioPath(scenario, '.'))), { io: 'input' }) };
}

/** JSON Schema of the records of a scenario's images. */
export async function recordSchemaOf(scenario = 'paper'): Promise<object> {
  return recordJsonSchema((await loadScenario(scenarioPath(scenario, '.'))).record);
}
