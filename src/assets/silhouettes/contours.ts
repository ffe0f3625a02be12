/** Traces the outlines of a silhouette raster and thins them out to polygons. */
import { hypot } from '../../geometry/math.ts';

/** A closed polygon. Its inside is to the right of its way, y down. */
export interface Loop {
  /** x, y each, in samples: sample (i, j) has its centre at (i, j). */
  points: Float64Array;
  /** By vertex: the place in the raster of the inside sample beside it. */
  beside: Int32Array;
}

/** Loops of fewer samples are no part of a shape; holes are, of any size, because the background shows through them. */
const LEAST_SAMPLES = 3;
/** How far a polygon may pass from the traced outline, samples, which itself is off by half a sample; the next where it would lose a thin shape. */
const TOLERANCES = [1, 0.5, 0];
const LEAST_KEPT = 0.9;
const STEP_X = [1, 0, -1, 0];
const STEP_Y = [0, 1, 0, -1];

/**
 * All loops around the inside samples, those of holes too, moved so that they enclose as much as the samples do.
 * @param isInside rows of size + 2 samples with an empty border
 */
export function traceContours(isInside: Uint8Array, size: number): Loop[] {
  const stride = size + 2;
  /** Samples whose upper side was passed: every loop has such a side. */
  const isPassed = new Uint8Array(isInside.length);
  const loops: Loop[] = [];
  let samples = 0;
  for (let start = stride; start < isInside.length - stride; start++) {
    if (!isInside[start] || isInside[start - stride] || isPassed[start]) continue;
    const loop = traceLoop(isInside, stride, start, isPassed);
    const area = areaOf(loop);
    if (area >= 0 && area < LEAST_SAMPLES) continue;
    samples += area;
    loops.push(simplify(loop));
  }
  const lost = samples - loops.reduce((sum, loop) => sum + areaOf(loop), 0);
  const outward = lost / Math.max(1, loops.reduce((sum, loop) => sum + lengthOf(loop), 0));
  for (const loop of loops) moveOutward(loop.points, outward);
  return loops;
}

/** Each vertex along the mean of the normals of the two sides that meet there. */
function moveOutward(points: Float64Array, distance: number): void {
  const from = points.slice();
  const count = points.length / 2;
  for (let i = 0; i < count; i++) {
    const before = 2 * ((i + count - 1) % count);
    const after = 2 * ((i + 1) % count);
    const [ax, ay] = unit(from[2 * i]! - from[before]!, from[2 * i + 1]! - from[before + 1]!);
    const [bx, by] = unit(from[after]! - from[2 * i]!, from[after + 1]! - from[2 * i + 1]!);
    const [nx, ny] = unit(ay + by, -ax - bx);
    points[2 * i]! += nx * distance;
    points[2 * i + 1]! += ny * distance;
  }
}

/** Follows the sides between inside and outside samples; samples that touch at a corner only are not joined. The middle of each side is a vertex. */
function traceLoop(isInside: Uint8Array, stride: number, start: number, isPassed: Uint8Array): Loop {
  const points: number[] = [];
  const beside: number[] = [];
  // The corner at the upper left of sample i, and the way along its upper side; the sample on the right hand is inside.
  let corner = start;
  let way = 0;
  do {
    if (way === 0) isPassed[corner] = 1;
    const x = (corner % stride) - 1;
    const y = Math.floor(corner / stride) - 1;
    points.push(x - 0.5 + STEP_X[way]! / 2, y - 0.5 + STEP_Y[way]! / 2);
    beside.push(around(corner, way + 2, stride));
    corner += STEP_X[way]! + STEP_Y[way]! * stride;
    if (!isInside[around(corner, way + 2, stride)]) way = (way + 1) % 4;
    else if (isInside[around(corner, way + 1, stride)]) way = (way + 3) % 4;
  } while (corner !== start || way !== 0);
  return { points: Float64Array.from(points), beside: Int32Array.from(beside) };
}

/** Of the four samples around a corner, from the upper left clockwise; ahead of a way are on the left hand number way + 1, on the right way + 2. */
function around(corner: number, number: number, stride: number): number {
  const side = number & 3;
  return corner - (side < 2 ? stride : 0) - (side === 0 || side === 3 ? 1 : 0);
}

function simplify(loop: Loop): Loop {
  for (const tolerance of TOLERANCES) {
    const found = withinTolerance(loop, tolerance);
    if (areaOf(found) / areaOf(loop) >= LEAST_KEPT) return found;
  }
  return loop;
}

/** Keeps the vertices that the outline needs (U. Ramer 1972, D. Douglas and T. Peucker 1973). */
function withinTolerance(loop: Loop, tolerance: number): Loop {
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

/** The vertex between two others that is farthest from the line between them, or from the point where they are one. */
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
    const here = length > 0 ? Math.abs(px * dy - py * dx) / length : Math.sqrt(px * px + py * py);
    if (here > distance) {
      distance = here;
      vertex = i;
    }
  }
  return { vertex, distance };
}

/** Positive where the inside is to the right of the way, y down. */
function areaOf({ points }: Loop): number {
  let twice = 0;
  for (let i = 0; i < points.length; i += 2) {
    const next = (i + 2) % points.length;
    twice += points[i]! * points[next + 1]! - points[next]! * points[i + 1]!;
  }
  return twice / 2;
}

function lengthOf({ points }: Loop): number {
  let length = 0;
  for (let i = 0; i < points.length; i += 2) {
    const next = (i + 2) % points.length;
    length += hypot(points[next]! - points[i]!, points[next + 1]! - points[i + 1]!);
  }
  return length;
}

function unit(x: number, y: number): [number, number] {
  const length = Math.sqrt(x * x + y * y);
  return length > 0 ? [x / length, y / length] : [0, 0];
}
