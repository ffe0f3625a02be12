/** Says which objects an image shows, by arithmetic alone: scale level > out-of-plane view > in-plane step > object. */
import { square } from '../../geometry/math.ts';
import type { PaperConfig } from './config.ts';

/** Weights are whole numbers, so that running sums are exact: an image has room for this much. */
export const IMAGE_WEIGHT = 2 ** 20;
const GOLDEN = (Math.sqrt(5) - 1) / 2;

/** Diameters of the levels as shares of the image height, nearest first; linear in area. */
export function levelDiameters(config: PaperConfig): number[] {
  const { levels, diameter: [nearest, farthest] } = config.curriculum;
  return Array.from({ length: levels }, (_, l) => {
    const t = levels === 1 ? 0 : l / (levels - 1);
    return Math.sqrt(square(nearest) * (1 - t) + square(farthest) * t);
  });
}

/** Of an object whose silhouette covers `areaShare` of the image; rounded up, so that no more than maxPerImage fit. */
export function entryWeight(areaShare: number, config: PaperConfig): number {
  const { fill, maxPerImage } = config.foreground;
  return Math.min(IMAGE_WEIGHT, Math.ceil(IMAGE_WEIGHT * Math.max(areaShare / fill, 1 / maxPerImage)));
}

export interface Entry {
  /** Place in the whole list of the level. */
  entry: number;
  view: number;
  inPlane: number;
  model: number;
}

/** The sizes of a level's list and the weights of its entries, which do not depend on the in-plane step. */
export interface LevelTable {
  level: number;
  views: number;
  steps: number;
  models: number;
  /** Weight of the models before this one at the same (view, in-plane) pair; views x models. */
  before: Float64Array;
  /** Weight of all models at a pair; by view. */
  pairWeight: Float64Array;
}

/** @param weightOf an entry's weight, 1 .. IMAGE_WEIGHT */
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
 * A level's list of entries, or `pairs` of its (view, in-plane) pairs: views are spread evenly, a view's in-plane steps
 * too, from an offset that differs by view and level; schedule order is kept. An entry belongs to the image
 * floor(sum of the weights before it / IMAGE_WEIGHT).
 */
export class LevelList {
  readonly table: LevelTable;
  readonly pairs: number;
  /** Pairs and weight before a view; one more than views. */
  private readonly firstPair: Float64Array;
  private readonly start: Float64Array;

  constructor(table: LevelTable, pairs: number) {
    const { views, level } = table;
    this.table = table;
    this.pairs = pairs;
    this.firstPair = new Float64Array(views + 1);
    this.start = new Float64Array(views + 1);
    const offset = (0.5 + level * GOLDEN) % 1;
    for (let view = 0; view < views; view++) {
      // Pair p is at view floor((p + offset) views / pairs).
      this.firstPair[view + 1] = Math.ceil(((view + 1) * pairs) / views - offset);
      const count = this.firstPair[view + 1]! - this.firstPair[view]!;
      this.start[view + 1] = this.start[view]! + count * table.pairWeight[view]!;
    }
  }

  get entries(): number {
    return this.pairs * this.table.models;
  }

  get weight(): number {
    return this.start[this.table.views]!;
  }

  /** How many images hold all entries: the image of the last one, plus 1. */
  get images(): number {
    const { views, models, before, pairWeight } = this.table;
    let view = views - 1;
    while (view > 0 && this.firstPair[view] === this.pairs) view--;
    const lastPair = this.start[view + 1]! - pairWeight[view]!;
    return Math.floor((lastPair + before[view * models + models - 1]!) / IMAGE_WEIGHT) + 1;
  }

  /** How many entries belong to the images before `image`. */
  entriesBefore(image: number): number {
    const target = image * IMAGE_WEIGHT;
    if (target >= this.weight) return this.entries;
    const { models, before, pairWeight } = this.table;
    const view = lastAtMost(this.start, target);
    const rest = target - this.start[view]!;
    const pair = Math.floor(rest / pairWeight[view]!);
    const inPair = rest - pair * pairWeight[view]!;
    let model = 0;
    while (model < models && before[view * models + model]! < inPair) model++;
    return (this.firstPair[view]! + pair) * models + model;
  }

  /** The entry at a place of this list. */
  at(rank: number): Entry {
    const { views, steps, models, level } = this.table;
    const pair = Math.floor(rank / models);
    const model = rank - pair * models;
    const view = Math.min(lastAtMost(this.firstPair, pair), views - 1);
    const count = this.firstPair[view + 1]! - this.firstPair[view]!;
    const offset = ((view + 1) * GOLDEN + level * Math.SQRT2) % 1;
    const inPlane = Math.floor(((pair - this.firstPair[view]! + offset) * steps) / count);
    return { entry: (view * steps + inPlane) * models + model, view, inPlane, model };
  }

  entriesOf(image: number): Entry[] {
    const from = this.entriesBefore(image);
    return Array.from({ length: this.entriesBefore(image + 1) - from }, (_, i) => this.at(from + i));
  }
}

/** The last place whose value is at most `target`; values ascend and the first one is at most `target`. */
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

export interface ImagePlace {
  epoch: number;
  level: number;
  /** Among the images of this level in this epoch. */
  image: number;
  list: LevelList;
}

export interface Schedule {
  /** Of the whole run, and of one whole pass. */
  images: number;
  imagesPerEpoch: number;
  /** @throws Error when there is no such image */
  locate(index: number): ImagePlace;
  /** What the run takes of each level. */
  levels: { level: number; pairs: number; entries: number; images: number }[];
}

/** Whole passes, and of the last one what `count` leaves: each level its share, its pairs thinned. */
export function createSchedule(tables: LevelTable[], count: number | 'epoch'): Schedule {
  const whole = tables.map((table) => new LevelList(table, table.views * table.steps));
  const wholeImages = whole.map((list) => list.images);
  const imagesPerEpoch = wholeImages.reduce((sum, n) => sum + n, 0);
  const images = count === 'epoch' ? imagesPerEpoch : count;
  const epochs = Math.floor(images / imagesPerEpoch);
  const rest = images - epochs * imagesPerEpoch;
  const shares = largestRemainder(rest, wholeImages);
  const thinned = tables.map((table, l) => thin(table, shares[l]!));
  return {
    images,
    imagesPerEpoch,
    locate(index) {
      if (!(index >= 0 && index < images)) throw new Error(`plan: there is no image ${index}; wanted 0 to ${images - 1}`);
      const epoch = Math.floor(index / imagesPerEpoch);
      const [lists, sizes] = epoch < epochs ? [whole, wholeImages] : [thinned, shares];
      let image = index - epoch * imagesPerEpoch;
      let level = 0;
      while (image >= sizes[level]!) image -= sizes[level++]!;
      return { epoch, level, image, list: lists[level]! };
    },
    levels: tables.map(({ level }, l) => ({
      level,
      pairs: epochs * whole[l]!.pairs + thinned[l]!.pairs,
      entries: epochs * whole[l]!.entries + thinned[l]!.entriesBefore(shares[l]!),
      images: epochs * wholeImages[l]! + shares[l]!,
    })),
  };
}

/** The fewest pairs whose entries fill so many images; the last pair's are cut where the images end. */
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

/** Whole numbers in proportion to `weights` that add up to `total`; of equal remainders the first is rounded up first. */
function largestRemainder(total: number, weights: number[]): number[] {
  const sum = weights.reduce((a, b) => a + b, 0);
  const shares = weights.map((weight) => Math.floor((total * weight) / sum));
  const remainders = weights.map((weight, i) => (total * weight) / sum - shares[i]!);
  const order = weights.map((_, i) => i).sort((a, b) => remainders[b]! - remainders[a]! || a - b);
  const left = total - shares.reduce((a, b) => a + b, 0);
  for (let i = 0; i < left; i++) shares[order[i]!]!++;
  return shares;
}
