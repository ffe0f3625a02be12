/** Chooses the images that every part of a bench makes: the same number of each level. */
import { ConfigSchema, type Config } from '../src/config/schema.ts';
import type { AssetLibrary } from '../src/assets/library.ts';
import { makePlanner } from '../src/scenarios/paper/plan.ts';

/** Twelve of each of the paper's twelve levels. */
const IMAGES = 144;

export interface Workload {
  /** Its count and shard size are such that every level has enough images, all in shard 0. */
  config: Config;
  /** Level after level, again and again: any stretch of them is the same mix. */
  indices: number[];
}

/** The paper's defaults on the built-in models. `dir` is not written to. */
export function paperConfig(): Config {
  return ConfigSchema.parse({
    seed: 7, count: IMAGES, image: { width: 640, height: 480 },
    assets: { foreground: 'builtin', background: 'builtin' }, output: { dir: 'out/bench' },
  });
}

/** About `config.count` images, at most 144 and at least one of each level. */
export function chooseImages(config: Config, library: AssetLibrary): Workload {
  const whole = makePlanner({ ...config, count: 'epoch' }, library).schedule;
  const fewest = Math.min(...whole.levels.map(({ images }) => images));
  const wanted = config.count === 'epoch' ? IMAGES : Math.min(config.count, IMAGES);
  const perLevel = Math.min(fewest, Math.ceil(wanted / whole.levels.length));
  // Every level has its share of the whole pass, which the level with the fewest images decides.
  const count = Math.min(whole.images, Math.ceil((whole.images * (perLevel + 1)) / fewest));
  const chosen: Config = { ...config, count, output: { ...config.output, imagesPerShard: count } };
  const { levels } = makePlanner(chosen, library).schedule;

  const firstOf = levels.map((_, level) => levels.slice(0, level).reduce((sum, { images }) => sum + images, 0));
  const indices = Array.from({ length: perLevel }, (_, round) =>
    levels.map(({ images }, level) => firstOf[level]! + Math.floor(((round + 0.5) * images) / perLevel))).flat();
  return { config: chosen, indices };
}
