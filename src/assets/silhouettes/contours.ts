/** Traces the outlines of a silhouette raster and thins them out to polygons. */
import { hypot } from '../../geometry/math.ts';
import { columnOf, type GridShape, isSet, lowestBit, rowOf } from './sample-grid.ts';

/** A closed polygon of an outline. The inside is to the right of the direction in which the vertices run, y down. */
export interface OutlineLoop {
  /** x, y each, in samples: sample (i, j) has its centre at (i, j). */
  points: Float64Array;
  /** By vertex: the inside sample beside it. */
  beside: Int32Array;
}

/** Loops around fewer samples are dropped. Holes of any size are kept, because the background shows through them. */
const LEAST_SAMPLES = 3;
/** How far a polygon may pass from the traced outline, samples, which itself is off by up to half a sample. The first that keeps a thin shape is used. */
const TOLERANCES = [1, 0.5, 0];
/** Least area of a polygon over the traced outline's. */
const LEAST_AREA_KEPT = 0.9;
const STEP_X = [1, 0, -1, 0];
const STEP_Y = [0, 1, 0, -1];

/** All loops around the inside samples, holes too, moved so that together they enclose the samples' area. */
export function traceOutline(inside: Int32Array, shape: GridShape): OutlineLoop[] {
  const words = shape.stride / 32;
  /** Samples whose upper side was passed: every loop has such a side. */
  const passed = new Int32Array(inside.length);
  const loops: OutlineLoop[] = [];
  let samples = 0;
  for (let i = words; i < inside.length; i++) {
    for (let starts = 0; (starts = inside[i]! & ~inside[i - words]! & ~passed[i]!) !== 0;) {
      const loop = traceLoop(inside, shape, 32 * i + lowestBit(starts), passed);
      const area = areaOf(loop);
      if (area >= 0 && area < LEAST_SAMPLES) continue;
      samples += area;
      loops.push(simplify(loop));
    }
  }
  const lost = samples - loops.reduce((sum, loop) => sum + areaOf(loop), 0);
  const outward = lost / Math.max(1, loops.reduce((sum, loop) => sum + lengthOf(loop), 0));
  for (const loop of loops) moveOutward(loop.points, outward);
  return loops;
}

/** Moves each vertex along the mean of the normals of the two sides that meet there. */
function moveOutward(points: Float64Array, distance: number): void {
  const from = points.slice();
  const count = points.length / 2;
  for (let i = 0; i < count; i++) {
    const before = 2 * ((i + count - 1) % count);
    const after = 2 * ((i + 1) % count);
    const [ax, ay] = unitOrZero(from[2 * i]! - from[before]!, from[2 * i + 1]! - from[before + 1]!);
    const [bx, by] = unitOrZero(from[after]! - from[2 * i]!, from[after + 1]! - from[2 * i + 1]!);
    const [nx, ny] = unitOrZero(ay + by, -ax - bx);
    points[2 * i]! += nx * distance;
    points[2 * i + 1]! += ny * distance;
  }
}

/** Follows the sides between inside and outside samples; each side's middle is a vertex. Samples that touch at a corner only are not joined. */
function traceLoop(inside: Int32Array, shape: GridShape, start: number, passed: Int32Array): OutlineLoop {
  const { stride } = shape;
  const points: number[] = [];
  const beside: number[] = [];
  // Corner i is at the upper left of sample i. Directions: 0 right, 1 down, 2 left, 3 up; the sample to the right is inside.
  let corner = start;
  let x = columnOf(shape, start);
  let y = rowOf(shape, start);
  let direction = 0;
  do {
    if (direction === 0) passed[corner >> 5]! |= 1 << (corner & 31);
    points.push(x - 0.5 + STEP_X[direction]! / 2, y - 0.5 + STEP_Y[direction]! / 2);
    beside.push(sampleAround(corner, direction + 2, stride));
    x += STEP_X[direction]!;
    y += STEP_Y[direction]!;
    corner += STEP_X[direction]! + STEP_Y[direction]! * stride;
    if (!isSet(inside, sampleAround(corner, direction + 2, stride))) direction = (direction + 1) % 4;
    else if (isSet(inside, sampleAround(corner, direction + 1, stride))) direction = (direction + 3) % 4;
  } while (corner !== start || direction !== 0);
  return { points: Float64Array.from(points), beside: Int32Array.from(beside) };
}

/**
 * One of the four samples around a corner.
 * @param quadrant from the upper left clockwise. Ahead of a direction, `direction + 1` is to the left and `direction + 2` to the right.
 */
function sampleAround(corner: number, quadrant: number, stride: number): number {
  const wrapped = quadrant & 3;
  return corner - (wrapped < 2 ? stride : 0) - (wrapped === 0 || wrapped === 3 ? 1 : 0);
}

function simplify(loop: OutlineLoop): OutlineLoop {
  for (const tolerance of TOLERANCES) {
    const found = withinTolerance(loop, tolerance);
    if (areaOf(found) / areaOf(loop) >= LEAST_AREA_KEPT) return found;
  }
  return loop;
}

/** Keeps the vertices that the outline needs (U. Ramer 1972, D. Douglas and T. Peucker 1973). */
function withinTolerance(loop: OutlineLoop, tolerance: number): OutlineLoop {
  const count = loop.beside.length;
  const isKept = new Uint8Array(count + 1);
  const far = farthest(loop.points, 0, count);
  isKept[0] = isKept[far.vertex] = 1;
  const spans = [[0, far.vertex], [far.vertex, count]];
  for (let span; (span = spans.pop());) {
    const [from, to] = span as [number, number];
    const { vertex, distance } = farthest(loop.points, from, to);
    if (distance <= tolerance) continue;
    isKept[vertex] = 1;
    spans.push([from, vertex], [vertex, to]);
  }
  return { points: loop.points.filter((_, i) => isKept[i >> 1] === 1), beside: loop.beside.filter((_, i) => isKept[i] === 1) };
}

/** The vertex between two others that is farthest from the line between them, or from their common point. */
function farthest(points: Float64Array, from: number, to: number): { vertex: number; distance: number } {
  const end = 2 * (to % (points.length / 2));
  const x = points[2 * from]!;
  const y = points[2 * from + 1]!;
  const dx = points[end]! - x;
  const dy = points[end + 1]! - y;
  const length = Math.sqrt(dx * dx + dy * dy);
  let vertex = from;
  let distance = 0;
  for (let i = from + 1; i < to; i++) {
    const px = points[2 * i]! - x;
    const py = points[2 * i + 1]! - y;
    const distanceHere = length > 0 ? Math.abs(px * dy - py * dx) / length : Math.sqrt(px * px + py * py);
    if (distanceHere > distance) {
      distance = distanceHere;
      vertex = i;
    }
  }
  return { vertex, distance };
}

/** Positive where the inside is to the right of the vertices' direction, y down. */
function areaOf({ points }: OutlineLoop): number {
  let twice = 0;
  for (let i = 0; i < points.length; i += 2) {
    const next = (i + 2) % points.length;
    twice += points[i]! * points[next + 1]! - points[next]! * points[i + 1]!;
  }
  return twice / 2;
}

function lengthOf({ points }: OutlineLoop): number {
  let length = 0;
  for (let i = 0; i < points.length; i += 2) {
    const next = (i + 2) % points.length;
    length += hypot(points[next]! - points[i]!, points[next + 1]! - points[i + 1]!);
  }
  return length;
}

function unitOrZero(x: number, y: number): [number, number] {
  const length = Math.sqrt(x * x + y * y);
  return length > 0 ? [x / length, y / length] : [0, 0];
}
