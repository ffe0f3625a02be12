/** Computes with 3-vectors in double precision. */
export type Vec3 = [number, number, number];

export const add = (a: Vec3, b: Vec3): Vec3 => [a[0] + b[0], a[1] + b[1], a[2] + b[2]];
export const subtract = (a: Vec3, b: Vec3): Vec3 => [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
export const scaled = (a: Vec3, s: number): Vec3 => [a[0] * s, a[1] * s, a[2] * s];
export const dot = (a: Vec3, b: Vec3): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
export const cross = (a: Vec3, b: Vec3): Vec3 => [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
export const normalized = (a: Vec3): Vec3 => scaled(a, 1 / Math.hypot(...a));
export const multiply = (rows: readonly number[], a: Vec3): Vec3 =>
  [0, 3, 6].map((r) => rows[r]! * a[0] + rows[r + 1]! * a[1] + rows[r + 2]! * a[2]) as Vec3;
export const blended = (weights: Vec3, a: Vec3, b: Vec3, c: Vec3): Vec3 =>
  add(add(scaled(a, weights[0]), scaled(b, weights[1])), scaled(c, weights[2]));
