/** Projects the named points of a model, and says how exactly a surface must meet one for it to be seen. */
import { rotate } from './poses.ts';
import type { Camera, Pose, Vec3 } from '../scene/scene.ts';

/** A named point of a model, metres, model frame. */
export interface NamedPoint { name: string; at: Vec3 }

/** In the order of shaders/shared/keypoint.wgsl. */
export const KEYPOINT_STATES = ['visible', 'hidden', 'outside'] as const;
export type KeypointState = (typeof KEYPOINT_STATES)[number];

/** Pixels, centres at +0.5, and z in metres of the scene. Null where the point is not before the near plane. */
export function projectPoint([x, y, z]: Vec3, { rotation, translation, scale }: Pose, camera: Camera): { x: number; y: number; z: number } | null {
  const turned = rotate(rotation, [scale * x, scale * y, scale * z]);
  const [cx, cy, cz] = [turned[0] + translation[0], turned[1] + translation[1], turned[2] + translation[2]];
  if (cz <= camera.near) return null;
  return { x: (camera.fx * cx) / cz + camera.cx, y: (camera.fy * cy) / cz + camera.cy, z: cz };
}

/** A hundredth of a model's diameter is below the thickness of most walls, and more than a hand that places points misses a surface by. */
const OF_RADIUS = 0.02;

/**
 * How far before a point its own model's surface may be seen without hiding it, metres: a hundredth of the diameter, and the width of
 * a pixel there, which is more than the level of detail (0.05 px) and the distance to the pixel's centre make of a surface of 45 degrees.
 * @param radiusM of the model, in the scene's scale
 */
export const keypointToleranceM = (zM: number, radiusM: number, { fx, fy }: Camera): number => OF_RADIUS * radiusM + zM / Math.min(fx, fy);
