// Checks which triangles of a model are compiled.
import { expect, test } from 'vitest';
import { triangleSoup } from '../../../src/assets/compile/triangle-soup.ts';
import type { SourcePrimitive } from '../../../src/assets/source-model.ts';
import { material, primitive } from '../../support/shapes.ts';

const QUAD = [0, 0, 0, /**/ 1, 0, 0, /**/ 1, 1, 0, /**/ 0, 1, 0];
const model = (...primitives: SourcePrimitive[]) => ({ primitives, materials: [material(), material()] });

test('triangles without area and invisible materials are dropped; nothing left is an error', () => {
  const flat = primitive(QUAD, [0, 1, 1, /**/ 0, 1, 2]), hidden = primitive(QUAD, [0, 2, 3], { material: 1 });
  expect(triangleSoup(model(flat, hidden), (m) => m === 0).materials).toEqual(new Uint32Array([0]));
  expect(() => triangleSoup(model(primitive(QUAD, [0, 1, 1])), () => true)).toThrow('no triangles');
});
