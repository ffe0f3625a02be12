// Checks that cracks close, and that nothing else moves.
import { expect, test } from 'vitest';
import { closeCracks } from '../../../src/assets/compile/cracks.ts';
import { NO_NEIGHBOR } from '../../../src/assets/compiled-model.ts';
import { findNeighbors } from '../../../src/assets/compile/neighbors.ts';
import { boxSoup } from '../../support/compiled-shapes.ts';

const openEdges = (positions: Float32Array) =>
  findNeighbors(positions, Uint32Array.from({ length: positions.length / 3 }, (_, i) => i)).filter((neighbor) => neighbor === NO_NEIGHBOR).length;

function closed(soup: ArrayLike<number>): Float32Array {
  const positions = Float32Array.from(soup);
  closeCracks(positions, 1);
  return positions;
}

test('a box whose faces miss each other by a hair is closed', () => {
  // Each of the six faces (two triangles) is moved by its own little step.
  const loose = boxSoup(1, 1, 1).map((x, i) => x + 3e-4 * Math.sin(7 * Math.floor(i / 18) + (i % 3)));
  expect(openEdges(Float32Array.from(loose))).toBe(24);
  expect(openEdges(closed(loose))).toBe(0);
  closed(loose).forEach((x, i) => expect(Math.abs(x - loose[i]!)).toBeLessThan(1e-3));
});

test('what is closed stays as it is, to the last bit', () => {
  const box = Float32Array.from(boxSoup(1, 0.7, 0.0004));
  expect(closed(box)).toEqual(box);
});

test('gaps wider than a crack stay', () => {
  const apart = [...boxSoup(1, 1, 1).slice(0, 18), ...boxSoup(1, 1, 1).slice(18).map((x) => x + 2e-3)];
  expect(closed(apart)).toEqual(Float32Array.from(apart));
});

test('ends of one edge are never brought together', () => {
  const sliver = [0, 0, 0, /**/ 1, 0, 0, /**/ 1, 5e-4, 0];
  expect(closed(sliver)).toEqual(Float32Array.from(sliver));
});
