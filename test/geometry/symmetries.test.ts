// Checks the groups that rotational symmetries make.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { rotate } from '../../src/geometry/poses.ts';
import { closeSymmetries, type Motion, type RotationAxis } from '../../src/geometry/symmetries.ts';
import type { Vec3 } from '../../src/geometry/vectors.ts';

const at = (fold: RotationAxis['fold'], axis: Vec3, offset: Vec3 = [0, 0, 0]): RotationAxis => ({ fold, axis, offset });
const moved = ({ rotation, translation }: Motion, point: Vec3): Vec3 => rotate(rotation, point).map((value, k) => value + translation[k]!) as Vec3;

test.each([
  ['a box', [at(2, [1, 0, 0]), at(2, [0, 1, 0])], 4],
  ['a nut', [at(6, [0, 2, 0]), at(2, [1, 0, 0])], 12],
  ['a cube', [at(4, [1, 0, 0]), at(3, [1, 1, 1])], 24],
  ['a soccer ball', [at(5, [0, 1, (1 + Math.sqrt(5)) / 2]), at(2, [0, 0, 1])], 60],
  ['a gear', [at(360, [0, 0, 1])], 360],
  ['a bottle', [at('continuous', [0, 1, 0])], 1],
])('%s: every motion once', (_name, axes, order) => {
  expect(closeSymmetries(axes)).toHaveLength(order - 1);
});

test('axes that no solid has are refused', () => {
  expect(closeSymmetries([at(4, [1, 0, 0]), at(4, [1, 1, 1])])).toBeNull();
  expect(closeSymmetries([at(2, [0, 0, 1]), at(2, [0, 0, 1], [0.001, 0, 0])])).toBeNull();
});

test('a group is closed, moves no common point of its axes, and turns the axis of a whole fold by that part of a turn', () => {
  const offset = fc.tuple(...[0, 1, 2].map(() => fc.double({ min: -2, max: 2, noNaN: true }))) as fc.Arbitrary<Vec3>;
  fc.assert(fc.property(fc.integer({ min: 2, max: 12 }), fc.boolean(), offset, offset, (fold, isFlipped, centre, probe) => {
    const axes = [at(fold, [0, 3, 0], centre), ...(isFlipped ? [at(2, [1, 0, 0], centre)] : [])];
    const motions = closeSymmetries(axes)!;
    expect(motions).toHaveLength((isFlipped ? 2 : 1) * fold - 1);
    const images = [probe, ...motions.map((motion) => moved(motion, probe))];
    for (const motion of motions) {
      moved(motion, centre).forEach((value, k) => expect(value).toBeCloseTo(centre[k]!, 9));
      for (const image of images) {
        const next = moved(motion, image);
        expect(images.some((other) => Math.hypot(other[0] - next[0], other[1] - next[1], other[2] - next[2]) < 1e-9)).toBe(true);
      }
    }
  }), { seed: 1, numRuns: 60 });
});
