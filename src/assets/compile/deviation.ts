/** Measures how far points lie from a mesh's surface, through a tree of bounding boxes. */
import { log2OfPower, powerOfTwoFrom } from '../../geometry/math.ts';

const LEAF_TRIANGLES = 4;

/** Answers how far a point lies from an indexed mesh's surface. */
export class DistanceTree {
  readonly #corners: Float64Array;
  /** Triangles in tree order. */
  readonly #order: Uint32Array;
  /** Of each node in heap order, 6 numbers: the box's least and largest x, y, z. Node n has children 2n + 1 and 2n + 2. */
  readonly #boxes: Float64Array;
  readonly #leafDepth: number;

  constructor(positions: Float32Array, indices: Uint32Array) {
    const triangles = indices.length / 3;
    this.#corners = new Float64Array(indices.length * 3);
    indices.forEach((vertex, corner) => {
      for (let k = 0; k < 3; k++) this.#corners[corner * 3 + k] = positions[vertex * 3 + k]!;
    });
    this.#order = Uint32Array.from({ length: triangles }, (_, t) => t);
    this.#leafDepth = log2OfPower(powerOfTwoFrom(Math.max(1, Math.ceil(triangles / LEAF_TRIANGLES))));
    this.#boxes = new Float64Array(((2 << this.#leafDepth) - 1) * 6);
    this.#build(0, 0, triangles, 0);
  }

  #build(node: number, from: number, to: number, depth: number): void {
    const box = [Infinity, Infinity, Infinity, -Infinity, -Infinity, -Infinity];
    for (let i = from; i < to; i++) {
      const at = this.#order[i]! * 9;
      for (let j = 0; j < 9; j++) {
        const k = j % 3, x = this.#corners[at + j]!;
        if (x < box[k]!) box[k] = x;
        if (x > box[k + 3]!) box[k + 3] = x;
      }
    }
    this.#boxes.set(box, node * 6);
    if (depth === this.#leafDepth) return;
    const size = [0, 1, 2].map((k) => box[k + 3]! - box[k]!);
    const axis = size.indexOf(Math.max(...size));
    const key = (t: number): number => {
      const at = t * 9 + axis;
      return this.#corners[at]! + this.#corners[at + 3]! + this.#corners[at + 6]!;
    };
    this.#order.subarray(from, to).sort((a, b) => key(a) - key(b));
    const middle = (from + to) >> 1;
    this.#build(node * 2 + 1, from, middle, depth + 1);
    this.#build(node * 2 + 2, middle, to, depth + 1);
  }

  /** Distance from a point to the nearest point of the surface, in the mesh's unit. */
  distance(x: number, y: number, z: number): number {
    return Math.sqrt(this.#nearest(0, 0, this.#order.length, 0, x, y, z, Infinity));
  }

  #nearest(
    node: number, from: number, to: number, depth: number, x: number, y: number, z: number, best: number,
  ): number {
    if (depth === this.#leafDepth) {
      for (let i = from; i < to; i++) {
        best = Math.min(best, triangleDistance2(this.#corners, this.#order[i]! * 9, x, y, z));
      }
      return best;
    }
    const middle = (from + to) >> 1, left = node * 2 + 1, right = node * 2 + 2;
    const toLeft = this.#boxDistance2(left, x, y, z), toRight = this.#boxDistance2(right, x, y, z);
    const leftFirst = toLeft <= toRight;
    if (leftFirst && toLeft < best) best = this.#nearest(left, from, middle, depth + 1, x, y, z, best);
    if (toRight < best) best = this.#nearest(right, middle, to, depth + 1, x, y, z, best);
    if (!leftFirst && toLeft < best) best = this.#nearest(left, from, middle, depth + 1, x, y, z, best);
    return best;
  }

  #boxDistance2(node: number, x: number, y: number, z: number): number {
    const b = this.#boxes, at = node * 6;
    const dx = Math.max(b[at]! - x, 0, x - b[at + 3]!);
    const dy = Math.max(b[at + 1]! - y, 0, y - b[at + 4]!);
    const dz = Math.max(b[at + 2]! - z, 0, z - b[at + 5]!);
    return dx * dx + dy * dy + dz * dz;
  }
}

/** Squared distance to the nearest point of a triangle (Ericson, "Real-Time Collision Detection", 5.1.5). */
function triangleDistance2(p: Float64Array, at: number, x: number, y: number, z: number): number {
  const ax = p[at]! - x, ay = p[at + 1]! - y, az = p[at + 2]! - z;
  const ux = p[at + 3]! - p[at]!, uy = p[at + 4]! - p[at + 1]!, uz = p[at + 5]! - p[at + 2]!;
  const vx = p[at + 6]! - p[at]!, vy = p[at + 7]! - p[at + 1]!, vz = p[at + 8]! - p[at + 2]!;
  const uu = ux * ux + uy * uy + uz * uz, uv = ux * vx + uy * vy + uz * vz, vv = vx * vx + vy * vy + vz * vz;
  const ua = ux * ax + uy * ay + uz * az, va = vx * ax + vy * ay + vz * az;
  // A point of the plane is a + s u + t v. Where the foot of the perpendicular is outside, the nearest point is on an edge.
  const area2 = uu * vv - uv * uv;
  const s = (uv * va - vv * ua) / area2, t = (uv * ua - uu * va) / area2;
  if (s >= 0 && t >= 0 && s + t <= 1) return length2(ax + s * ux + t * vx, ay + s * uy + t * vy, az + s * uz + t * vz);
  const onU = clampToEdge(-ua / uu), onV = clampToEdge(-va / vv);
  const onW = clampToEdge((uu - uv + ua - va) / (uu - 2 * uv + vv)), rest = 1 - onW; // from u's end to v's end
  return Math.min(
    length2(ax + onU * ux, ay + onU * uy, az + onU * uz),
    length2(ax + onV * vx, ay + onV * vy, az + onV * vz),
    length2(ax + rest * ux + onW * vx, ay + rest * uy + onW * vy, az + rest * uz + onW * vz),
  );
}

// These stand outside the function that calls them: with closures made on every call, compiling takes twice as long.
const length2 = (x: number, y: number, z: number): number => x * x + y * y + z * z;
/** Clamps to 0-1, and NaN to 0: an edge without length divides by 0. */
const clampToEdge = (x: number): number => (x > 0 ? Math.min(x, 1) : 0);

/** About how many distances are measured each way. */
const SAMPLES = 1000;

/**
 * How far two meshes lie apart, in their unit: the root mean square distance, or a quarter of the largest where that is more.
 * The larger of two ways counts: from vertices of `exact` to the other surface, and from centres and edge middles of
 * `coarse`'s triangles to `exact`'s surface. Only the second way sees a bridge over a gap.
 *
 * The largest distance alone is the noise of a scan: by it, levels have 4 to 5 times the triangles for an equal picture. The
 * quarter keeps small parts (a handle, a spout) for as long as they can be seen.
 */
export function deviation(
  exact: { positions: Float32Array; tree: DistanceTree },
  coarse: { positions: Float32Array; indices: Uint32Array },
): number {
  const coarseTree = new DistanceTree(coarse.positions, coarse.indices);
  const forth = new Distances();
  const vertices = exact.positions.length / 3;
  for (let i = 0; i < vertices; i += Math.max(1, Math.floor(vertices / SAMPLES))) {
    forth.add(coarseTree.distance(exact.positions[i * 3]!, exact.positions[i * 3 + 1]!, exact.positions[i * 3 + 2]!));
  }
  const back = new Distances();
  const triangles = coarse.indices.length / 3;
  const weights = [[1 / 3, 1 / 3, 1 / 3], [0.5, 0.5, 0], [0, 0.5, 0.5], [0.5, 0, 0.5]] as const;
  for (let t = 0; t < triangles; t += Math.max(1, Math.floor((triangles * 4) / SAMPLES))) {
    for (const weight of weights) {
      const point = [0, 0, 0];
      for (let c = 0; c < 3; c++) {
        for (let k = 0; k < 3; k++) point[k]! += weight[c]! * coarse.positions[coarse.indices[t * 3 + c]! * 3 + k]!;
      }
      back.add(exact.tree.distance(point[0]!, point[1]!, point[2]!));
    }
  }
  return Math.max(forth.error, back.error);
}

class Distances {
  #count = 0;
  #squares = 0;
  #largest = 0;

  add(distance: number): void {
    this.#count++;
    this.#squares += distance * distance;
    this.#largest = Math.max(this.#largest, distance);
  }

  get error(): number {
    return Math.max(Math.sqrt(this.#squares / this.#count), this.#largest / 4);
  }
}
