/** The `keypoints` pass, one point at a time in double precision. */
import type { KeypointState } from '../../src/scene/measured.ts';
import type { Drawing } from '../support/drawing.ts';
import { meet, shownAt } from '../support/visible.ts';

export interface PlacedPoint { image: number; ordinal: number; x: number; y: number; z: number; toleranceM: number }

/**
 * A point is hidden where the plane of the triangle that is visible at the pixel's centre is nearer than the point.
 * A triangle of the point's own instance hides it only where it is nearer by more than the tolerance.
 */
export function keypoints(drawing: Drawing, visibility: Uint32Array, points: PlacedPoint[]): KeypointState[] {
  return points.map(({ image, ordinal, x, y, z, toleranceM }) => {
    if (x < 0 || y < 0 || x >= drawing.width || y >= drawing.height) return 'outside';
    const shown = shownAt(drawing, visibility, image, Math.floor(x), Math.floor(y));
    if (!shown) return 'visible';
    const { position } = meet(drawing.images[image]!, shown.instance, shown.mesh, shown.corners, x, y);
    return position[2] < z - (shown.ordinal === ordinal ? toleranceM : 0) ? 'hidden' : 'visible';
  });
}
