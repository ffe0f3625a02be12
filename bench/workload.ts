/** Chooses the images that every part of a bench makes: equally many of each stratum of the scenario, such as a level of the curriculum. */
import type { AssetLibrary } from '../src/assets/library.ts';
import { type Config, PaperConfigSchema } from '../src/run/config.ts';
import { loadScenario } from '../src/run/load-scenario.ts';
import { openPlan } from '../src/run/open-plan.ts';

/** Twelve images of each of the paper's twelve levels. */
const IMAGES = 144;

export interface Workload {
  /** Its count gives every stratum enough images, and its shard size puts them all in shard 0. */
  config: Config;
  /** One image of each stratum in turn, so that any run of consecutive indices has nearly the same mix of strata. */
  indices: number[];
  /** How many strata there are. */
  strata: number;
}

export interface ChosenWorkload { workload: Workload; library: AssetLibrary }

/** The paper's defaults on the built-in models. `dir` is not written to. */
export function paperConfig(): Config {
  return PaperConfigSchema.parse({
    seed: 7, count: IMAGES, image: { width: 640, height: 480 },
    assets: { foreground: 'builtin', background: 'builtin' }, output: { dir: 'out/bench' },
  });
}

/**
 * Chooses about `config.count` images, at most 144, and at least one of each stratum.
 * @throws UserError where the config's models cannot be used
 */
export async function chooseImages(config: Config, onProgress?: (done: number, total: number) => void): Promise<ChosenWorkload> {
  const { library, scenario } = await openPlan({ ...config, count: 'epoch' }, { onProgress });
  const wholeStrata = scenario.strata ?? [scenario.images];
  const fewest = Math.min(...wholeStrata);
  const wanted = config.count === 'epoch' ? IMAGES : Math.min(config.count, IMAGES);
  const perStratum = Math.min(fewest, Math.ceil(wanted / wholeStrata.length));
  // A dataset gives each stratum its share of the whole pass, so the stratum with the fewest images decides the count.
  const count = Math.min(scenario.images, Math.ceil((scenario.images * (perStratum + 1)) / fewest));
  const chosen: Config = { ...config, count, output: { ...config.output, imagesPerShard: count } };
  const open = (await loadScenario(chosen.scenario)).open({ config: chosen, library });
  const strata = open.strata ?? [open.images];

  const firstOf = strata.map((_, i) => strata.slice(0, i).reduce((sum, images) => sum + images, 0));
  const indices = Array.from({ length: perStratum }, (_, round) =>
    strata.map((images, i) => firstOf[i]! + Math.floor(((round + 0.5) * images) / perStratum))).flat();
  return { workload: { config: chosen, indices, strata: strata.length }, library };
}
