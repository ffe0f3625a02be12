/** Places a model's box in the camera's frame. */
import type { CompiledModel } from '../assets/compiled-model.ts';
import { rotate } from './poses.ts';
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
