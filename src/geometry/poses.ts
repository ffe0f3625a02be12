/** Makes rotations from views, in-plane angles and viewing rays, and converts between quaternions and matrices. */
import { cos, hypot, sin } from './math.ts';
import { icosphere, viewCount } from './icosphere.ts';
import type { Quaternion, Vec3 } from './vectors.ts';

/** A 3 x 3 matrix, row by row. */
export type Matrix3 = [number, number, number, number, number, number, number, number, number];

/**
 * The rotation from the model's frame to the camera's for an object on the viewing axis.
 * The rotation takes `direction` to -z. The model's +y points up in the image.
 * From straight above, the model's front (+z) points down in the image; from straight below, it points up.
 * @param direction unit vector from the object to the camera, model frame
 */
export function viewRotation(direction: Vec3): Matrix3 {
  const forward: Vec3 = [-direction[0], -direction[1], -direction[2]];
  const up: Vec3 = Math.abs(direction[1]) > 0.999 ? [0, 0, -Math.sign(direction[1])] : [0, 1, 0];
  const right = cross(forward, up);
  const length = hypot(right[0], right[1], right[2]);
  const x: Vec3 = [right[0] / length, right[1] / length, right[2] / length];
  const y = cross(forward, x);
  return [...x, ...y, ...forward];
}

const viewTables = new Map<number, { matrices: Matrix3[]; quaternions: Quaternion[] }>();

/** The rotations of all views of an icosphere level, in the order of `icosphere`. They are computed once. */
export function viewRotations(level: number): { matrices: Matrix3[]; quaternions: Quaternion[] } {
  let table = viewTables.get(level);
  if (!table) {
    const directions = icosphere(level);
    const matrices = Array.from({ length: viewCount(level) }, (_, v) =>
      viewRotation([directions[3 * v]!, directions[3 * v + 1]!, directions[3 * v + 2]!]));
    table = { matrices, quaternions: matrices.map(quaternionOf) };
    viewTables.set(level, table);
  }
  return table;
}

/** The rotation by `angleRad` about the viewing axis. A positive angle is clockwise in the image, because y points down. */
export function inPlaneRotation(angleRad: number): Quaternion {
  return [cos(angleRad / 2), 0, 0, sin(angleRad / 2)];
}

/** The smallest rotation that takes +z to the unit vector `ray` (ray z > -1). */
export function rayRotation(ray: Vec3): Quaternion {
  const w = Math.sqrt((1 + ray[2]) / 2);
  return [w, -ray[1] / (2 * w), ray[0] / (2 * w), 0];
}

/** The rotation by b, then by a. */
export function multiply(a: Quaternion, b: Quaternion): Quaternion {
  return [
    a[0] * b[0] - a[1] * b[1] - a[2] * b[2] - a[3] * b[3],
    a[0] * b[1] + a[1] * b[0] + a[2] * b[3] - a[3] * b[2],
    a[0] * b[2] - a[1] * b[3] + a[2] * b[0] + a[3] * b[1],
    a[0] * b[3] + a[1] * b[2] - a[2] * b[1] + a[3] * b[0],
  ];
}

/** The matrix of a unit quaternion. */
export function matrixOf(q: Quaternion): Matrix3 {
  const [w, x, y, z] = q;
  return [
    1 - 2 * (y * y + z * z), 2 * (x * y - w * z), 2 * (x * z + w * y),
    2 * (x * y + w * z), 1 - 2 * (x * x + z * z), 2 * (y * z - w * x),
    2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y),
  ];
}

/**
 * The quaternion of a rotation matrix, w >= 0. Source: S. W. Shepperd, J. Guidance and Control 1, 1978: dividing by the largest
 * element loses the fewest bits.
 */
export function quaternionOf(m: Matrix3): Quaternion {
  const trace = m[0] + m[4] + m[8];
  const largest = Math.max(trace, m[0], m[4], m[8]);
  let q: Quaternion;
  if (largest === trace) q = [1 + trace, m[7] - m[5], m[2] - m[6], m[3] - m[1]];
  else if (largest === m[0]) q = [m[7] - m[5], 1 + 2 * m[0] - trace, m[1] + m[3], m[2] + m[6]];
  else if (largest === m[4]) q = [m[2] - m[6], m[1] + m[3], 1 + 2 * m[4] - trace, m[5] + m[7]];
  else q = [m[3] - m[1], m[2] + m[6], m[5] + m[7], 1 + 2 * m[8] - trace];
  const scale = (q[0] < 0 ? -1 : 1) / Math.sqrt(q[0] * q[0] + q[1] * q[1] + q[2] * q[2] + q[3] * q[3]);
  return [q[0] * scale, q[1] * scale, q[2] * scale, q[3] * scale];
}

/** Rotates a vector by a unit quaternion. */
export function rotate(q: Quaternion, v: Vec3): Vec3 {
  const m = matrixOf(q);
  return [
    m[0] * v[0] + m[1] * v[1] + m[2] * v[2],
    m[3] * v[0] + m[4] * v[1] + m[5] * v[2],
    m[6] * v[0] + m[7] * v[1] + m[8] * v[2],
  ];
}

function cross(a: Vec3, b: Vec3): Vec3 {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
}
