/** Chooses the distance at which an object's box in the image has a size: the side of a square of the box's area, pixels. */
import type { Silhouettes } from '../../assets/compiled-model.ts';
import { LARGEST_RADIUS_OVER_DISTANCE } from '../../assets/silhouettes/silhouettes.ts';
import type { Intrinsics } from '../../geometry/projection.ts';
import { Outline, type Projection, type ViewAndSize } from './outline.ts';

const ITERATIONS = 12;
/** Relative error of a size at which the iteration stops. */
const CLOSE = 1e-4;

/** The size of the box around the outline that was aimed last, pixels; 0 where that is empty. */
export function boxSizePx(outline: Outline): number {
  const { left, right, top, bottom } = outline.bounds();
  return left < right && top < bottom ? Math.sqrt((right - left) * (bottom - top)) : 0;
}

/**
 * The radius over depth at which an object on the viewing axis has a box of the size; null where it is above LARGEST_RADIUS_OVER_DISTANCE.
 * The whole silhouette counts, as if the image had no border.
 */
export function radiusOverDepthOfBox(
  silhouettes: Silhouettes, view: number, inPlaneRad: number, boxPx: number, camera: Intrinsics, outline = new Outline(),
): number | null {
  const radiusOverDepth = boxPx / (2 * camera.focalPx);
  return solve({ silhouettes, view, inPlaneRad, radiusOverDepth, xPx: camera.widthPx / 2, yPx: camera.heightPx / 2 }, boxPx, camera, outline);
}

/** The object at a position. An object that keeps its box is nearer or farther there than on the viewing axis, where it is stretched less. */
export function projectionAt(object: ViewAndSize, xPx: number, yPx: number, camera: Intrinsics, outline: Outline): Projection {
  const { silhouettes, view, inPlaneRad, radiusOverDepth, boxPx } = object;
  const projection = { silhouettes, view, inPlaneRad, radiusOverDepth, xPx, yPx };
  if (boxPx !== undefined) projection.radiusOverDepth = solve(projection, boxPx, camera, outline) ?? LARGEST_RADIUS_OVER_DISTANCE;
  return projection;
}

/**
 * The radius over depth k at which a projection's box has the size, null where k is above LARGEST_RADIUS_OVER_DISTANCE. A size is
 * nearly in proportion to k / sqrt(1 - k^2), the tangent of the bounding sphere's cone, so the fixed point iteration converges in a few steps.
 */
function solve(projection: Projection, boxPx: number, camera: Intrinsics, outline: Outline): number | null {
  let radiusOverDepth = projection.radiusOverDepth;
  for (let i = 0; i < ITERATIONS; i++) {
    const k = Math.min(radiusOverDepth, LARGEST_RADIUS_OVER_DISTANCE);
    outline.aim({ ...projection, radiusOverDepth: k }, camera);
    const size = boxSizePx(outline);
    if (size === 0) return null;
    const tangent = (k / Math.sqrt(1 - k * k)) * (boxPx / size);
    radiusOverDepth = tangent / Math.sqrt(1 + tangent * tangent);
    if (Math.abs(boxPx - size) < CLOSE * boxPx) break;
  }
  return radiusOverDepth <= LARGEST_RADIUS_OVER_DISTANCE ? radiusOverDepth : null;
}
