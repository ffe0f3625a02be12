// Checks that a model within the limits passes, mended where a fault does no harm.
import { expect, test } from 'vitest';
import { checkModel, MAX_TRIANGLES } from '../../../src/assets/load/check-model.ts';

const TRIANGLE = [0, 0, 0, 1, 0, 0, 0, 1, 0];

test('too many triangles are refused, as many as allowed are not', () => {
  const model = (triangles: number) => ({
    primitives: [{ positions: new Float32Array(TRIANGLE), normals: null, uvs: null, colors: null, material: 0, indices: Uint32Array.from({ length: triangles * 3 }, (_, k) => k % 3) }],
    materials: [],
  });
  expect(() => checkModel(model(MAX_TRIANGLES + 1))).toThrow('1048577 triangles; at most 1048576');
  expect(checkModel(model(MAX_TRIANGLES)).primitives).toHaveLength(1);
});

test('broken attributes are mended', () => {
  const checked = checkModel({
    primitives: [{
      positions: new Float32Array(TRIANGLE), normals: new Float32Array([0, 0, 2, 0, 0, 0, NaN, 0, 1]), uvs: new Float32Array([0, 0, NaN, 0.5, 1, 1]),
      colors: new Float32Array([1, 1, 1, 1, Infinity, 0, 0, 1, 0, 0, 0, 0]), indices: new Uint32Array([0, 1, 2]), material: 0,
    }],
    materials: [],
  });
  expect(checked.primitives).toEqual([{
    positions: new Float32Array(TRIANGLE), normals: new Float32Array([0, 0, 1, 0, 0, 1, 0, 0, 1]), uvs: new Float32Array([0, 0, 0, 0.5, 1, 1]),
    colors: new Float32Array([1, 1, 1, 1, 1, 0, 0, 1, 0, 0, 0, 0]), indices: new Uint32Array([0, 1, 2]), material: 0,
  }]);
});
