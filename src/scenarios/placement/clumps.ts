/** Says how many objects of an image lie together, and in clumps of which sizes. */
import { z } from 'zod';
import { counts, range } from '../../config/schema.ts';
import type { Random } from '../../scene/random.ts';

export const ClumpsSchema = z.strictObject({
  share: z.number().min(0).max(1).describe('Share of the objects that are in clumps.'),
  size: counts(2, 100).default([2, 5]).describe('Fewest and most objects of a clump.'),
  gap: range(0, 2, 0, 100).describe('Distance between the silhouettes of neighbours, pixels.'),
});

export type ClumpsOptions = z.infer<typeof ClumpsSchema>;

/**
 * The share to ask of each image so that the images together have `share` of all their objects in clumps.
 * It is larger than `share` where some images have fewer objects than a clump needs.
 * @param counts objects of images that stand for the dataset
 */
export function shareOfImages(counts: readonly number[], { share, size }: Pick<ClumpsOptions, 'share' | 'size'>): number {
  const most = new Map([...new Set(counts)].map((count) => [count, mostInClumps(count, size)]));
  const reached = (of: number) => counts.reduce((sum, count) => sum + Math.min(of * count, most.get(count)!), 0);
  const wanted = share * counts.reduce((sum, count) => sum + count, 0);
  if (reached(1) <= wanted) return 1;
  let [low, high] = [share, 1];
  for (let halving = 0; halving < 40; halving++) {
    const middle = (low + high) / 2;
    if (reached(middle) < wanted) low = middle;
    else high = middle;
  }
  return high;
}

/**
 * Draws the sizes of an image's clumps. The expected count of objects in clumps is share x objects, or the most that is possible.
 * A size is uniform over the range, except where the objects are too few for that.
 * @param chance 0 to 1, decides between more and fewer clumps. Where it is spread evenly over the images, the share of a dataset varies less
 *   than by chances that are random
 */
export function drawClumpSizes(objects: number, share: number, size: readonly [number, number], chance: number, random: Random): number[] {
  const sums = sumsOf(objects, size);
  const most = mostInClumps(objects, size);
  const wanted = Math.min(share * objects, most);
  // The count of clumps is drawn such that the mean of their sum is the wanted one.
  let clumps = 0;
  let mean = 0;
  for (const usual = sums.length > 1 ? meanSum(sums[1]!) : 0; clumps * usual < wanted; clumps++) {
    const next = clumps + 1 < sums.length ? meanSum(sums[clumps + 1]!) : 0;
    if (next < mean) break;
    if (next >= wanted) return drawIndependent(sums, chance * (next - mean) < wanted - mean ? clumps + 1 : clumps, size, random);
    mean = next;
  }
  // Independent sizes leave too many objects over. A larger share takes sizes whose sum is the largest that is possible.
  if (chance * (most - mean) >= wanted - mean) return drawIndependent(sums, clumps, size, random);
  return drawSizes(sums, drawIndex(sums.map((of) => of[most]!), random), most, size, random);
}

/** By count of clumps, then by their sum: the probability that so many independent sizes have this sum, which is at most `objects`. */
function sumsOf(objects: number, [least, most]: readonly [number, number]): Float64Array[] {
  const sums = [Float64Array.from({ length: objects + 1 }, (_, sum) => (sum === 0 ? 1 : 0))];
  for (let clumps = 1; clumps * least <= objects; clumps++) {
    const fewer = sums[clumps - 1]!;
    sums.push(Float64Array.from({ length: objects + 1 }, (_, sum) => {
      let total = 0;
      for (let size = least; size <= Math.min(most, sum); size++) total += fewer[sum - size]!;
      return total / (most - least + 1);
    }));
  }
  return sums;
}

/** The most objects that clumps of these sizes can hold, of so many. */
export function mostInClumps(objects: number, [least, most]: readonly [number, number]): number {
  const clumps = Math.floor(objects / least);
  // The sums of c clumps are all numbers from c x least to c x most, and more clumps reach farther.
  return Math.min(objects, clumps * most);
}

function meanSum(probabilities: Float64Array): number {
  let all = 0;
  let total = 0;
  probabilities.forEach((probability, sum) => {
    all += probability;
    total += probability * sum;
  });
  return total / all;
}

/** Sizes of so many clumps, as if drawn independently until their sum is at most the count of the objects. */
function drawIndependent(sums: Float64Array[], clumps: number, size: readonly [number, number], random: Random): number[] {
  return drawSizes(sums, clumps, drawIndex(sums[clumps]!, random), size, random);
}

/** Sizes of so many clumps with this sum, as if drawn independently until they have it. */
function drawSizes(sums: Float64Array[], clumps: number, sum: number, [least, most]: readonly [number, number], random: Random): number[] {
  return Array.from({ length: clumps }, (_, i) => {
    const others = sums[clumps - i - 1]!;
    const size = least + drawIndex(Array.from({ length: most - least + 1 }, (_, more) => others[sum - least - more] ?? 0), random);
    sum -= size;
    return size;
  });
}

/** An index, by weight. */
function drawIndex(weights: ArrayLike<number>, random: Random): number {
  let left = 0;
  for (let i = 0; i < weights.length; i++) left += weights[i]!;
  left *= random.uniform();
  let last = 0;
  for (let i = 0; i < weights.length; i++) {
    if (weights[i]! === 0) continue;
    last = i;
    left -= weights[i]!;
    if (left < 0) break;
  }
  return last;
}
