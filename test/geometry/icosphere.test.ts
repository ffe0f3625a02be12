/** Checks that the views of an icosphere are unit vectors, each once. */
import { expect, test } from 'vitest';
import { icosphere } from '../../src/geometry/icosphere.ts';

test('views are unit vectors, 12, 42, 162, 642 of them, each once', () => {
  [12, 42, 162, 642].forEach((count, level) => {
    const v = icosphere(level);
    expect(v.length).toBe(3 * count);
    for (let i = 0; i < v.length; i += 3) expect(Math.hypot(v[i]!, v[i + 1]!, v[i + 2]!)).toBeCloseTo(1, 12);
    expect(new Set(Array.from({ length: count }, (_, i) => [0, 1, 2].map((k) => v[3 * i + k]!.toFixed(9)).join())).size).toBe(count);
  });
});
