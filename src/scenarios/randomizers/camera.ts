/** Draws the camera's intrinsics: the change of focal length. */
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

/** The field of view is uniform over the range; a number is kept as it is. */
export function drawIntrinsics({ fovYDeg }: CameraOptions, size: Size, random: Random): Intrinsics {
  return intrinsicsOf(size, typeof fovYDeg === 'number' ? fovYDeg : random.range(fovYDeg[0], fovYDeg[1]));
}

/** The middle of the range: the camera of a schedule, which must not know an image's own. */
export function middleIntrinsics({ fovYDeg }: CameraOptions, size: Size): Intrinsics {
  return intrinsicsOf(size, typeof fovYDeg === 'number' ? fovYDeg : (fovYDeg[0] + fovYDeg[1]) / 2);
}

/** Tangent of half the widest angle. */
export const widestTangent = ({ fovYDeg }: CameraOptions): number => tangent(typeof fovYDeg === 'number' ? fovYDeg : fovYDeg[1]);

/** @param near nothing nearer than this is drawn, metres */
export function cameraOf({ widthPx, heightPx, focalPx }: Intrinsics, near: number): Camera {
  return { fx: focalPx, fy: focalPx, cx: widthPx / 2, cy: heightPx / 2, near };
}

const tangent = (fovYDeg: number): number => tan((fovYDeg * Math.PI) / 360);

function intrinsicsOf({ width, height }: Size, fovYDeg: number): Intrinsics {
  return { widthPx: width, heightPx: height, focalPx: height / 2 / tangent(fovYDeg) };
}
