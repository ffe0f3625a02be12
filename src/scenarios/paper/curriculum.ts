/** Says which objects an image shows, by arithmetic alone: scale level > out-of-plane view > in-plane step > object. */
import { square } from '../../geometry/math.ts';
import { Permutation } from '../../scene/permutation.ts';
import { listOfEntries, listOfImages, wholeList } from './choose-list.ts';
import { ImageCounts } from './image-counts.ts';
import type { Entry, EntryList, LevelTable } from './level-list.ts';
import type { PaperConfig } from './sections.ts';

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
  /** Index of an image by its number among those of a level, over all passes. */
  indexOf(level: number, image: number): number;
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
  list: EntryList;
  images: number;
  /** Count of the entries in the images before `image`, in the schedule's order. */
  entriesBefore(image: number): number;
}

/**
 * The schedule of `count` images: whole passes, then a part of one. In that part each level has its share of the images, and thinned pairs.
 * @param tables of all levels, nearest first
 */
export function createSchedule(tables: LevelTable[], count: number | 'epoch', { seed, objects, isShuffled = false }: ScheduleOptions = { seed: 0 }): Schedule {
  const whole = tables.map(wholeList);
  const counts = objects && whole.map(({ entries }, l) => new ImageCounts(entries, objects, seed, tables[l]!.level));
  const wholeImages = whole.map((list, l) => (counts?.[l] ?? list).images);
  const imagesPerEpoch = wholeImages.reduce((sum, n) => sum + n, 0);
  const images = count === 'epoch' ? imagesPerEpoch : count;
  const epochs = Math.floor(images / imagesPerEpoch);
  const rest = images - epochs * imagesPerEpoch;
  const shares = largestRemainder(rest, wholeImages);
  const thinned = tables.map((table, l) => {
    const entries = counts?.[l]!.entriesBefore(shares[l]!, epochs);
    return entries === undefined ? listOfImages(table, shares[l]!) : listOfEntries(table, entries);
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
    indexOf(level, image) {
      const epoch = Math.min(epochs, Math.floor(image / wholeImages[level]!));
      const before = (epoch < epochs ? wholeImages : shares).slice(0, level).reduce((sum, n) => sum + n, 0);
      return epoch * imagesPerEpoch + before + image - epoch * wholeImages[level]!;
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
