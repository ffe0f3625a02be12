/** Measures how far points lie from a mesh's surface, through a tree of bounding boxes. */
import { log2OfPower, powerOfTwoFrom } from '../../geometry/math.ts';

const LEAF_TRIANGLES = 4;
/** More than any index of a triangle, of which loaders refuse 2^20 and more; times CELLS^3 it is exact in a double. */
const MOST_TRIANGLES = 1 << 21;
/** Cells an axis of the grid along whose Z-curve triangles are sorted. */
const CELLS = 1024;

/** Answers how far a point lies from an indexed mesh's surface. */
export class DistanceTree {
  /** 9 numbers a triangle, in tree order. */
  readonly #corners: Float64Array;
  /** Of each node in heap order, 6 numbers: the box's least and largest x, y, z. Node n has children 2n + 1 and 2n + 2. */
  readonly #boxes: Float64Array;
  readonly #leafDepth: number;
  /** Squared distance of the nearest triangle so far, and its number. */
  #best = Infinity;
  #nearest = 0;

  constructor(positions: Float32Array, indices: Uint32Array) {
    const triangles = indices.length / 3;
    const order = zOrder(positions, indices);
    this.#corners = new Float64Array(indices.length * 3);
    for (let i = 0; i < triangles; i++) {
      for (let corner = 0; corner < 3; corner++) {
        const from = indices[order[i]! * 3 + corner]! * 3;
        for (let k = 0; k < 3; k++) this.#corners[i * 9 + corner * 3 + k] = positions[from + k]!;
      }
    }
    this.#leafDepth = log2OfPower(powerOfTwoFrom(Math.max(1, Math.ceil(triangles / LEAF_TRIANGLES))));
    this.#boxes = new Float64Array(((2 << this.#leafDepth) - 1) * 6);
    this.#build(0, 0, triangles, 0);
  }

  #build(node: number, from: number, to: number, depth: number): void {
    const boxes = this.#boxes;
    if (depth === this.#leafDepth) {
      for (let k = 0; k < 3; k++) {
        let least = Infinity, most = -Infinity;
        for (let at = from * 9 + k; at < to * 9; at += 3) {
          least = Math.min(least, this.#corners[at]!);
          most = Math.max(most, this.#corners[at]!);
        }
        boxes[node * 6 + k] = least;
        boxes[node * 6 + k + 3] = most;
      }
      return;
    }
    const middle = (from + to) >> 1, left = node * 2 + 1, right = node * 2 + 2;
    this.#build(left, from, middle, depth + 1);
    this.#build(right, middle, to, depth + 1);
    for (let k = 0; k < 3; k++) {
      boxes[node * 6 + k] = Math.min(boxes[left * 6 + k]!, boxes[right * 6 + k]!);
      boxes[node * 6 + k + 3] = Math.max(boxes[left * 6 + k + 3]!, boxes[right * 6 + k + 3]!);
    }
  }

  /**
   * Distance from a point to the nearest point of the surface, in the mesh's unit. The search starts at the triangle that the last
   * point was nearest to, so points that follow each other closely take a fraction of the time.
   */
  distance(x: number, y: number, z: number): number {
    this.#best = this.#corners.length > 0 ? triangleDistance2(this.#corners, this.#nearest * 9, x, y, z) : Infinity;
    this.#search(0, 0, this.#corners.length / 9, 0, x, y, z);
    return Math.sqrt(this.#best);
  }

  #search(node: number, from: number, to: number, depth: number, x: number, y: number, z: number): void {
    if (depth === this.#leafDepth) {
      for (let i = from; i < to; i++) {
        const distance2 = triangleDistance2(this.#corners, i * 9, x, y, z);
        if (distance2 >= this.#best) continue;
        this.#best = distance2;
        this.#nearest = i;
      }
      return;
    }
    const middle = (from + to) >> 1, left = node * 2 + 1, right = node * 2 + 2;
    const toLeft = this.#boxDistance2(left, x, y, z), toRight = this.#boxDistance2(right, x, y, z);
    const leftFirst = toLeft <= toRight;
    if (leftFirst && toLeft < this.#best) this.#search(left, from, middle, depth + 1, x, y, z);
    if (toRight < this.#best) this.#search(right, middle, to, depth + 1, x, y, z);
    if (!leftFirst && toLeft < this.#best) this.#search(left, from, middle, depth + 1, x, y, z);
  }

  #boxDistance2(node: number, x: number, y: number, z: number): number {
    const b = this.#boxes, at = node * 6;
    const dx = Math.max(b[at]! - x, 0, x - b[at + 3]!);
    const dy = Math.max(b[at + 1]! - y, 0, y - b[at + 4]!);
    const dz = Math.max(b[at + 2]! - z, 0, z - b[at + 5]!);
    return dx * dx + dy * dy + dz * dz;
  }
}

/** The triangles along a Z-curve through their centres (G. Morton 1966): triangles that follow each other lie close together. */
function zOrder(positions: Float32Array, indices: Uint32Array): Uint32Array {
  const triangles = indices.length / 3;
  const centers = new Float64Array(triangles * 3);
  const least = [Infinity, Infinity, Infinity], most = [-Infinity, -Infinity, -Infinity];
  for (let t = 0; t < triangles; t++) {
    for (let k = 0; k < 3; k++) {
      const center = positions[indices[t * 3]! * 3 + k]! + positions[indices[t * 3 + 1]! * 3 + k]! + positions[indices[t * 3 + 2]! * 3 + k]!;
      centers[t * 3 + k] = center;
      if (center < least[k]!) least[k] = center;
      if (center > most[k]!) most[k] = center;
    }
  }
  // One cell's side on all axes. A key is the cell's number on the curve, then the index; numbers are sorted without a call a comparison.
  const toCells = (CELLS - 1) / Math.max(...most.map((end, k) => end - least[k]!), Number.MIN_VALUE);
  const keys = new Float64Array(triangles);
  for (let t = 0; t < triangles; t++) {
    let cell = 0;
    for (let k = 0; k < 3; k++) cell |= spread(Math.floor((centers[t * 3 + k]! - least[k]!) * toCells)) << k;
    keys[t] = cell * MOST_TRIANGLES + t;
  }
  return Uint32Array.from(keys.sort(), (key) => key % MOST_TRIANGLES);
}

/** Moves bit i of ten bits to bit 3 i. */
function spread(bits: number): number {
  const a = (bits | (bits << 16)) & 0x030000ff;
  const b = (a | (a << 8)) & 0x0300f00f;
  const c = (b | (b << 4)) & 0x030c30c3;
  return (c | (c << 2)) & 0x09249249;
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
