/** Says which objects an image shows, by arithmetic alone: scale level > out-of-plane view > in-plane step > object. */
import { square } from '../../geometry/math.ts';
import { Permutation } from '../../scene/permutation.ts';
import { ImageCounts } from './image-counts.ts';
import type { PaperConfig } from './sections.ts';

/** The weight that an image holds. Weights are whole numbers, so that running sums are exact. */
export const IMAGE_WEIGHT = 2 ** 20;
const GOLDEN = (Math.sqrt(5) - 1) / 2;
/** Keeps the orders of `perObject` apart from other permutations of the same seed. */
const ORDER_STREAM = 2;

/** Projected diameters of the levels over the image height, nearest first. Their squares are evenly spaced. */
export function levelDiameters(config: PaperConfig): number[] {
  const { levels, diameter: [nearest, farthest] } = config.curriculum;
  return Array.from({ length: levels }, (_, l) => {
    const t = levels === 1 ? 0 : l / (levels - 1);
    return Math.sqrt(square(nearest) * (1 - t) + square(farthest) * t);
  });
}

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
}

/**
 * The table of a level.
 * @param weightOf the weight of an entry, a whole number from 1 to IMAGE_WEIGHT
 */
export function levelTable(level: number, views: number, steps: number, models: number, weightOf: (view: number, model: number) => number): LevelTable {
  const before = new Float64Array(views * models);
  const pairWeight = new Float64Array(views);
  for (let view = 0; view < views; view++) {
    for (let model = 0; model < models; model++) {
      before[view * models + model] = pairWeight[view]!;
      pairWeight[view]! += weightOf(view, model);
    }
  }
  return { level, views, steps, models, before, pairWeight };
}

/**
 * A level's list of entries, thinned to `pairs` of its (view, in-plane) pairs. The pairs are spread evenly over the views; a view's are
 * spread evenly over its in-plane steps, from an offset that differs by view and level. Entries keep the schedule's order.
 * An entry belongs to image floor(sum of the weights before it / IMAGE_WEIGHT).
 */
export class LevelList {
  readonly table: LevelTable;
  readonly pairs: number;
  /** Index of each view's first pair, and last the count of pairs. */
  private readonly firstPair: Float64Array;
  /** Weight before each view, and last the weight of the list. */
  private readonly weightBefore: Float64Array;

  constructor(table: LevelTable, pairs: number) {
    const { views, level } = table;
    this.table = table;
    this.pairs = pairs;
    this.firstPair = new Float64Array(views + 1);
    this.weightBefore = new Float64Array(views + 1);
    const offset = (0.5 + level * GOLDEN) % 1;
    for (let view = 0; view < views; view++) {
      // Pair p is at view floor((p + offset) views / pairs).
      this.firstPair[view + 1] = Math.ceil(((view + 1) * pairs) / views - offset);
      const count = this.firstPair[view + 1]! - this.firstPair[view]!;
      this.weightBefore[view + 1] = this.weightBefore[view]! + count * table.pairWeight[view]!;
    }
  }

  /** Count of the entries. */
  get entries(): number {
    return this.pairs * this.table.models;
  }

  /** Weight of all entries. */
  get weight(): number {
    return this.weightBefore[this.table.views]!;
  }

  /** Count of the images that hold all entries: the index of the last entry's image, plus 1. */
  get images(): number {
    const { views, models, before, pairWeight } = this.table;
    let view = views - 1;
    while (view > 0 && this.firstPair[view] === this.pairs) view--;
    const lastPair = this.weightBefore[view + 1]! - pairWeight[view]!;
    return Math.floor((lastPair + before[view * models + models - 1]!) / IMAGE_WEIGHT) + 1;
  }

  /** Count of the entries in the images before `image`. */
  entriesBefore(image: number): number {
    const target = image * IMAGE_WEIGHT;
    if (target >= this.weight) return this.entries;
    const { models, before, pairWeight } = this.table;
    const view = lastAtMost(this.weightBefore, target);
    const rest = target - this.weightBefore[view]!;
    const pair = Math.floor(rest / pairWeight[view]!);
    const inPair = rest - pair * pairWeight[view]!;
    let model = 0;
    while (model < models && before[view * models + model]! < inPair) model++;
    return (this.firstPair[view]! + pair) * models + model;
  }

  /** The entry at an index of the thinned list. */
  at(index: number): Entry {
    const { views, steps, models, level } = this.table;
    const pair = Math.floor(index / models);
    const model = index - pair * models;
    const view = Math.min(lastAtMost(this.firstPair, pair), views - 1);
    const count = this.firstPair[view + 1]! - this.firstPair[view]!;
    const offset = ((view + 1) * GOLDEN + level * Math.SQRT2) % 1;
    const inPlane = Math.floor(((pair - this.firstPair[view]! + offset) * steps) / count);
    return { entry: (view * steps + inPlane) * models + model, view, inPlane, model };
  }
}

/** Index of the last value that is at most `target`. Values ascend, and the first is at most `target`. */
function lastAtMost(values: Float64Array, target: number): number {
  let low = 0;
  let high = values.length;
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    if (values[middle]! <= target) low = middle;
    else high = middle;
  }
  return low;
}

/** Where an image is in the schedule. */
export interface ImagePosition {
  /** Index of the pass. */
  epoch: number;
  level: number;
  /** Index among the images of this level in this pass. */
  image: number;
  /** The level's entries in this pass, image by image. */
  list: { entriesOf(image: number): Entry[] };
}

export interface Schedule {
  /** Count of the images of the whole dataset. */
  images: number;
  /** Count of the images of one whole pass. */
  imagesPerEpoch: number;
  /** @throws Error where there is no such image */
  locate(index: number): ImagePosition;
  /** What the dataset takes of each level. */
  levels: { level: number; pairs: number; entries: number; images: number }[];
}

/** How a level's entries go to images. */
export interface ScheduleOptions {
  seed: number;
  /** Fewest and most objects of an image. Without it the weights decide. */
  objects?: readonly [number, number] | undefined;
  /** Whether a level's entries are shuffled over its images. */
  isShuffled?: boolean;
}

/** What a pass takes of a level: a list, and how its entries go to images. */
interface Part {
  list: LevelList;
  images: number;
  /** Count of the entries in the images before `image`, in the schedule's order. */
  entriesBefore(image: number): number;
}

/**
 * The schedule of `count` images: whole passes, then a part of one. In that part each level has its share of the images, and thinned pairs.
 * @param tables of all levels, nearest first
 */
export function createSchedule(tables: LevelTable[], count: number | 'epoch', { seed, objects, isShuffled = false }: ScheduleOptions = { seed: 0 }): Schedule {
  const whole = tables.map((table) => new LevelList(table, table.views * table.steps));
  const counts = objects && whole.map(({ entries, table: { level } }) => new ImageCounts(entries, objects, seed, level));
  const wholeImages = whole.map((list, l) => (counts?.[l] ?? list).images);
  const imagesPerEpoch = wholeImages.reduce((sum, n) => sum + n, 0);
  const images = count === 'epoch' ? imagesPerEpoch : count;
  const epochs = Math.floor(images / imagesPerEpoch);
  const rest = images - epochs * imagesPerEpoch;
  const shares = largestRemainder(rest, wholeImages);
  const thinned = tables.map((table, l) => {
    const entries = counts?.[l]!.entriesBefore(shares[l]!, epochs);
    return entries === undefined ? thin(table, shares[l]!) : new LevelList(table, Math.ceil(entries / table.models));
  });
  const partOf = (l: number, epoch: number): Part => {
    const list = epoch < epochs ? whole[l]! : thinned[l]!;
    const byCount = counts?.[l];
    const entriesBefore = (image: number) => (byCount ? byCount.entriesBefore(image, epoch) : list.entriesBefore(image));
    return { list, images: epoch < epochs ? wholeImages[l]! : shares[l]!, entriesBefore };
  };
  const restEntries = tables.map((_, l) => partOf(l, epochs).entriesBefore(shares[l]!));
  return {
    images,
    imagesPerEpoch,
    locate(index) {
      if (!(index >= 0 && index < images)) throw new Error(`plan: there is no image ${index}; wanted 0 to ${images - 1}`);
      const epoch = Math.floor(index / imagesPerEpoch);
      const sizes = epoch < epochs ? wholeImages : shares;
      let image = index - epoch * imagesPerEpoch;
      let level = 0;
      while (image >= sizes[level]!) image -= sizes[level++]!;
      const part = partOf(level, epoch);
      return { epoch, level, image, list: isShuffled ? shuffled(part, counts !== undefined, [seed, epoch, level]) : inOrder(part) };
    },
    levels: tables.map(({ level }, l) => ({
      level,
      pairs: epochs * whole[l]!.pairs + thinned[l]!.pairs,
      entries: epochs * whole[l]!.entries + restEntries[l]!,
      images: epochs * wholeImages[l]! + shares[l]!,
    })),
  };
}

/** The images of a part, in the schedule's order. */
function inOrder({ list, entriesBefore }: Part): ImagePosition['list'] {
  return { entriesOf: (image) => entriesFrom(entriesBefore(image), entriesBefore(image + 1), (index) => list.at(index)) };
}

/** The images of a part that show its entries in a random order: as many as in the schedule's order where images have counts, else as many in each. */
function shuffled({ list, images, entriesBefore }: Part, hasCounts: boolean, key: number[]): ImagePosition['list'] {
  const entries = entriesBefore(images);
  const order = new Permutation(entries, ORDER_STREAM, ...key);
  const each = Math.floor(entries / images);
  // This is floor(image x entries / images), in numbers that stay exact.
  const evenlyBefore = (image: number) => image * each + Math.floor((image * (entries - each * images)) / images);
  const before = hasCounts ? entriesBefore : evenlyBefore;
  return { entriesOf: (image) => entriesFrom(before(image), before(image + 1), (index) => list.at(order.at(index))) };
}

function entriesFrom(from: number, to: number, at: (index: number) => Entry): Entry[] {
  return Array.from({ length: to - from }, (_, i) => at(from + i));
}

/** A level's list with the fewest pairs whose entries fill so many images. Entries of the last pair may be left over. */
function thin(table: LevelTable, images: number): LevelList {
  let low = -1;
  let high = table.views * table.steps;
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    if (new LevelList(table, middle).weight >= images * IMAGE_WEIGHT) high = middle;
    else low = middle;
  }
  return new LevelList(table, high);
}

/** Whole numbers in proportion to `weights` that add up to `total`, by the largest remainder; of equal remainders the first is rounded up first. */
function largestRemainder(total: number, weights: number[]): number[] {
  const sum = weights.reduce((a, b) => a + b, 0);
  const shares = weights.map((weight) => Math.floor((total * weight) / sum));
  const remainders = weights.map((weight, i) => (total * weight) / sum - shares[i]!);
  const order = weights.map((_, i) => i).sort((a, b) => remainders[b]! - remainders[a]! || a - b);
  const left = total - shares.reduce((a, b) => a + b, 0);
  for (let i = 0; i < left; i++) shares[order[i]!]!++;
  return shares;
}
