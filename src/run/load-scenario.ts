/** Loads a built-in scenario by its name, or a user's by the path of its module, and checks what a user's scenario returns. */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { z } from 'zod';
import { UserError } from '../config/errors.ts';
import { type BaseConfig, RESERVED_SECTIONS } from '../config/schema.ts';
import { type AnyScenario, BUILTIN_SCENARIOS } from '../scenarios/builtin-scenarios.ts';
import type { Facts, FactShapes, OpenScenario, Verdict } from '../scenarios/scenario.ts';
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

/** The SHA-256, hexadecimal, of a module and all files that it imports by path. Null for a built-in scenario. */
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
  if (scenario === undefined) wrong(other === undefined ? 'has no default export' : `has no default export, but exports ${other}`);
  if (typeof scenario !== 'object' || scenario === null) wrong(`has a default export that is ${scenario === null ? 'null' : `a ${typeof scenario}`}`);
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
  const guardAll = (open: OpenScenario, { count, seed }: BaseConfig, models: number): OpenScenario => {
    checkOpen(open, count, wrong);
    let isRepeated = false;
    return {
      ...open,
      overview: guard(() => {
        const rows = open.overview();
        return Array.isArray(rows) && rows.every(Array.isArray) ? rows : wrong(`overview() is ${JSON.stringify(rows)}`, 'a list of rows, each a list of cells');
      }),
      modelsOf: guard((shard) => {
        const shown = open.modelsOf(shard);
        const areModels = Array.isArray(shown) && shown.every((model) => Number.isInteger(model) && model >= 0 && model < models) && new Set(shown).size === shown.length;
        return areModels ? shown : wrong(`modelsOf(${shard}) is ${JSON.stringify(shown)}`, `indices of the library's ${models} models, each once`);
      }),
      plan: guard((index, attempt, random) => {
        const plan = open.plan(index, attempt, random);
        // Once in each thread: a second plan costs as much as the first.
        if (!isRepeated && JSON.stringify(open.plan(index, attempt, random)) !== JSON.stringify(plan)) {
          wrong(`plan(${index}) returns another plan when it is called again`, 'numbers that come from its arguments alone, not from Math.random, a clock or an earlier call');
        }
        isRepeated = true;
        checkShape(plan, seed, index, attempt, wrong);
        return plan;
      }),
      ...(open.accept ? { accept: guard((measured, plan) => checkVerdict(open.accept!(measured, plan), plan.index, wrong)) } : {}),
      ...(open.facts ? { facts: guard((plan, source) => checkFacts(open.facts!(plan, source), scenario.record, plan.index, source.ids.length, wrong)) } : {}),
    };
  };
  return { ...scenario, open: guard((context) => guardAll(scenario.open(context), context.config, context.library.models.length)) };
}

type Wrong = (what: string, wanted: string) => never;

function checkOpen(open: OpenScenario, count: BaseConfig['count'], wrong: Wrong): void {
  if (typeof open !== 'object' || open === null) wrong(`open returns ${String(open)}`, 'an object of { images, overview, modelsOf, plan }');
  for (const key of ['overview', 'modelsOf', 'plan'] as const) if (typeof open[key] !== 'function') wrong(`open returns no function "${key}"`, '{ images, overview, modelsOf, plan }');
  if (!Number.isSafeInteger(open.images) || open.images < 1) wrong(`open returns ${String(open.images)} images`, 'a whole number from 1');
  if (count !== 'epoch' && open.images !== count) wrong(`open returns ${open.images} images`, `${count}, the config's count`);
  const { strata } = open;
  if (strata && strata.reduce((sum, images) => sum + images, 0) !== open.images) wrong(`strata are ${JSON.stringify(strata)}`, `numbers of images that add up to ${open.images}`);
}

const SCENE_MEMBERS = ['width', 'height', 'camera', 'instances', 'lights', 'ambient', 'post', 'noiseKey'] as const;

/** Checks that the plan's members exist, and that it is the one asked for; `checkPlan` checks their values. */
function checkShape(plan: ScenePlan, seed: number, index: number, attempt: number, wrong: Wrong): void {
  if (typeof plan !== 'object' || plan === null || typeof plan.scene !== 'object' || plan.scene === null) wrong(`plan(${index}) returns no scene`, 'what composePlan returns');
  const missing = SCENE_MEMBERS.find((key) => plan.scene[key] === undefined);
  if (missing !== undefined) wrong(`plan(${index}) returns a scene without "${missing}"`, `a scene of ${SCENE_MEMBERS.join(', ')}`);
  if (plan.index !== index || plan.attempt !== attempt) wrong(`plan(${index}) of attempt ${attempt} returns a plan of image ${plan.index}, attempt ${plan.attempt}`, 'the image and the attempt that were asked for');
  if (plan.seed !== seed) wrong(`plan(${index}) returns a plan of seed ${plan.seed}`, `the config's seed, ${seed}`);
}

function checkVerdict(verdict: Verdict, index: number, wrong: Wrong): Verdict {
  const { broken, badness } = verdict ?? {};
  if (typeof broken !== 'boolean' || !(badness >= 0)) wrong(`accept of image ${index} returns ${JSON.stringify(verdict)}`, '{ broken, badness } with a badness of 0 or more');
  return verdict;
}

/** A part without a shape in `record` may hold anything that JSON can. */
function checkFacts(facts: Facts, shapes: FactShapes | undefined, index: number, labelled: number, wrong: Wrong): Facts {
  const { origin, instances, content } = facts ?? wrong(`facts of image ${index} are ${String(facts)}`, '{ origin, instances, content }, each where there is such a part');
  if (instances && instances.length !== labelled) wrong(`facts of image ${index} are of ${instances.length} instances`, `${labelled}, one for each labelled instance`);
  const check = (part: unknown, shape: z.ZodRawShape | undefined, name: string): void => {
    const issue = shape && z.strictObject(shape).safeParse(part ?? {}).error?.issues[0];
    if (issue) wrong(`facts of image ${index}: ${[name, ...issue.path].join('.')}: ${issue.message}`, 'what the scenario\'s member record says');
    JSON.stringify(part);
  };
  check(origin, shapes?.origin, 'origin');
  instances?.forEach((part, i) => check(part, shapes?.instance, `instances[${i}]`));
  check(content, shapes?.content, 'content');
  return facts;
}

/** A UserError that names the line where the error arose, in the module or in a file that it imports. */
function inModule(error: unknown, path: string): UserError {
  if (error instanceof UserError) return error;
  return Object.assign(new UserError(`scenario: ${describeError(error, path)}`), { cause: error });
}
