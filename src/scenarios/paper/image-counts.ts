/** Divides the entries of a level among images so that every count of objects from the fewest to the most comes equally often. */
import { Permutation } from '../../scene/permutation.ts';

/** Keeps these orders of counts apart from other permutations of the same seed. */
const STREAM = 1;

/**
 * The images of one level in a whole pass. A block of images has each count once, in a random order that depends on seed, pass, level and block,
 * so the entries before a block are a product. The counts at the end are changed by a few, so that their sum is that of the entries left.
 * Where no counts in the range have that sum, the last image shows what is left.
 */
export class ImageCounts {
  /** Count of the images of a whole pass, which is the same in every pass. */
  readonly images: number;
  private readonly least: number;
  private readonly most: number;
  private readonly key: readonly number[];
  /** Whole blocks before the end. */
  private readonly blocks: number;
  /** Entries of the images after those blocks. */
  private readonly endEntries: number;

  /** @param entries of the level's whole list */
  constructor(entries: number, [least, most]: readonly [number, number], seed: number, level: number) {
    this.least = least;
    this.most = most;
    this.key = [STREAM, seed, level];
    const block = this.blockEntries;
    const whole = Math.floor(entries / block);
    // The end takes up whole blocks until some count of images can hold its entries.
    let blocks = whole;
    while (blocks > 0 && imagesFor(entries - blocks * block, least, most) === null) blocks--;
    const images = imagesFor(entries - blocks * block, least, most);
    this.blocks = images === null ? whole : blocks;
    this.endEntries = entries - this.blocks * block;
    this.images = this.blocks * this.blockImages + (images ?? Math.ceil(this.endEntries / most));
  }

  /** Count of the entries in the images before `image` of a pass. */
  entriesBefore(image: number, epoch: number): number {
    const block = Math.min(this.blocks, Math.floor(image / this.blockImages));
    const counts = block < this.blocks ? this.blockCounts(block, epoch) : this.endCounts(epoch);
    let entries = block * this.blockEntries;
    for (let i = 0, n = image - block * this.blockImages; i < n; i++) entries += counts[i]!;
    return entries;
  }

  private get blockImages(): number {
    return this.most - this.least + 1;
  }

  private get blockEntries(): number {
    return (this.blockImages * (this.least + this.most)) / 2;
  }

  private blockCounts(block: number, epoch: number): number[] {
    const order = new Permutation(this.blockImages, ...this.key, epoch, block);
    return Array.from({ length: this.blockImages }, (_, i) => this.least + order.at(i));
  }

  private endCounts(epoch: number): number[] {
    const { least, most, endEntries } = this;
    const images = this.images - this.blocks * this.blockImages;
    if (images === 0) return [];
    if (endEntries < images * least) return [...new Array<number>(images - 1).fill(least), endEntries - (images - 1) * least];
    const counts: number[] = [];
    for (let block = this.blocks; counts.length < images; block++) counts.push(...this.blockCounts(block, epoch));
    return adjusted(counts.slice(0, images), endEntries, least, most);
  }
}

/** The count of images, near the mean's, that can hold so many entries with counts in the range; null where there is none. */
function imagesFor(entries: number, least: number, most: number): number | null {
  const fewest = Math.ceil(entries / most);
  const largest = Math.floor(entries / least);
  return fewest > largest ? null : Math.max(fewest, Math.min(largest, Math.round((2 * entries) / (least + most))));
}

/** Changes counts by steps of 1 until they have the sum. Each step goes from a frequent count to a rare one, which keeps them spread evenly. */
function adjusted(counts: number[], sum: number, least: number, most: number): number[] {
  const often = new Array<number>(most + 1).fill(0);
  for (const count of counts) often[count]!++;
  let left = sum - counts.reduce((a, b) => a + b, 0);
  const step = Math.sign(left);
  for (; left !== 0; left -= step) {
    let best = -1;
    let bestGain = -Infinity;
    counts.forEach((count, i) => {
      const next = count + step;
      if (next < least || next > most || often[count]! - often[next]! <= bestGain) return;
      best = i;
      bestGain = often[count]! - often[next]!;
    });
    often[counts[best]!]!--;
    counts[best]! += step;
    often[counts[best]!]!++;
  }
  return counts;
}
