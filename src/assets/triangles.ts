/** Computes normals and areas of triangles whose corners lie in a flat array of numbers. */
import { hypot } from '../geometry/math.ts';
import type { Vec3 } from '../geometry/vectors.ts';

/**
 * Twice the triangle's area times its unit normal, on the side from which a, b, c run counter-clockwise.
 * @param numbers holds x, y, z of each corner, one after the other
 * @param a index of the first corner's x in `numbers`; `b` and `c` likewise
 */
export function faceNormal(numbers: ArrayLike<number>, a: number, b: number, c: number): Vec3 {
  const ux = numbers[b]! - numbers[a]!, uy = numbers[b + 1]! - numbers[a + 1]!, uz = numbers[b + 2]! - numbers[a + 2]!;
  const vx = numbers[c]! - numbers[a]!, vy = numbers[c + 1]! - numbers[a + 1]!, vz = numbers[c + 2]! - numbers[a + 2]!;
  return [uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx];
}

/** Twice the triangle's area; parameters as for `faceNormal`. */
export function doubleArea(numbers: ArrayLike<number>, a: number, b: number, c: number): number {
  const normal = faceNormal(numbers, a, b, c);
  return hypot(normal[0], normal[1], normal[2]);
}
