/** Measures a model's silhouettes from every view, on the viewing axis: the planner's idea of a model's shape. */
import { viewCount } from './icosphere.ts';
import { type Matrix3, viewRotations } from './poses.ts';
import { createDistanceField, createRaster } from './silhouette-raster.ts';

/** The mesh to measure. Arrays as in `CompiledModel`; one level of detail. */
export interface SilhouetteMesh {
  /** x, y, z relative to the model's centre, metres. */
  positions: Float32Array;
  /** u, v per vertex (only read where `isKept` is given). */
  uvs: Float32Array;
  /** 4 words a triangle: three vertices and the material's place. */
  triangleWords: Uint32Array;
  radiusM: number;
  /** By material: back faces are drawn. */
  doubleSided: boolean[];
  /** By material: the alpha test at (u, v), or null where nothing is cut. */
  isKept: (((u: number, v: number) => boolean) | null)[];
}

/**
 * Silhouettes of every view at the perspectives of `PERSPECTIVES`, in disc units: the bounding sphere's image is the
 * unit disc, whatever the perspective. Flat arrays only, so that they are cached and shared between threads as they are.
 */
export interface Silhouettes {
  viewLevel: number;
  /** ln of the area in disc units (a full disc has pi); view by view, the perspectives one after the other. */
  logArea: Float32Array;
  /** Signed distances to the outline, positive inside, in units of 1 / DISTANCE_SCALE; a PLANE_SIZE^2 plane for each logArea. */
  planes: Int8Array;
  /** For each plane the distance at whose contour the plane has the true area: below 0 for shapes thinner than its cells. */
  contour: Float32Array;
  /** By view: the place in the first plane that is deepest inside. */
  deepest: Uint16Array;
}

/** Nodes a side of a plane, which spans [-PLANE_EXTENT, PLANE_EXTENT]: the disc and LARGEST_GROWTH more all around. */
export const PLANE_SIZE = 48;
export const PLANE_EXTENT = 1.1;
/** Outlines can be drawn this much larger, in disc units; a plane ends half a cell before its extent. */
export const LARGEST_GROWTH = 0.07;
export const DISTANCE_SCALE = 127;
/** Radius over distance of the measured silhouettes: none (orthographic), a near object, and the largest that is planned. */
export const PERSPECTIVES = [0, 0.3, 0.6] as const;
export const LARGEST_PERSPECTIVE = PERSPECTIVES[2];
/** Silhouettes are stored turned by this angle, so that edges along an axis do not run along the raster's rows. */
export const STORED_TURN_RAD = 0.35;

/** Samples a side of the raster in which a silhouette is measured; the middle one of three by three is a node. */
const RASTER_SIZE = 3 * PLANE_SIZE;
/** An area of nothing has no logarithm. */
const LEAST_AREA = 1e-4;

export function measureSilhouettes(mesh: SilhouetteMesh, viewLevel: number): Silhouettes {
  return measureRotations(mesh, viewRotations(viewLevel).matrices.slice(0, viewCount(viewLevel)), viewLevel);
}

/** The same for any rotations (model to camera, on the axis); `view` is then the place in `rotations`. */
export function measureRotations(mesh: SilhouetteMesh, rotations: Matrix3[], viewLevel = -1): Silhouettes {
  const count = rotations.length * PERSPECTIVES.length;
  const planeLength = PLANE_SIZE * PLANE_SIZE;
  const result: Silhouettes = {
    viewLevel,
    logArea: new Float32Array(count),
    planes: new Int8Array(count * planeLength),
    contour: new Float32Array(count),
    deepest: new Uint16Array(rotations.length),
  };
  const raster = createRaster(mesh, RASTER_SIZE, PLANE_EXTENT);
  const distances = createDistanceField(RASTER_SIZE);
  const cell = (2 * PLANE_EXTENT) / RASTER_SIZE;
  rotations.forEach((rotation, view) => {
    PERSPECTIVES.forEach((perspective, p) => {
      const at = view * PERSPECTIVES.length + p;
      const plane = result.planes.subarray(at * planeLength, (at + 1) * planeLength);
      const samples = raster.draw(turned(rotation), perspective);
      const area = Math.max(samples * cell * cell, LEAST_AREA);
      result.logArea[at] = Math.log(area);
      distances.measure(raster.isInside);
      for (let y = 0; y < PLANE_SIZE; y++) {
        for (let x = 0; x < PLANE_SIZE; x++) {
          const d = Math.round(distances.at(3 * x + 1, 3 * y + 1) * cell * DISTANCE_SCALE);
          plane[y * PLANE_SIZE + x] = Math.max(-127, Math.min(127, d));
        }
      }
      result.contour[at] = contourOfArea(plane, area / (2 * PLANE_EXTENT / PLANE_SIZE) ** 2);
    });
    result.deepest[view] = placeOfLargest(result.planes, view * PERSPECTIVES.length * planeLength, planeLength);
  });
  return result;
}

/**
 * The silhouette's area in disc units at a perspective of at most LARGEST_PERSPECTIVE.
 * The logarithm is a parabola through the three measured ones: within 1 % for a box seen face on, exact for a sphere;
 * it is kept near its neighbours, since a plate seen edge on goes from nothing to much.
 */
export function silhouetteArea(silhouettes: Silhouettes, view: number, perspective: number): number {
  const [, middle, far] = PERSPECTIVES;
  const at = view * PERSPECTIVES.length;
  const a = silhouettes.logArea[at]!;
  const b = silhouettes.logArea[at + 1]!;
  const c = silhouettes.logArea[at + 2]!;
  const parabola =
    (a * (perspective - middle) * (perspective - far)) / (middle * far) -
    (b * perspective * (perspective - far)) / (middle * (far - middle)) +
    (c * perspective * (perspective - middle)) / (far * (far - middle));
  const from = perspective < middle ? a : b;
  const to = perspective < middle ? b : c;
  return Math.exp(Math.max(Math.min(from, to) - 0.05, Math.min(Math.max(from, to) + 0.05, parabola)));
}

/** The radius of the sphere's image in units of tangents: what a disc unit is worth. */
export function discTangent(perspective: number): number {
  return perspective / Math.sqrt(1 - perspective * perspective);
}

function turned(m: Matrix3): Matrix3 {
  const c = Math.cos(STORED_TURN_RAD);
  const s = Math.sin(STORED_TURN_RAD);
  return [
    c * m[0] - s * m[3], c * m[1] - s * m[4], c * m[2] - s * m[5],
    s * m[0] + c * m[3], s * m[1] + c * m[4], s * m[2] + c * m[5],
    m[6], m[7], m[8],
  ];
}

const BINS_PER_UNIT = 4;

/**
 * The value whose contour encloses `nodes` cells of the plane as it is read, between its nodes; from two by two samples a
 * cell. (The contour at 0, or by the count of nodes, loses 3 to 5 % of an L and 15 % of a thin board.)
 */
function contourOfArea(plane: Int8Array, nodes: number): number {
  const histogram = new Uint32Array(256 * BINS_PER_UNIT);
  const read = (i: number, tx: number, ty: number): number => {
    const upper = plane[i]! + (plane[i + 1]! - plane[i]!) * tx;
    const lower = plane[i + PLANE_SIZE]! + (plane[i + PLANE_SIZE + 1]! - plane[i + PLANE_SIZE]!) * tx;
    return upper + (lower - upper) * ty;
  };
  for (let y = 0; y < PLANE_SIZE - 1; y++) {
    for (let x = 0; x < PLANE_SIZE - 1; x++) {
      const i = y * PLANE_SIZE + x;
      for (const ty of [0.25, 0.75]) {
        for (const tx of [0.25, 0.75]) histogram[Math.floor((read(i, tx, ty) + 128) * BINS_PER_UNIT)]!++;
      }
    }
  }
  let above = 0;
  for (let bin = histogram.length - 1; bin > 0; bin--) {
    const here = histogram[bin]!;
    if (above + here >= 4 * nodes) return (bin + 1 - (4 * nodes - above) / here) / BINS_PER_UNIT - 128;
    above += here;
  }
  return -127;
}

function placeOfLargest(values: Int8Array, first: number, length: number): number {
  let best = 0;
  for (let i = 1; i < length; i++) if (values[first + i]! > values[first + best]!) best = i;
  return best;
}
