/** Opens the library and the scenario of a config, which suffices to plan images without a device. */
import type { AssetLibrary } from '../assets/library.ts';
import { openLibrary, type OpenLibraryOptions } from '../assets/open-library.ts';
import { libraryNeeds } from '../labels/labels.ts';
import type { OpenScenario } from '../scenarios/scenario.ts';
import { checkPlan, planLimits } from '../scene/check-plan.ts';
import { datasetOrder } from '../scene/dataset-order.ts';
import { streamsOf } from '../scene/random.ts';
import { sceneJson } from '../scene/scene-json.ts';
import type { ScenePlan } from '../scene/scene.ts';
import type { Config } from './config.ts';
import { loadScenario } from './load-scenario.ts';

export interface OpenPlan {
  library: AssetLibrary;
  scenario: OpenScenario;
  /** @throws UserError where the plan breaks a limit */
  planOf(index: number, attempt: number): ScenePlan;
  /** The scene of an image as JSON; its models are named by their absolute paths. */
  sceneOf(index: number, attempt: number): string;
}

/** @throws UserError where the models, the scenario or the config are wrong */
export async function openPlan(config: Config, options: OpenLibraryOptions = {}): Promise<OpenPlan> {
  const { viewLevel, open } = await loadScenario(config.scenario);
  const library = await openLibrary(config, { ...libraryNeeds(config.labels), viewLevel: viewLevel?.(config), ...options });
  const scenario = open({ config, library });
  const { shardOf } = datasetOrder(config, scenario.images);
  const planOf = (index: number, attempt: number): ScenePlan => {
    const plan = scenario.plan(index, attempt, streamsOf(config.seed, index, attempt));
    const shown = new Set(scenario.modelsOf(shardOf(index)));
    checkPlan(plan, planLimits(config.image, library, (model) => shown.has(model)));
    return plan;
  };
  const settings = { assets: config.assets, jpegQuality: config.image.jpegQuality };
  return { library, scenario, planOf, sceneOf: (index, attempt) => sceneJson(planOf(index, attempt), library, settings) };
}
