/** Turns the places where a mask begins and ends into COCO's run lengths. Pure. */
import { encodeRleString } from './coco-rle.ts';

/** A mask as the record holds it: height and width, and COCO's compressed run lengths down the columns. */
export interface Rle { size: [height: number, width: number]; counts: string }

/**
 * Lengths of the runs outside and inside, in turns, the first outside; they add up to `pixels`. As COCO's own encoder does, a mask that
 * holds the last pixel ends with its run inside.
 * @param places ascending; where two are the same, an end and a beginning, the mask goes on
 */
export function runCounts(places: ArrayLike<number>, pixels: number): number[] {
  const counts: number[] = [];
  let last = 0;
  for (let i = 0; i < places.length; i++) {
    if (places[i] === places[i + 1]) {
      i++;
      continue;
    }
    counts.push(places[i]! - last);
    last = places[i]!;
  }
  if (last < pixels) counts.push(pixels - last);
  return counts;
}

export function rleOf(places: ArrayLike<number>, width: number, height: number): Rle {
  return { size: [height, width], counts: encodeRleString(runCounts(places, width * height)) };
}
