/** Places a model's box in the camera's frame. */
import type { CompiledModel } from '../assets/compiled-model.ts';
import type { Pose, Quaternion, Vec3 } from '../scene/scene.ts';

/** Model-aligned, camera frame, in the scene's scale: metres times `pose.scale`. */
export interface Box3d {
  center: Vec3;
  size: Vec3;
  rotation: Quaternion;
}

export function boxInCamera({ center, halfSize }: Pick<CompiledModel, 'center' | 'halfSize'>, { rotation, translation, scale }: Pose): Box3d {
  const [x, y, z] = rotate(rotation, [scale * center[0], scale * center[1], scale * center[2]]);
  return {
    center: [x + translation[0], y + translation[1], z + translation[2]],
    size: [2 * scale * halfSize[0], 2 * scale * halfSize[1], 2 * scale * halfSize[2]],
    rotation,
  };
}

/** v + 2 w (u x v) + 2 u x (u x v), with u the quaternion's vector part. */
function rotate([w, a, b, c]: Quaternion, [x, y, z]: Vec3): Vec3 {
  const [tx, ty, tz] = [2 * (b * z - c * y), 2 * (c * x - a * z), 2 * (a * y - b * x)];
  return [x + w * tx + b * tz - c * ty, y + w * ty + c * tx - a * tz, z + w * tz + a * ty - b * tx];
}
