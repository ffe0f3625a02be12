/** Measures a model's silhouettes from every view, on the viewing axis: the planner's idea of a model's shape. */
import { cos, exp, log, sin } from '../../geometry/math.ts';
import { type Loop, traceContours } from './contours.ts';
import { viewCount } from '../../geometry/icosphere.ts';
import { type Matrix3, viewRotations } from '../../geometry/poses.ts';
import { createRaster, innerSamples, type SilhouetteRaster } from './silhouette-raster.ts';

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
  /**
   * The outline of each silhouette as closed polygons, its loops, of points of the model's surface: x, y and depth from its centre in the view's
   * frame, in units of 1 / OUTLINE_SCALE radii. Seen at a perspective nearby it still is the outline, or a little inside it.
   */
  outlines: Int16Array;
  /** By outline: its first loop; by loop: its first vertex. One more than there are. */
  firstLoop: Uint32Array;
  firstVertex: Uint32Array;
}

/** Radius over distance of the measured silhouettes: from none (orthographic) to the largest that is planned, evenly. */
export const PERSPECTIVES = [0, 0.15, 0.3, 0.45, 0.6] as const;
export const PERSPECTIVE_STEP = PERSPECTIVES[1];
export const LARGEST_PERSPECTIVE = PERSPECTIVES[4];
/** Silhouettes are stored turned by this angle, so that edges along an axis do not run along the raster's rows. */
export const STORED_TURN_RAD = 0.35;
export const OUTLINE_SCALE = 2 ** 14;

/** Samples a side of the raster in which a silhouette is measured, and what it spans to either side: the disc and a little more. */
const RASTER_SIZE = 144;
const RASTER_EXTENT = 1.02;
/** An area of nothing has no logarithm. */
const LEAST_AREA = 1e-4;

/** @param gappy coarser meshes of the model that leave gaps inside its silhouettes: there the outlines have holes */
export function measureSilhouettes(mesh: SilhouetteMesh, viewLevel: number, gappy: SilhouetteMesh[] = []): Silhouettes {
  return measureRotations(mesh, viewRotations(viewLevel).matrices.slice(0, viewCount(viewLevel)), viewLevel, gappy);
}

/** The same for any rotations (model to camera, on the axis); `view` is then the place in `rotations`. */
export function measureRotations(mesh: SilhouetteMesh, rotations: Matrix3[], viewLevel = -1, gappy: SilhouetteMesh[] = []): Silhouettes {
  const logArea = new Float32Array(rotations.length * PERSPECTIVES.length);
  const firstLoop = new Uint32Array(logArea.length + 1);
  const firstVertex = [0];
  const outlines: number[] = [];
  const raster = createRaster(mesh, RASTER_SIZE, RASTER_EXTENT);
  const gappyRasters = gappy.map((level) => createRaster(level, RASTER_SIZE, RASTER_EXTENT));
  const cell = (2 * RASTER_EXTENT) / RASTER_SIZE;
  let silhouette = 0;
  for (const rotation of rotations) {
    for (const perspective of PERSPECTIVES) {
      const samples = raster.draw(turned(rotation), perspective);
      const inner = gappy.length > 0 ? innerSamples(raster.isInside, RASTER_SIZE) : raster.isInside;
      for (const other of gappyRasters) {
        other.draw(turned(rotation), perspective);
        openGaps(raster.isInside, inner, other.isInside);
      }
      for (const loop of traceContours(raster.isInside, RASTER_SIZE)) {
        pushLoop(loop, raster, perspective, outlines);
        firstVertex.push(outlines.length / 3);
      }
      logArea[silhouette++] = log(Math.max(samples * cell * cell, LEAST_AREA));
      firstLoop[silhouette] = firstVertex.length - 1;
    }
  }
  return { viewLevel, logArea, outlines: Int16Array.from(outlines), firstLoop, firstVertex: Uint32Array.from(firstVertex) };
}

/** Clears the inner samples that another raster leaves open. */
function openGaps(isInside: Uint8Array, inner: Uint8Array, other: Uint8Array): void {
  for (let i = 0; i < inner.length; i++) if (inner[i]! > other[i]!) isInside[i] = 0;
}

function pushLoop({ points, beside }: Loop, raster: SilhouetteRaster, perspective: number, outlines: number[]): void {
  const cell = (2 * RASTER_EXTENT) / RASTER_SIZE;
  const middle = RASTER_SIZE / 2 - 0.5;
  beside.forEach((place, i) => {
    const depth = raster.depthAt(place);
    // A disc unit across the ray at this depth, in radii.
    const radii = (cell * (1 + perspective * depth)) / Math.sqrt(1 - perspective * perspective);
    for (const value of [(points[2 * i]! - middle) * radii, (points[2 * i + 1]! - middle) * radii, depth]) outlines.push(Math.round(value * OUTLINE_SCALE));
  });
}

/**
 * The silhouette's area in disc units at a perspective of at most LARGEST_PERSPECTIVE.
 * The logarithm is a parabola through three measured ones: within 1 % for a box seen face on, exact for a sphere;
 * it is kept near its neighbours, since a plate seen edge on goes from nothing to much.
 */
export function silhouetteArea(silhouettes: Silhouettes, view: number, perspective: number): number {
  const first = perspective < PERSPECTIVES[2] ? 0 : 2;
  const at = view * PERSPECTIVES.length + first;
  const a = silhouettes.logArea[at]!;
  const b = silhouettes.logArea[at + 1]!;
  const c = silhouettes.logArea[at + 2]!;
  const t = perspective / PERSPECTIVE_STEP - first;
  const parabola = a * (t - 1) * (t - 2) * 0.5 - b * t * (t - 2) + c * t * (t - 1) * 0.5;
  const from = t < 1 ? a : b;
  const to = t < 1 ? b : c;
  return exp(Math.max(Math.min(from, to) - 0.05, Math.min(Math.max(from, to) + 0.05, parabola)));
}

export function viewsOf(silhouettes: Silhouettes): number {
  return silhouettes.logArea.length / PERSPECTIVES.length;
}

function turned(m: Matrix3): Matrix3 {
  const c = cos(STORED_TURN_RAD);
  const s = sin(STORED_TURN_RAD);
  return [
    c * m[0] - s * m[3], c * m[1] - s * m[4], c * m[2] - s * m[5],
    s * m[0] + c * m[3], s * m[1] + c * m[4], s * m[2] + c * m[5],
    m[6], m[7], m[8],
  ];
}
