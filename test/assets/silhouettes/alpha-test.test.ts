// Checks that alpha tests look up the texel that the wrap mode names.
import { expect, test } from 'vitest';
import { compileMaterials } from '../../../src/assets/compile/materials.ts';
import type { WRAP } from '../../../src/assets/compiled-model.ts';
import { alphaTest } from '../../../src/assets/silhouettes/alpha-test.ts';
import { image, material, texture } from '../../support/shapes.ts';

test('a lookup wraps as the texture does', () => {
  const dot = image(16, 64, (x, y) => [0, 0, 0, x === 1 && y === 2 ? 0 : 255]);
  const isKept = (wrap: keyof typeof WRAP) => {
    const { materials, alphaMasks } = compileMaterials([material({ alphaMode: 'mask', baseColorTexture: texture(dot, wrap) })], 512);
    return alphaTest(materials[0]!, alphaMasks[0]!);
  };
  const u = 1.5 / 16, v = 2.5 / 64;
  for (const wrap of ['repeat', 'clamp', 'mirror'] as const) expect(isKept(wrap)(u, v)).toBe(false);
  expect([isKept('repeat')(u + 3, v - 2), isKept('mirror')(u + 4, -v), isKept('mirror')(2 - u, v)]).toEqual([false, false, false]);
  expect([isKept('repeat')(-u, v), isKept('mirror')(u + 1, v), isKept('clamp')(u + 1, v), isKept('clamp')(u, 9)]).toEqual([true, true, true, true]);
});
