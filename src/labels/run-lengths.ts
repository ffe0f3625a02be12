/** Computes COCO's run lengths of a mask from the positions where it begins and ends. */
import { z } from 'zod';
import type { RunList } from '../scene/measured.ts';
import { encodeRleString } from './coco-rle.ts';

/** A mask as the record holds it: height and width, and COCO's compressed run lengths down the columns. */
export const RleSchema = z.object({
  size: z.tuple([z.int(), z.int()]).describe('Height and width.'), counts: z.string().describe('Run lengths as COCO compresses them.'),
});
export type Rle = z.infer<typeof RleSchema>;

/**
 * Lengths of the runs outside and inside, which alternate; the first is outside, and they add up to `pixels`. A mask that holds the last
 * pixel ends with its run inside, as COCO's own encoder has it.
 * @param positions ascending, as `RunList` holds them; where an end and a beginning are equal, the mask continues
 * @param pixels of the image
 */
export function runCounts(positions: ArrayLike<number>, pixels: number): number[] {
  const counts: number[] = [];
  let last = 0;
  for (let i = 0; i < positions.length; i++) {
    if (positions[i] === positions[i + 1]) {
      i++;
      continue;
    }
    counts.push(positions[i]! - last);
    last = positions[i]!;
  }
  if (last < pixels) counts.push(pixels - last);
  return counts;
}

/** The mask of one instance as the record holds it. */
export function rleOf(positions: ArrayLike<number>, width: number, height: number): Rle {
  return { size: [height, width], counts: encodeRleString(runCounts(positions, width * height)) };
}

/** The masks of all labelled instances of an image, in the scene's order. */
export function rlesOf({ positions, ends }: RunList, { width, height }: { width: number; height: number }): Rle[] {
  return ends.map((end, i) => rleOf(positions.subarray(ends[i - 1] ?? 0, end), width, height));
}
