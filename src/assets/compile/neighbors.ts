/** Finds what lies across each edge of a mesh, by position: seams of texture or normals are no borders. */
import { NO_NEIGHBOR } from '../compiled-model.ts';
import { weldPositions, weldRows } from './weld.ts';

/**
 * Across an oriented edge lies the triangle that has the same edge in the opposite direction: 3 times that triangle + the edge's
 * place in it, which is the edge's place in what is returned. Where several have it, none is chosen.
 * @param positions x, y, z per vertex
 * @param indices 3 per triangle
 * @returns 3 words a triangle, across edges 01, 12, 20
 */
export function findNeighbors(positions: Float32Array, indices: Uint32Array): Uint32Array {
  const { groupOf: place } = weldPositions(positions);
  const edges = indices.length;
  // Every edge forwards, then every edge backwards: one weld finds who is opposite whom.
  const rows = new Uint32Array(edges * 4);
  for (let e = 0; e < edges; e++) {
    const a = place[indices[e]!]!;
    const b = place[indices[e % 3 === 2 ? e - 2 : e + 1]!]!;
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
  return Uint32Array.from({ length: edges }, (_, e) => {
    const opposite = groupOf[edges + e]!;
    return faces[opposite] === 1 ? lastEdge[opposite]! : NO_NEIGHBOR;
  });
}
