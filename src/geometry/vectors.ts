/** Defines vectors, rotations and poses. */

export type Vec3 = [number, number, number];
/** A rotation as [w, x, y, z] of unit length. */
export type Quaternion = [number, number, number, number];

/** Puts a model point p at rotation(scale p) + translation: camera frame (x right, y down, z forward), metres. */
export interface Pose {
  rotation: Quaternion;
  translation: Vec3;
  scale: number;
}
