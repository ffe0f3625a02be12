/** Converts between 8-bit codes and numbers 0-1: plain ones, and linear light coded as sRGB (IEC 61966-2-1). */
import { pow } from '../geometry/math.ts';

const clamp01 = (x: number): number => Math.min(1, Math.max(0, x));

/** sRGB code 0-255, whole or not, to linear light 0-1. */
export function decodeSrgb(code: number): number {
  const coded = code / 255;
  return coded <= 0.04045 ? coded / 12.92 : pow((coded + 0.055) / 1.055, 2.4);
}

/** `decodeSrgb` of every whole code. */
export const DECODE_SRGB = Float64Array.from({ length: 256 }, (_, code) => decodeSrgb(code));

/** Linear light, clamped to 0-1, to the nearest sRGB code. */
function roundToCode(linear: number): number {
  const x = clamp01(linear);
  return Math.round(255 * (x <= 0.0031308 ? 12.92 * x : 1.055 * pow(x, 1 / 2.4) - 0.055));
}

/** By code: the least linear light that rounds to it, found by bisection between the codes a quarter below and above. */
const LEAST_LIGHT = Float64Array.from({ length: 257 }, (_, code) => {
  if (code === 0 || code === 256) return code === 0 ? -Infinity : Infinity;
  let below = decodeSrgb(code - 0.75);
  let least = decodeSrgb(code - 0.25);
  for (let middle = 0; (middle = (below + least) / 2) > below && middle < least;) {
    if (roundToCode(middle) < code) below = middle;
    else least = middle;
  }
  return least;
});

/** In a step of this many, linear light passes at most one code: the curve rises by 12.92 x 255 codes at its steepest. */
const STEPS = 4096;
/** By step: the code of its darkest light. */
const CODE_OF_STEP = Uint8Array.from({ length: STEPS + 1 }, (_, step) => roundToCode(step / STEPS));

/** Linear light, clamped to 0-1, to the nearest sRGB code: what the formula rounds to, without its power. Textures ask for millions. */
export function encodeSrgb(linear: number): number {
  const x = clamp01(linear);
  const code = CODE_OF_STEP[Math.floor(x * STEPS)]!;
  return x >= LEAST_LIGHT[code + 1]! ? code + 1 : code;
}

/** A number, clamped to 0-1, to the nearest 8-bit code. */
export function encodeUnorm8(x: number): number {
  return Math.round(clamp01(x) * 255);
}
