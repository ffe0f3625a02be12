// Checks that packed attributes come back nearly as they were.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { packNormal, unpackNormal } from '../../../src/assets/compile/vertex-format.ts';

test('a packed normal comes back within a hundredth of a degree', () => {
  const axis = fc.double({ min: -1, max: 1, noNaN: true });
  fc.assert(fc.property(axis, axis, axis, (x, y, z) => {
    const length = Math.hypot(x, y, z);
    fc.pre(length > 0.01);
    const [a, b, c] = unpackNormal(packNormal(x / length, y / length, z / length));
    expect(Math.hypot(a - x / length, b - y / length, c - z / length)).toBeLessThan(1e-4);
  }));
});
