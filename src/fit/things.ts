/** Finds what lies beside the labelled objects: regions that differ from their neighbourhood. */
import type { Box } from './boxes.ts';
import { hsvOf } from './hsv.ts';
import type { Photo } from './photos.ts';
import { type Component, components } from './segment.ts';
import { type Grid, neighborhood } from './usual-colors.ts';

/** Something that differs from its neighbourhood. */
export interface Thing {
  box: Box;
  /** Its area over that of its box. */
  fill: number;
  /** Its colour less that of its neighbourhood, in value from -1 to 1; and its saturation. */
  darker: number;
  saturation: number;
}

/** Difference from the neighbourhood's colour above which something is there, codes. */
const LEAST_DIFFERENCE = 30;
/** Least area of a thing over that of the picture. */
const LEAST_AREA = 0.0003;

/** Regions outside boxes whose colour is not that of their neighbourhood. */
export function findThings({ width, height, rgb }: Photo, isInside: Uint8Array, grid: Grid): { things: Thing[]; evenness: number } {
  const around = neighborhood(grid, width, height);
  const difference = new Float32Array(width * height);
  let even = 0;
  let outside = 0;
  for (let i = 0; i < difference.length; i++) {
    if (isInside[i] === 1) continue;
    outside++;
    let most = 0;
    for (let k = 3 * i; k < 3 * i + 3; k++) {
      const d = Math.abs(rgb[k]! - around[k]!);
      if (d > most) most = d;
    }
    difference[i] = most;
    if (most < LEAST_DIFFERENCE) even++;
  }
  const things = components(difference, width, height, LEAST_DIFFERENCE)
    .filter(({ area }) => area >= LEAST_AREA * width * height)
    .map((part) => thingOf(part, rgb, around));
  return { things, evenness: outside === 0 ? 1 : even / outside };
}

function thingOf({ pixels, area, left, right, top, bottom }: Component, rgb: Uint8Array, neighbors: Float32Array): Thing {
  const meanOf = (values: ArrayLike<number>) => [0, 1, 2].map((channel) => pixels.reduce((sum, pixel) => sum + values[3 * pixel + channel]!, 0) / area);
  const [red, green, blue] = meanOf(rgb);
  const [, saturation, value] = hsvOf(red!, green!, blue!);
  const [w, h] = [right - left, bottom - top];
  return { box: [left, top, w, h], fill: area / (w * h), darker: Math.max(...meanOf(neighbors)) / 255 - value, saturation };
}
