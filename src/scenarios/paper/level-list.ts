/** Lists the entries of a level, by weights that say how many an image holds. */
import type { LevelFactors, ShownModels } from './level-factors.ts';
import type { PaperConfig } from './sections.ts';

/** The weight that an image holds. Weights are whole numbers, so that running sums are exact. */
export const IMAGE_WEIGHT = 2 ** 20;
export const GOLDEN = (Math.sqrt(5) - 1) / 2;

/** Weight of an object whose silhouette covers `areaShare` of the image. It is rounded up, so that an image holds at most maxPerImage. */
export function entryWeight(areaShare: number, config: PaperConfig): number {
  const { fill, maxPerImage } = config.foreground;
  return Math.min(IMAGE_WEIGHT, Math.ceil(IMAGE_WEIGHT * Math.max(areaShare / fill, 1 / maxPerImage)));
}

/** One object at one pose of a level. */
export interface Entry {
  /** Index in the level's whole list. */
  entry: number;
  /** Index of the view on the icosphere. */
  view: number;
  /** Index of the in-plane step. */
  inPlane: number;
  /** Index among the foreground models. */
  model: number;
  /** Turn about the viewing axis in which the pass shows it, from 0, where factors ask for more than one. */
  lap?: number;
}

/** The entries of a level in a pass. An entry belongs to image floor(sum of the weights before it / IMAGE_WEIGHT). */
export interface EntryList {
  /** Count of the (view, in-plane) pairs; where factors make models come at different ones, that of a list of about as many entries. */
  readonly pairs: number;
  /** Count of the entries. */
  readonly entries: number;
  /** Weight of all entries. */
  readonly weight: number;
  /** Count of the images that hold all entries: the index of the last entry's image, plus 1. */
  readonly images: number;
  /** Count of the entries in the images before `image`. */
  entriesBefore(image: number): number;
  /** The entry at an index of the list. */
  at(index: number): Entry;
}

/** The counts that span a level's list, and the weights of its entries, which do not depend on the in-plane step. */
export interface LevelTable {
  /** Index of the level, 0 = nearest. */
  level: number;
  /** Count of the views. */
  views: number;
  /** Count of the in-plane steps. */
  steps: number;
  /** Count of the models. */
  models: number;
  /** views x models: weight of the models before this one at the same (view, in-plane) pair. */
  before: Float64Array;
  /** By view: weight of all models at a pair. */
  pairWeight: Float64Array;
  /** By view: the models that it shows, ascending; absent where every view shows all. */
  shown?: ShownModels | undefined;
  /** Absent where every entry of a whole pass comes once. */
  factors?: LevelFactors | undefined;
}

/**
 * The table of a level.
 * @param weightOf the weight of an entry, a whole number from 1 to IMAGE_WEIGHT
 * @param shown absent where every view shows all models
 */
export function levelTable(
  level: number, views: number, steps: number, models: number, weightOf: (view: number, model: number) => number, shown?: ShownModels,
): LevelTable {
  const before = new Float64Array(views * models);
  const pairWeight = new Float64Array(views);
  for (let view = 0; view < views; view++) {
    const isShown = shown && new Set(shown[view]);
    for (let model = 0; model < models; model++) {
      before[view * models + model] = pairWeight[view]!;
      if (!isShown || isShown.has(model)) pairWeight[view]! += weightOf(view, model);
    }
  }
  return { level, views, steps, models, before, pairWeight, shown };
}

/**
 * A level's list of entries, thinned to `pairs` of its (view, in-plane) pairs. The pairs are spread evenly over the views; a view's are
 * spread evenly over its in-plane steps, from an offset that differs by view and level. Entries keep the schedule's order.
 */
export class LevelList implements EntryList {
  readonly table: LevelTable;
  readonly pairs: number;
  /** Index of each view's first pair, and last the count of pairs. */
  private readonly firstPair: Float64Array;
  /** Entries before each view, and last the count of entries. */
  private readonly entriesTo: Float64Array;
  /** Weight before each view, and last the weight of the list. */
  private readonly weightBefore: Float64Array;

  constructor(table: LevelTable, pairs: number) {
    const { views, level } = table;
    this.table = table;
    this.pairs = pairs;
    this.firstPair = new Float64Array(views + 1);
    this.entriesTo = new Float64Array(views + 1);
    this.weightBefore = new Float64Array(views + 1);
    const offset = (0.5 + level * GOLDEN) % 1;
    for (let view = 0; view < views; view++) {
      // Pair p is at view floor((p + offset) views / pairs).
      this.firstPair[view + 1] = Math.ceil(((view + 1) * pairs) / views - offset);
      const count = this.firstPair[view + 1]! - this.firstPair[view]!;
      this.entriesTo[view + 1] = this.entriesTo[view]! + count * this.modelsAt(view);
      this.weightBefore[view + 1] = this.weightBefore[view]! + count * table.pairWeight[view]!;
    }
  }

  get entries(): number {
    return this.entriesTo[this.table.views]!;
  }

  get weight(): number {
    return this.weightBefore[this.table.views]!;
  }

  get images(): number {
    const { views, models, before, pairWeight } = this.table;
    let view = views - 1;
    while (view > 0 && this.entriesTo[view] === this.entries) view--;
    const lastPair = this.weightBefore[view + 1]! - pairWeight[view]!;
    return Math.floor((lastPair + before[view * models + this.modelAt(view, this.modelsAt(view) - 1)]!) / IMAGE_WEIGHT) + 1;
  }

  entriesBefore(image: number): number {
    const target = image * IMAGE_WEIGHT;
    if (target >= this.weight) return this.entries;
    const { models, before, pairWeight } = this.table;
    const view = lastAtMost(this.weightBefore, target);
    const rest = target - this.weightBefore[view]!;
    const pair = Math.floor(rest / pairWeight[view]!);
    const inPair = rest - pair * pairWeight[view]!;
    const shown = this.modelsAt(view);
    let ordinal = 0;
    while (ordinal < shown && before[view * models + this.modelAt(view, ordinal)]! < inPair) ordinal++;
    return this.entriesTo[view]! + pair * shown + ordinal;
  }

  at(index: number): Entry {
    const { views, steps, models, level } = this.table;
    const view = Math.min(lastAtMost(this.entriesTo, index), views - 1);
    const rest = index - this.entriesTo[view]!;
    const pair = Math.floor(rest / this.modelsAt(view));
    const model = this.modelAt(view, rest - pair * this.modelsAt(view));
    const count = this.firstPair[view + 1]! - this.firstPair[view]!;
    const offset = ((view + 1) * GOLDEN + level * Math.SQRT2) % 1;
    const inPlane = Math.floor(((pair + offset) * steps) / count);
    return { entry: (view * steps + inPlane) * models + model, view, inPlane, model };
  }

  /** Count of the models that a view shows. */
  private modelsAt(view: number): number {
    return this.table.shown?.[view]!.length ?? this.table.models;
  }

  /** The model that comes so-and-so many-th at each pair of a view, from 0. */
  private modelAt(view: number, ordinal: number): number {
    return this.table.shown?.[view]![ordinal] ?? ordinal;
  }
}

/** Index of the last value that is at most `target`. Values ascend, and the first is at most `target`. */
export function lastAtMost(values: Float64Array, target: number): number {
  let low = 0;
  let high = values.length;
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    if (values[middle]! <= target) low = middle;
    else high = middle;
  }
  return low;
}
