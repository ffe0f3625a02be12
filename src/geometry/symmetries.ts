/** Multiplies out rotational symmetries: from a few axes to every turn after which an object looks the same. */
import { cos, hypot, sin } from './math.ts';
import { multiply, rotate } from './poses.ts';
import type { Quaternion, Vec3 } from './vectors.ts';

/** An axis of rotation. */
export interface RotationAxis {
  /** Direction, of any length but 0. */
  axis: Vec3;
  /** n: the object looks the same after a turn of 1/n. continuous: after any turn. */
  fold: number | 'continuous';
  /** A point on the axis. */
  offset: Vec3;
}

/** A point p goes to rotation(p) + translation. */
export interface Motion { rotation: Quaternion; translation: Vec3 }

/** Most motions of an object, the identity included: more than the 120 of an icosahedron with its mirror images. */
export const MOST_SYMMETRIES = 360;
/** Two rotations are one where their quaternions' product differs from 1 by less; 1/360 of a turn makes 4e-5. */
const SAME = 1e-6;

/** A vector's direction. */
export function unitVector([x, y, z]: Vec3): Vec3 {
  const length = hypot(x, y, z);
  return [x / length, y / length, z / length];
}

/**
 * The group that the axes of whole folds generate, without the identity. Continuous axes are left out, because formats state them beside the group.
 * @returns null where it has more than MOST_SYMMETRIES motions: the folds fit no solid, or the axes do not meet in one point
 */
export function closeSymmetries(axes: readonly RotationAxis[]): Motion[] | null {
  const generators = axes.flatMap(({ axis, fold, offset }) => (fold === 'continuous' ? [] : [turnAbout(axis, offset, (2 * Math.PI) / fold)]));
  const size = Math.max(...axes.flatMap(({ offset }) => offset.map(Math.abs)), 1e-9);
  const group: Motion[] = [{ rotation: [1, 0, 0, 0], translation: [0, 0, 0] }];
  // The list grows while it is gone through.
  for (const motion of group) {
    for (const generator of generators) {
      const next = compose(generator, motion);
      const known = group.find(({ rotation }) => isSameRotation(rotation, next.rotation));
      // The same rotation with another translation is a shift, which no finite object has.
      if (known && known.translation.some((value, k) => Math.abs(value - next.translation[k]!) > 1e-4 * size)) return null;
      if (known) continue;
      if (group.length === MOST_SYMMETRIES) return null;
      group.push(next);
    }
  }
  return group.slice(1);
}

function turnAbout(axis: Vec3, offset: Vec3, angleRad: number): Motion {
  const [x, y, z] = unitVector(axis);
  const s = sin(angleRad / 2);
  const rotation: Quaternion = [cos(angleRad / 2), s * x, s * y, s * z];
  const turned = rotate(rotation, offset);
  return { rotation, translation: [offset[0] - turned[0], offset[1] - turned[1], offset[2] - turned[2]] };
}

/** `second` after `first`. */
function compose(second: Motion, first: Motion): Motion {
  const moved = rotate(second.rotation, first.translation);
  return {
    rotation: multiply(second.rotation, first.rotation),
    translation: [moved[0] + second.translation[0], moved[1] + second.translation[1], moved[2] + second.translation[2]],
  };
}

/** A quaternion and its negative are one rotation. */
function isSameRotation(a: Quaternion, b: Quaternion): boolean {
  return Math.abs(Math.abs(a[0] * b[0] + a[1] * b[1] + a[2] * b[2] + a[3] * b[3]) - 1) < SAME;
}
