/** Defines boxes on the image and in the camera's frame, and puts a model's box there. */
import { rotate } from './poses.ts';
import type { Pose, Quaternion, Vec3 } from './vectors.ts';

/** [x, y, width, height] in whole pixels: the first column and row, then last - first + 1 of each. */
export type Box = [x: number, y: number, width: number, height: number];

/** A box along the model's axes, in the camera's frame. Its lengths are in the scene's scale: metres times `pose.scale`. */
export interface Box3d {
  center: Vec3;
  /** Whole edge lengths along the model's x, y and z. */
  size: Vec3;
  rotation: Quaternion;
}

/**
 * Puts a model's box where its pose puts the model.
 * @param bounds the model's box, model frame, metres: its centre and half its edge lengths
 */
export function boxInCamera(bounds: { center: Vec3; halfSize: Vec3 }, { rotation, translation, scale }: Pose): Box3d {
  const { center, halfSize } = bounds;
  const [x, y, z] = rotate(rotation, [scale * center[0], scale * center[1], scale * center[2]]);
  return {
    center: [x + translation[0], y + translation[1], z + translation[2]],
    size: [2 * scale * halfSize[0], 2 * scale * halfSize[1], 2 * scale * halfSize[2]],
    rotation,
  };
}

/** A rectangle around an outline, pixels. */
export interface OutlineRectangle {
  /** Its centre. */
  xPx: number;
  yPx: number;
  /** Half the sides: along the angle's direction, and across it. */
  halfPx: [number, number];
  angleRad: number;
  /** Area inside the outline's largest loop. */
  areaPx: number;
}
