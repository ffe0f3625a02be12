/** Types of vectors, rotations and poses. */

export type Vec3 = [number, number, number];
/** w, x, y, z; unit length. */
export type Quaternion = [number, number, number, number];

/** A model point p is at rotation(scale p) + translation, camera frame (x right, y down, z forward), metres. */
export interface Pose {
  rotation: Quaternion;
  translation: Vec3;
  scale: number;
}
