/** Projects points of a model onto the image of a pinhole camera. */
import { rotate } from './poses.ts';
import type { Pose, Vec3 } from './vectors.ts';

/** Intrinsics of a pinhole camera, pixels; x right, y down, z forward. */
export interface Camera {
  fx: number;
  fy: number;
  cx: number;
  cy: number;
  /** Nothing nearer than this is drawn, metres. */
  near: number;
}

/** A centred pinhole with square pixels; everything in pixels. */
export interface Intrinsics {
  widthPx: number;
  heightPx: number;
  focalPx: number;
}

/** Pixels, centres at +0.5, and z in metres of the scene. Null where the point is not before the near plane. */
export function projectPoint([x, y, z]: Vec3, { rotation, translation, scale }: Pose, camera: Camera): { x: number; y: number; z: number } | null {
  const turned = rotate(rotation, [scale * x, scale * y, scale * z]);
  const [cx, cy, cz] = [turned[0] + translation[0], turned[1] + translation[1], turned[2] + translation[2]];
  if (cz <= camera.near) return null;
  return { x: (camera.fx * cx) / cz + camera.cx, y: (camera.fy * cy) / cz + camera.cy, z: cz };
}
