/** Draws the camera's focal length, and makes cameras of intrinsics. */
import { tan } from '../../geometry/math.ts';
import { z } from 'zod';
import { range } from '../../config/schema.ts';
import type { Camera, Intrinsics } from '../../geometry/projection.ts';
import type { Random } from '../../scene/random.ts';

export const CameraSchema = z.strictObject({
  fovYDeg: z.union([z.number().min(5).max(120), range(30, 60, 5, 120).unwrap()]).default([30, 60])
    .describe('Vertical field of view, degrees; a number switches the change of focal length off.'),
}).prefault({}).describe('The camera.');

export type CameraOptions = z.infer<typeof CameraSchema>;

interface Size { width: number; height: number }

/** Draws the vertical field of view, uniform over the range; a number is kept, and nothing is drawn. */
export function drawIntrinsics({ fovYDeg }: CameraOptions, size: Size, random: Random): Intrinsics {
  return intrinsicsOf(size, typeof fovYDeg === 'number' ? fovYDeg : random.range(fovYDeg[0], fovYDeg[1]));
}

/** The intrinsics at the middle of the range, for tables that serve every image's camera. */
export function middleIntrinsics({ fovYDeg }: CameraOptions, size: Size): Intrinsics {
  return intrinsicsOf(size, typeof fovYDeg === 'number' ? fovYDeg : (fovYDeg[0] + fovYDeg[1]) / 2);
}

/** The intrinsics at the end of the range where objects come nearest to the camera for their size in the image. */
export function widestIntrinsics({ fovYDeg }: CameraOptions, size: Size): Intrinsics {
  return intrinsicsOf(size, typeof fovYDeg === 'number' ? fovYDeg : fovYDeg[1]);
}

/** So many intrinsics at fields of view that are evenly spread over the range. */
export function spreadIntrinsics({ fovYDeg }: CameraOptions, size: Size, count: number): Intrinsics[] {
  const [from, to] = typeof fovYDeg === 'number' ? [fovYDeg, fovYDeg] : fovYDeg;
  return Array.from({ length: count }, (_, i) => intrinsicsOf(size, from + ((to - from) * (i + 0.5)) / count));
}

/** Tangent of half the widest field of view. */
export const widestTangent = ({ fovYDeg }: CameraOptions): number => tangent(typeof fovYDeg === 'number' ? fovYDeg : fovYDeg[1]);

/**
 * A camera with its principal point in the middle of the image.
 * @param near depth of the near plane, metres: nothing nearer is drawn
 */
export function cameraOf({ widthPx, heightPx, focalPx }: Intrinsics, near: number): Camera {
  return { fx: focalPx, fy: focalPx, cx: widthPx / 2, cy: heightPx / 2, near };
}

const tangent = (fovYDeg: number): number => tan((fovYDeg * Math.PI) / 360);

function intrinsicsOf({ width, height }: Size, fovYDeg: number): Intrinsics {
  return { widthPx: width, heightPx: height, focalPx: height / 2 / tangent(fovYDeg) };
}
