/** Finds what lies across each edge of a mesh, by position, so that seams of texture or normals are no borders. */
import { NO_NEIGHBOR } from '../compiled-model.ts';
import { weldPositions, weldRows } from './weld.ts';

/**
 * Across an oriented edge lies the triangle that has the same edge in the opposite direction. Where several triangles have it,
 * none is chosen.
 * @param positions x, y, z per vertex
 * @param indices 3 per triangle
 * @returns 3 words a triangle, for edges 01, 12, 20: the index of the opposite edge in the returned array, or NO_NEIGHBOR
 */
export function findNeighbors(positions: Float32Array, indices: Uint32Array): Uint32Array {
  const { groupOf: pointOf } = weldPositions(positions);
  const edges = indices.length;
  // Every edge forwards, then every edge backwards: one weld finds the edges that are opposite each other.
  const rows = new Uint32Array(edges * 4);
  for (let e = 0; e < edges; e++) {
    const a = pointOf[indices[e]!]!;
    const b = pointOf[indices[e % 3 === 2 ? e - 2 : e + 1]!]!;
    rows[e * 2] = rows[(edges + e) * 2 + 1] = a;
    rows[e * 2 + 1] = rows[(edges + e) * 2] = b;
  }
  const { groupOf, firstRow } = weldRows(rows, 2);
  const faces = new Uint32Array(firstRow.length);
  const lastEdge = new Uint32Array(firstRow.length);
  for (let e = 0; e < edges; e++) {
    faces[groupOf[e]!]!++;
    lastEdge[groupOf[e]!] = e;
  }
  const neighbors = new Uint32Array(edges);
  for (let e = 0; e < edges; e++) {
    const opposite = groupOf[edges + e]!;
    neighbors[e] = faces[opposite] === 1 ? lastEdge[opposite]! : NO_NEIGHBOR;
  }
  return neighbors;
}
