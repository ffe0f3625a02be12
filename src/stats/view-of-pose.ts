/** Computes from which side an object is seen, and how it is turned in the image. */
import type { Pose } from '../geometry/vectors.ts';

export interface ObjectView {
  /** Unit vector from the object to the camera, model frame. */
  direction: [x: number, y: number, z: number];
  /** Rotation about the viewing ray, clockwise in the image, 0 to 360; 0 where the model's +y points up. */
  inPlaneDeg: number;
}

/** Beyond it, +y is along the ray, and the model's front says what is up, as in `viewRotation` of geometry/poses.ts. */
const POLE = 0.999;

/** The inverse of `viewRotation`, `inPlaneRotation` and `rayRotation`. Null for an object at the camera's centre. */
export function viewOfPose({ rotation: [w, x, y, z], translation: [tx, ty, tz] }: Pose): ObjectView | null {
  const distance = Math.sqrt(tx * tx + ty * ty + tz * tz);
  if (!(distance > 0)) return null;
  const [rx, ry, rz] = [tx / distance, ty / distance, tz / distance];
  // Columns of the rotation's matrix: the model's axes in the camera's frame.
  const [xx, xy, xz] = [1 - 2 * (y * y + z * z), 2 * (x * y + w * z), 2 * (x * z - w * y)];
  const [yx, yy, yz] = [2 * (x * y - w * z), 1 - 2 * (x * x + z * z), 2 * (y * z + w * x)];
  const [zx, zy, zz] = [2 * (x * z + w * y), 2 * (y * z - w * x), 1 - 2 * (x * x + y * y)];
  const direction: ObjectView['direction'] = [-(xx * rx + xy * ry + xz * rz), -(yx * rx + yy * ry + yz * rz), -(zx * rx + zy * ry + zz * rz)];
  const isPole = Math.abs(direction[1]) > POLE;
  const sign = isPole ? -Math.sign(direction[1]) : 1;
  const [ux, uy, uz] = isPole ? [sign * zx, sign * zy, sign * zz] : [yx, yy, yz];
  // The smallest rotation that takes the ray to +z, applied to `up`: its x and y.
  const turn = (rx * ux + ry * uy) / (1 + rz) + uz;
  const degrees = Math.atan2(ux - rx * turn, -(uy - ry * turn)) * (180 / Math.PI);
  return { direction, inPlaneDeg: (degrees + 360) % 360 };
}
