/** Converts between linear light and 8-bit sRGB code (IEC 61966-2-1). */
import { pow } from '../geometry/math.ts';

/** Code 0-255 -> linear 0-1. */
export const DECODE_SRGB = Float64Array.from({ length: 256 }, (_, code) => {
  const s = code / 255;
  return s <= 0.04045 ? s / 12.92 : pow((s + 0.055) / 1.055, 2.4);
});

/** Linear (clamped to 0-1) -> nearest code 0-255. */
export function encodeSrgb(linear: number): number {
  const x = Math.min(1, Math.max(0, linear));
  return Math.round(255 * (x <= 0.0031308 ? 12.92 * x : 1.055 * pow(x, 1 / 2.4) - 0.055));
}
