/** Converts between 8-bit codes and numbers 0-1: plain ones, and linear light coded as sRGB (IEC 61966-2-1). */
import { pow } from '../geometry/math.ts';

/** sRGB code 0-255, whole or not, to linear light 0-1. */
export function decodeSrgb(code: number): number {
  const coded = code / 255;
  return coded <= 0.04045 ? coded / 12.92 : pow((coded + 0.055) / 1.055, 2.4);
}

/** `decodeSrgb` of every whole code. */
export const DECODE_SRGB = Float64Array.from({ length: 256 }, (_, code) => decodeSrgb(code));

/** Linear light, clamped to 0-1, to the nearest sRGB code. */
export function encodeSrgb(linear: number): number {
  const x = clamp01(linear);
  return Math.round(255 * (x <= 0.0031308 ? 12.92 * x : 1.055 * pow(x, 1 / 2.4) - 0.055));
}

/** A number, clamped to 0-1, to the nearest 8-bit code. */
export function encodeUnorm8(x: number): number {
  return Math.round(clamp01(x) * 255);
}

const clamp01 = (x: number): number => Math.min(1, Math.max(0, x));
