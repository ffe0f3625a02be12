/** Computes colours: HSV of sRGB codes, and ranges of hues. */

/** Hue in turns, saturation and value from 0 to 1. */
export type Hsv = readonly [hue: number, saturation: number, value: number];

/** @param r of 0 to 255, as g and b */
export function hsvOf(r: number, g: number, b: number): Hsv {
  const most = Math.max(r, g, b);
  const range = most - Math.min(r, g, b);
  if (range === 0) return [0, 0, most / 255];
  const sextant = most === r ? (g - b) / range : most === g ? 2 + (b - r) / range : 4 + (r - g) / range;
  return [(sextant / 6 + 1) % 1, range / most, most / 255];
}

/** Below this saturation a hue is noise. */
const LEAST_SATURATION = 0.03;

/**
 * The shortest arc that holds a share of the hues, as a range from 0 to 1. Where the arc passes red, where it ends are one, the range is the arc's
 * larger part. Colours without saturation do not count; without any, the range is all hues.
 */
export function hueRange(colors: readonly Hsv[], share: number): [number, number] {
  const hues = colors.filter(([, saturation]) => saturation >= LEAST_SATURATION).map(([hue]) => hue).sort((a, b) => a - b);
  if (hues.length === 0) return [0, 1];
  const count = Math.max(1, Math.ceil(share * hues.length));
  let best: [number, number] = [0, 1];
  for (let first = 0; first < hues.length; first++) {
    const last = first + count - 1;
    const end = last < hues.length ? hues[last]! : hues[last - hues.length]! + 1;
    if (end - hues[first]! < best[1] - best[0]) best = [hues[first]!, end];
  }
  if (best[1] <= 1) return best;
  return 1 - best[0] >= best[1] - 1 ? [best[0], 1] : [0, best[1] - 1];
}
