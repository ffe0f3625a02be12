// Checks distances to surfaces, and the deviation of a mesh from another one.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DistanceTree, deviation } from '../../../src/assets/compile/deviation.ts';
import { lodChain } from '../../../src/assets/compile/lod.ts';
import { triangleSoup } from '../../../src/assets/compile/triangle-soup.ts';
import { weldMesh } from '../../../src/assets/compile/welded-mesh.ts';
import { sphere } from '../../support/shapes.ts';

const levels = await lodChain(weldMesh(triangleSoup(sphere(64, 48), () => true), [0, 0, 0]), 1);

test('distances to a triangle: face, edges, corners, and a mesh shifted as a whole', () => {
  const positions = new Float32Array([0, 0, 0, /**/ 1, 0, 0, /**/ 0, 1, 0]);
  const surface = new DistanceTree(positions, new Uint32Array([0, 1, 2]));
  const cases = [[0.2, 0.2, 3, 3], [0.5, -2, 0, 2], [2, 2, 0, 1.5 * Math.SQRT2], [-3, -4, 0, 5], [4, 0, 4, 5], [0.25, 0.25, 0, 0]];
  for (const [x, y, z, distance] of cases) expect(surface.distance(x!, y!, z!)).toBeCloseTo(distance!, 12);
  const { mesh } = levels[0]!;
  const exact = { ...mesh, tree: new DistanceTree(mesh.positions, mesh.indices) };
  expect(deviation(exact, mesh)).toBeLessThan(1e-7);
  expect(deviation(exact, { indices: mesh.indices, positions: mesh.positions.map((x) => x * 1.1) })).toBeCloseTo(0.1, 2);
});

test('a tree finds the nearest of all its triangles, whichever point was asked before', () => {
  const number = fc.double({ min: -1, max: 1, noNaN: true });
  const point = fc.tuple(number, number, number);
  fc.assert(fc.property(fc.array(number, { minLength: 9, maxLength: 180, size: 'max' }), fc.array(point, { minLength: 1, maxLength: 8 }), (numbers, points) => {
    const triangles = Math.floor(numbers.length / 9);
    const positions = Float32Array.from(numbers.slice(0, triangles * 9));
    const corners = (t: number) => Uint32Array.of(t * 3, t * 3 + 1, t * 3 + 2);
    const tree = new DistanceTree(positions, Uint32Array.from({ length: triangles * 3 }, (_, i) => i));
    for (const [x, y, z] of points) {
      const all = Array.from({ length: triangles }, (_, t) => new DistanceTree(positions, corners(t)).distance(x, y, z));
      expect(Math.abs(tree.distance(x, y, z) - Math.min(...all))).toBeLessThan(1e-12);
    }
  }), { numRuns: 50 });
});
