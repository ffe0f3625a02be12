/** Boxes on the image and in the camera's frame. */
import { rotate } from './poses.ts';
import type { Pose, Quaternion, Vec3 } from './vectors.ts';

/** [x, y, width, height] in whole pixels: first column and row, then last - first + 1. */
export type Box = [x: number, y: number, width: number, height: number];

/** Model-aligned, camera frame, in the scene's scale: metres times `pose.scale`. */
export interface Box3d {
  center: Vec3;
  size: Vec3;
  rotation: Quaternion;
}

/** @param bounds of the model, model frame, metres */
export function boxInCamera({ center, halfSize }: { center: Vec3; halfSize: Vec3 }, { rotation, translation, scale }: Pose): Box3d {
  const [x, y, z] = rotate(rotation, [scale * center[0], scale * center[1], scale * center[2]]);
  return {
    center: [x + translation[0], y + translation[1], z + translation[2]],
    size: [2 * scale * halfSize[0], 2 * scale * halfSize[1], 2 * scale * halfSize[2]],
    rotation,
  };
}
