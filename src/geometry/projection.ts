/** Projects points of a model onto the image of a pinhole camera. */
import { rotate } from './poses.ts';
import type { Pose, Vec3 } from './vectors.ts';

/** A pinhole camera. fx, fy, cx and cy are in pixels, pixel centres at +0.5; the frame is x right, y down, z forward. */
export interface Camera {
  fx: number;
  fy: number;
  cx: number;
  cy: number;
  /** Nothing nearer than this is drawn, metres. */
  near: number;
}

/** A pinhole camera with square pixels and its principal point in the middle of the image. */
export interface Intrinsics {
  widthPx: number;
  heightPx: number;
  focalPx: number;
}

/**
 * Projects a point of a model onto the image.
 * @param point model frame, metres
 * @returns x and y in pixels, pixel centres at +0.5, and z in metres of the scene; null where the point is nearer than the near plane
 */
export function projectPoint(point: Vec3, { rotation, translation, scale }: Pose, camera: Camera): { x: number; y: number; z: number } | null {
  const rotated = rotate(rotation, [scale * point[0], scale * point[1], scale * point[2]]);
  const [x, y, z] = [rotated[0] + translation[0], rotated[1] + translation[1], rotated[2] + translation[2]];
  if (z <= camera.near) return null;
  return { x: (camera.fx * x) / z + camera.cx, y: (camera.fy * y) / z + camera.cy, z };
}
