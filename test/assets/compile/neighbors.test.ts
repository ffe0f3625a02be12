// Checks neighbours on meshes small enough to list them by hand.
import { expect, test } from 'vitest';
import { NO_NEIGHBOR } from '../../../src/assets/compiled-model.ts';
import { findNeighbors } from '../../../src/assets/compile/neighbors.ts';
import { TETRAHEDRON } from '../../support/shapes.ts';

const NONE = NO_NEIGHBOR;
const neighbors = (positions: number[], indices: number[]) =>
  [...findNeighbors(new Float32Array(positions), new Uint32Array(indices))];

test('a tetrahedron is closed', () => {
  expect(neighbors(TETRAHEDRON.positions, TETRAHEDRON.indices)).toEqual([5, 11, 6, /**/ 8, 9, 0, /**/ 2, 10, 3, /**/ 4, 7, 1]);
});

test('two triangles whose shared edge is doubled, as by a texture seam, are neighbours', () => {
  const positions = [0, 0, 0, /**/ 1, 0, 0, /**/ 1, 1, 0, /**/ 0, 0, -0, /**/ 1, 1, 0, /**/ 0, 1, 0];
  expect(neighbors(positions, [0, 1, 2, /**/ 3, 4, 5])).toEqual([NONE, NONE, 3, /**/ 2, NONE, NONE]);
});

test('across an edge of three faces lies a neighbour only where it is the one in the opposite direction', () => {
  const positions = [0, 0, 0, /**/ 1, 0, 0, /**/ 0, 1, 0, /**/ 0, -1, 0, /**/ 0, 0, 1];
  // 0->1 in the first and the third face, 1->0 in the second.
  expect(neighbors(positions, [0, 1, 2, /**/ 1, 0, 3, /**/ 0, 1, 4]))
    .toEqual([3, NONE, NONE, /**/ NONE, NONE, NONE, /**/ 3, NONE, NONE]);
});

test('faces wound the same way along an edge are no neighbours', () => {
  const positions = [0, 0, 0, /**/ 1, 0, 0, /**/ 0, 1, 0, /**/ 0, -1, 0];
  expect(neighbors(positions, [0, 1, 2, /**/ 0, 1, 3])).toEqual([NONE, NONE, NONE, /**/ NONE, NONE, NONE]);
});

test('no triangles, no neighbours', () => {
  expect(neighbors([], [])).toEqual([]);
});
