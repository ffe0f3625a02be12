/** Turns the positions where a mask begins and ends into COCO's run lengths. Pure. */
import { z } from 'zod';
import type { RunList } from '../scene/measured.ts';
import { encodeRleString } from './coco-rle.ts';

/** A mask as the record holds it: height and width, and COCO's compressed run lengths down the columns. */
export const RleSchema = z.object({ size: z.tuple([z.int(), z.int()]), counts: z.string() });
export type Rle = z.infer<typeof RleSchema>;

/**
 * Lengths of the runs outside and inside, in turns, the first outside; they add up to `pixels`. As COCO's own encoder does, a mask that
 * holds the last pixel ends with its run inside.
 * @param positions ascending; where two are the same, an end and a beginning, the mask goes on
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

export function rleOf(positions: ArrayLike<number>, width: number, height: number): Rle {
  return { size: [height, width], counts: encodeRleString(runCounts(positions, width * height)) };
}

/** The masks of all labelled instances of an image, in their order. */
export function rlesOf({ positions, ends }: RunList, { width, height }: { width: number; height: number }): Rle[] {
  return ends.map((end, i) => rleOf(positions.subarray(ends[i - 1] ?? 0, end), width, height));
}
