/** Measures a model's silhouettes from every view, on the viewing axis: planning decides by them which pixels a model covers. */
import { viewCount } from '../../geometry/icosphere.ts';
import { cos, exp, log, sin } from '../../geometry/math.ts';
import { type Matrix3, viewRotations } from '../../geometry/poses.ts';
import type { Silhouettes } from '../compiled-model.ts';
import { type OutlineLoop, traceOutline } from './contours.ts';
import type { SilhouetteMesh } from './silhouette-mesh.ts';
import { innerSamples } from './sample-grid.ts';
import { createRaster, type SilhouetteRaster } from './silhouette-raster.ts';

/** The model's radius over its centre's distance, of the measured silhouettes: evenly from 0 (orthographic) to the largest that is planned. */
export const RADII_OVER_DISTANCE = [0, 0.15, 0.3, 0.45, 0.6] as const;
export const RADIUS_OVER_DISTANCE_STEP = RADII_OVER_DISTANCE[1];
export const LARGEST_RADIUS_OVER_DISTANCE = RADII_OVER_DISTANCE[4];
/** Silhouettes are stored turned by this angle, so that edges along an axis do not run along the raster's rows. */
export const STORED_TURN_RAD = 0.35;
/** Units of `Silhouettes.outlines` a radius. */
export const OUTLINE_SCALE = 2 ** 14;

/** Samples a side of the raster in which a silhouette is measured. */
const RASTER_SIZE = 144;
/** The raster's half side in disc units: the disc and a margin. */
const RASTER_EXTENT = 1.02;
/** A sample's side in disc units. */
const SAMPLE_SIDE = (2 * RASTER_EXTENT) / RASTER_SIZE;
/** Stands for the area of an empty silhouette, which has no logarithm. Disc units. */
const LEAST_AREA = 1e-4;
/** What `Silhouettes.logArea` has for an empty silhouette: one of a single sample has more. */
const EMPTY_LOG_AREA = Math.fround(log(LEAST_AREA));
/** How far `silhouetteArea` may pass the two measured logarithms around it. */
const LOG_AREA_OVERSHOOT = 0.05;

/**
 * Measures every view of an icosphere level.
 * @param gappy coarser meshes of the model that leave gaps inside its silhouettes: there the outlines have holes
 */
export function measureSilhouettes(mesh: SilhouetteMesh, viewLevel: number, gappy: SilhouetteMesh[] = []): Silhouettes {
  return measureRotations(mesh, viewRotations(viewLevel).matrices.slice(0, viewCount(viewLevel)), viewLevel, gappy);
}

/** Measures any rotations (model to camera, on the axis). In the result a view is an index into `rotations`. */
export function measureRotations(mesh: SilhouetteMesh, rotations: Matrix3[], viewLevel = -1, gappy: SilhouetteMesh[] = []): Silhouettes {
  const logArea = new Float32Array(rotations.length * RADII_OVER_DISTANCE.length);
  const firstLoop = new Uint32Array(logArea.length + 1);
  const firstVertex = [0];
  const outlines: number[] = [];
  const raster = createRaster(mesh, RASTER_SIZE, RASTER_EXTENT);
  const gappyRasters = gappy.map((level) => createRaster(level, RASTER_SIZE, RASTER_EXTENT));
  let silhouette = 0;
  for (const rotation of rotations) {
    const turned = turnedForStorage(rotation);
    for (const radiusOverDistance of RADII_OVER_DISTANCE) {
      const samples = raster.draw(turned, radiusOverDistance);
      const inner = gappy.length > 0 ? innerSamples(raster.inside, raster.shape) : raster.inside;
      for (const other of gappyRasters) {
        other.draw(turned, radiusOverDistance);
        openGaps(raster.inside, inner, other.inside);
      }
      for (const loop of traceOutline(raster.inside, raster.shape)) {
        pushLoop(loop, raster, radiusOverDistance, outlines);
        firstVertex.push(outlines.length / 3);
      }
      logArea[silhouette++] = log(Math.max(samples * SAMPLE_SIDE * SAMPLE_SIDE, LEAST_AREA));
      firstLoop[silhouette] = firstVertex.length - 1;
    }
  }
  return { viewLevel, logArea, outlines: Int16Array.from(outlines), firstLoop, firstVertex: Uint32Array.from(firstVertex) };
}

/** Clears the inner samples that another raster leaves open. */
function openGaps(inside: Int32Array, inner: Int32Array, other: Int32Array): void {
  for (let i = 0; i < inside.length; i++) inside[i]! &= ~inner[i]! | other[i]!;
}

function pushLoop({ points, beside }: OutlineLoop, raster: SilhouetteRaster, radiusOverDistance: number, outlines: number[]): void {
  const middle = RASTER_SIZE / 2 - 0.5;
  raster.depthsAt(beside).forEach((depth, i) => {
    // A sample's side, across the ray at this depth, in radii.
    const radii = (SAMPLE_SIDE * (1 + radiusOverDistance * depth)) / Math.sqrt(1 - radiusOverDistance * radiusOverDistance);
    for (const value of [(points[2 * i]! - middle) * radii, (points[2 * i + 1]! - middle) * radii, depth]) outlines.push(Math.round(value * OUTLINE_SCALE));
  });
}

/**
 * The silhouette's area in disc units, for a radius over distance of at most LARGEST_RADIUS_OVER_DISTANCE.
 * The logarithm is a parabola through three measured ones: within 1 % of a box's area seen face on, exact for a sphere.
 * The parabola is kept near the two measured ones around it, because the area of a plate seen edge on rises from nothing.
 */
export function silhouetteArea(silhouettes: Silhouettes, view: number, radiusOverDistance: number): number {
  const first = radiusOverDistance < RADII_OVER_DISTANCE[2] ? 0 : 2;
  const index = view * RADII_OVER_DISTANCE.length + first;
  const a = silhouettes.logArea[index]!;
  const b = silhouettes.logArea[index + 1]!;
  const c = silhouettes.logArea[index + 2]!;
  const t = radiusOverDistance / RADIUS_OVER_DISTANCE_STEP - first;
  const parabola = a * (t - 1) * (t - 2) * 0.5 - b * t * (t - 2) + c * t * (t - 1) * 0.5;
  const from = t < 1 ? a : b;
  const to = t < 1 ? b : c;
  return exp(Math.max(Math.min(from, to) - LOG_AREA_OVERSHOOT, Math.min(Math.max(from, to) + LOG_AREA_OVERSHOOT, parabola)));
}

/** Whether nothing of the model shows from a view, at any distance: of a sheet edge-on, or of a single-sided one from behind. */
export function isUnseen({ logArea }: Silhouettes, view: number): boolean {
  const first = view * RADII_OVER_DISTANCE.length;
  return logArea.subarray(first, first + RADII_OVER_DISTANCE.length).every((value) => value <= EMPTY_LOG_AREA);
}

export function viewsOf(silhouettes: Silhouettes): number {
  return silhouettes.logArea.length / RADII_OVER_DISTANCE.length;
}

function turnedForStorage(m: Matrix3): Matrix3 {
  const c = cos(STORED_TURN_RAD);
  const s = sin(STORED_TURN_RAD);
  return [
    c * m[0] - s * m[3], c * m[1] - s * m[4], c * m[2] - s * m[5],
    s * m[0] + c * m[3], s * m[1] + c * m[4], s * m[2] + c * m[5],
    m[6], m[7], m[8],
  ];
}
