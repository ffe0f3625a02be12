/** Loads a scenario: a built-in one by its name, a user's own by the path of its module, checked and with errors that name file and line. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { UserError } from '../config/errors.ts';
import { RESERVED_SECTIONS } from '../config/schema.ts';
import { type AnyScenario, BUILTIN_SCENARIOS } from '../scenarios/builtin.ts';
import type { OpenScenario } from '../scenarios/scenario.ts';
import { importModule } from './import-module.ts';

/** Members of a scenario, and whether they must be there. */
const MEMBERS: Readonly<Record<keyof AnyScenario, boolean>> = { name: true, kind: true, config: true, open: true, viewLevel: false, record: false };

/**
 * @param scenario name of a built-in one, or absolute path of a module
 * @throws UserError where the module cannot be loaded or exports no scenario
 */
export async function loadScenario(scenario: string): Promise<AnyScenario> {
  const builtin = BUILTIN_SCENARIOS[scenario];
  if (builtin) return (await builtin()).default as AnyScenario;
  if (!existsSync(scenario)) throw new UserError(`scenario: ${scenario} is not there; wanted ${Object.keys(BUILTIN_SCENARIOS).join(', ')}, or a module`);
  const module = await importModule(scenario).catch((error: unknown) => { throw inModule(error, scenario); });
  checkModule(module, scenario);
  return guarded(module.default as AnyScenario, scenario);
}

/** Of a module and of all that it imports by relative paths; null for a built-in scenario. Hex. */
export function scenarioSha256(scenario: string): string | null {
  if (scenario in BUILTIN_SCENARIOS) return null;
  const hash = createHash('sha256');
  const seen = new Set<string>();
  const add = (path: string): void => {
    if (seen.has(path) || !existsSync(path)) return;
    seen.add(path);
    const text = readFileSync(path, 'utf8');
    hash.update(`${text}\0`);
    for (const [, imported] of text.matchAll(/(?:\bfrom|\bimport)\s*\(?\s*['"](\.{1,2}\/[^'"]+)['"]/g)) add(join(dirname(path), imported!));
  };
  add(resolve(scenario));
  return hash.digest('hex');
}

function checkModule(module: Record<string, unknown>, path: string): void {
  const wrong = (what: string): never => { throw new UserError(`scenario: ${path} ${what}; wanted "export default defineScenario({ name, kind, config, open })"`); };
  const { default: scenario, ...others } = module;
  const [other] = Object.keys(others);
  if (typeof scenario !== 'object' || scenario === null) wrong(other === undefined ? 'has no default export' : `has no default export, but exports ${other}`);
  if (other !== undefined) wrong(`exports ${other}, which nothing reads`);
  const members = scenario as Record<string, unknown>;
  for (const key of Object.keys(members)) if (!(key in MEMBERS)) wrong(`has the unknown member "${key}"`);
  for (const [key, isRequired] of Object.entries(MEMBERS)) if (isRequired && members[key] === undefined) wrong(`has no member "${key}"`);
  if (typeof members.name !== 'string' || members.name === '') wrong(`is called ${JSON.stringify(members.name)}`);
  if (members.kind !== 'composited' && members.kind !== 'metric') wrong(`is of kind ${JSON.stringify(members.kind)}; wanted composited or metric`);
  for (const key of ['open', 'viewLevel'] as const) if (members[key] !== undefined && typeof members[key] !== 'function') wrong(`has a member "${key}" that is no function`);
  const shape = (members.config as { shape?: unknown }).shape;
  if (typeof shape !== 'object' || shape === null) wrong('has a config that is no z.strictObject({ ... }) of sections');
  for (const section of Object.keys(shape as object)) if (RESERVED_SECTIONS.includes(section)) wrong(`has a config section "${section}", which is the program's own`);
}

/** The same scenario, whose errors name the module's line. */
function guarded(scenario: AnyScenario, path: string): AnyScenario {
  const guard = <A extends unknown[], R>(work: (...args: A) => R) => (...args: A): R => {
    try {
      return work(...args);
    } catch (error) {
      throw inModule(error, path);
    }
  };
  const guardAll = (open: OpenScenario): OpenScenario => ({
    ...open,
    overview: guard(() => open.overview()),
    modelsOf: guard((shard) => open.modelsOf(shard)),
    plan: guard((index, attempt, random) => open.plan(index, attempt, random)),
    ...(open.accept ? { accept: guard((measured, plan) => open.accept!(measured, plan)) } : {}),
    ...(open.facts ? { facts: guard((plan, source) => open.facts!(plan, source)) } : {}),
  });
  return { ...scenario, open: guard((context) => guardAll(scenario.open(context))) };
}

/** The error with the line of the module, or of a file that it imports, where it was thrown. */
function inModule(error: unknown, path: string): UserError {
  if (error instanceof UserError) return error;
  const { message = String(error), stack = '' } = error as Error;
  const folder = dirname(path);
  const frames = [...stack.matchAll(/((?:file:\/\/)?\/[^\s()]+?):(\d+)(?::(\d+))?\)?$/gm)]
    .map(([, file, line, column]) => ({ file: file!.startsWith('file:') ? fileURLToPath(file!.replace(/\?.*$/, '')) : file!, line, column }));
  const frame = frames.find(({ file }) => file === path) ?? frames.find(({ file }) => file.startsWith(folder) && !file.includes('node_modules'));
  const where = frame ? `${frame.file}:${frame.line}${frame.column === undefined ? '' : `:${frame.column}`}` : path;
  return Object.assign(new UserError(`scenario: ${where}: ${message}`), { cause: error });
}

