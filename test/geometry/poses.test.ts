/** Checks the rotation of a view against its definition. */
import { expect, test } from 'vitest';
import { viewRotation } from '../../src/geometry/poses.ts';

test('a view brings its direction to the camera, with the model upright', () => {
  const [x, y, z] = [0.6, 0, 0.8];
  const m = viewRotation([x, y, z]);
  expect([m[0] * x + m[2] * z, m[3] * x + m[5] * z, m[6] * x + m[8] * z].map((c) => +c.toFixed(12) + 0)).toEqual([0, 0, -1]);
  expect([m[1], m[4], m[7]].map((c) => +c.toFixed(12) + 0)).toEqual([0, -1, 0]);
});
