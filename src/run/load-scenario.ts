/** Loads a built-in scenario by its name, or a user's by the path of its module, and checks what a user's scenario returns. */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { UserError } from '../config/errors.ts';
import { RESERVED_SECTIONS } from '../config/schema.ts';
import { type AnyScenario, BUILTIN_SCENARIOS } from '../scenarios/builtin-scenarios.ts';
import type { OpenScenario } from '../scenarios/scenario.ts';
import type { ScenePlan } from '../scene/scene.ts';
import { describeError, filesOfModule, importModule } from './import-module.ts';

/** The members of a scenario, and whether they are required. */
const MEMBERS: Readonly<Record<keyof AnyScenario, boolean>> = { name: true, kind: true, config: true, open: true, viewLevel: false, record: false };

/**
 * @param scenario name of a built-in scenario, or absolute path of a module
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

/** The SHA-256, hexadecimal, of a module and all files that it imports by relative paths. Null for a built-in scenario. */
export function scenarioSha256(scenario: string): string | null {
  if (scenario in BUILTIN_SCENARIOS) return null;
  const hash = createHash('sha256');
  for (const { text } of filesOfModule(scenario)) hash.update(`${text}\0`);
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

/** Wraps a scenario: its errors name the module's line, and results of a wrong shape become a UserError. */
function guarded(scenario: AnyScenario, path: string): AnyScenario {
  const guard = <A extends unknown[], R>(work: (...args: A) => R) => (...args: A): R => {
    try {
      return work(...args);
    } catch (error) {
      throw inModule(error, path);
    }
  };
  const wrong = (what: string, wanted: string): never => { throw new UserError(`scenario: ${path}: ${what}; wanted ${wanted}`); };
  const guardAll = (open: OpenScenario, models: number): OpenScenario => {
    checkOpen(open, wrong);
    return {
      ...open,
      overview: guard(() => open.overview()),
      modelsOf: guard((shard) => {
        const shown = open.modelsOf(shard);
        const areModels = Array.isArray(shown) && shown.every((model) => Number.isInteger(model) && model >= 0 && model < models) && new Set(shown).size === shown.length;
        return areModels ? shown : wrong(`modelsOf(${shard}) is ${JSON.stringify(shown)}`, `indices of the library's ${models} models, each once`);
      }),
      plan: guard((index, attempt, random) => {
        const plan = open.plan(index, attempt, random);
        checkShape(plan, index, attempt, wrong);
        return plan;
      }),
      ...(open.accept ? { accept: guard((measured, plan) => open.accept!(measured, plan)) } : {}),
      ...(open.facts ? { facts: guard((plan, source) => open.facts!(plan, source)) } : {}),
    };
  };
  return { ...scenario, open: guard((context) => guardAll(scenario.open(context), context.library.models.length)) };
}

type Wrong = (what: string, wanted: string) => never;

function checkOpen(open: OpenScenario, wrong: Wrong): void {
  if (typeof open !== 'object' || open === null) wrong(`open returns ${String(open)}`, 'an object of { images, overview, modelsOf, plan }');
  for (const key of ['overview', 'modelsOf', 'plan'] as const) if (typeof open[key] !== 'function') wrong(`open returns no function "${key}"`, '{ images, overview, modelsOf, plan }');
  if (!Number.isSafeInteger(open.images) || open.images < 1) wrong(`open returns ${String(open.images)} images`, 'a whole number from 1');
}

const SCENE_MEMBERS = ['width', 'height', 'camera', 'instances', 'lights', 'ambient', 'post', 'noiseKey'] as const;

/** Checks that the plan's members exist; `checkPlan` checks their values. */
function checkShape(plan: ScenePlan, index: number, attempt: number, wrong: Wrong): void {
  if (typeof plan !== 'object' || plan === null || typeof plan.scene !== 'object' || plan.scene === null) wrong(`plan(${index}) returns no scene`, 'what composePlan returns');
  const missing = SCENE_MEMBERS.find((key) => plan.scene[key] === undefined);
  if (missing !== undefined) wrong(`plan(${index}) returns a scene without "${missing}"`, `a scene of ${SCENE_MEMBERS.join(', ')}`);
  if (plan.index !== index || plan.attempt !== attempt) wrong(`plan(${index}) of attempt ${attempt} returns a plan of image ${plan.index}, attempt ${plan.attempt}`, 'the image and the attempt that were asked for');
}

/** A UserError that names the line where the error arose, in the module or in a file that it imports. */
function inModule(error: unknown, path: string): UserError {
  if (error instanceof UserError) return error;
  return Object.assign(new UserError(`scenario: ${describeError(error, path)}`), { cause: error });
}
