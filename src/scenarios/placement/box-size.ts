/** Finds the size at which the box of a silhouette has a given size in the image. */
import { LARGEST_RADIUS_OVER_DISTANCE } from '../../assets/silhouettes/silhouettes.ts';
import { square } from '../../geometry/math.ts';
import type { Intrinsics } from '../../geometry/projection.ts';
import type { Outline, OutlineBox, Projection } from './outline.ts';

/** Steps of the search. A box grows nearly in proportion to the radius, so few are needed. */
const STEPS = 6;
/** Relative error of a size at which the search ends. */
const TOLERANCE = 1e-3;

/** The size of a box: the side of a square of its area. */
export const sizeOfBox = ([, , width, height]: OutlineBox): number => Math.sqrt(width * height);

/**
 * Gives a projection the radius over depth at which its box has a size, at the projection's own position, and leaves `outline` aimed at it.
 * @param sizePx side of a square of the box's area, pixels
 * @returns whether the size is reached; the radius over distance stays at LARGEST_RADIUS_OVER_DISTANCE at most
 */
export function sizeByBox(projection: Projection, sizePx: number, camera: Intrinsics, outline: Outline): boolean {
  const x = (projection.xPx - camera.widthPx / 2) / camera.focalPx;
  const y = (projection.yPx - camera.heightPx / 2) / camera.focalPx;
  const most = LARGEST_RADIUS_OVER_DISTANCE * Math.sqrt(1 + square(x) + square(y));
  if (!(projection.radiusOverDepth > 0)) projection.radiusOverDepth = Math.min(sizePx / camera.focalPx / 2, most);
  for (let step = 0; step < STEPS; step++) {
    outline.aim(projection, camera);
    const ratio = sizePx / sizeOfBox(outline.bounds());
    if (Math.abs(ratio - 1) < TOLERANCE) return true;
    projection.radiusOverDepth = Math.min(projection.radiusOverDepth * ratio, most);
  }
  outline.aim(projection, camera);
  return Math.abs(sizePx / sizeOfBox(outline.bounds()) - 1) < 20 * TOLERANCE;
}
