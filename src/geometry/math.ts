/** Gathers the functions of mathematics that are equal on every engine; those of `Math` differ in their last bits. */
export { acos, asin, atan, atan2, cos, MAX_ANGLE_RAD, sin, tan } from './math-trig.ts';
export { exp, log, pow, pow2 } from './math-exp.ts';

/** The length of a vector. Its squares must be doubles: a length above 1e154 becomes infinite, one below 1e-162 becomes 0. */
export function hypot(x: number, y: number, z = 0): number {
  return Math.sqrt(x * x + y * y + z * z);
}

export function square(x: number): number {
  return x * x;
}

/** The least power of two that is not below n, a whole number from 1 to 2^30. */
export function powerOfTwoFrom(n: number): number {
  return 1 << (32 - Math.clz32(n - 1));
}

/** The binary logarithm of a power of two, 1 to 2^31. */
export function log2OfPower(power: number): number {
  return 31 - Math.clz32(power);
}
