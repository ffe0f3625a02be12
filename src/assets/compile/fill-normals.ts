/** Makes the normals that a model lacks: smooth over gentle edges, split at creases. */
import { acos, cos, hypot } from '../../geometry/math.ts';
import { faceNormal } from '../triangles.ts';
import type { TriangleSoup } from './triangle-soup.ts';
import { weldPositions, weldRows } from './weld.ts';

/**
 * Faces that meet at less than this angle share their normals. glTF asks for flat normals where a file has none, but scans (YCB)
 * come without normals and are meant to be smooth. Flat normals also make a seam of every edge, across which nothing simplifies.
 */
const CREASE_DEG = 40;

/**
 * Fills in place the normals of triangles that have a corner without a normal. A corner's normal is the mean over the faces that
 * edges below the crease angle join to it around its position. Faces are weighted by their angle at the position, which makes
 * the mean independent of the tessellation (G. Thurmer and C. Wuthrich, "Computing vertex normals from polygonal facets", 1998).
 */
export function fillNormals(soup: TriangleSoup): void {
  const { positions, normals } = soup;
  const wanting: number[] = [];
  for (let t = 0; t < soup.materials.length; t++) {
    for (let c = t * 3; c < t * 3 + 3; c++) {
      if (hypot(normals[c * 3]!, normals[c * 3 + 1]!, normals[c * 3 + 2]!) > 0.5) continue;
      wanting.push(t);
      break;
    }
  }
  if (wanting.length === 0) return;

  const corners = wanting.length * 3;
  const points = new Float32Array(corners * 3);
  wanting.forEach((t, i) => points.set(positions.subarray(t * 9, t * 9 + 9), i * 9));
  const faces = faceNormals(points);
  const group = smoothingGroups(points, faces);

  const sums = new Float64Array(corners * 3);
  for (let c = 0; c < corners; c++) {
    const weight = cornerAngle(points, c);
    const to = group(c) * 3;
    const face = Math.floor(c / 3) * 3;
    for (let k = 0; k < 3; k++) sums[to + k]! += weight * faces[face + k]!;
  }
  wanting.forEach((t, i) => {
    for (let corner = 0; corner < 3; corner++) {
      const sum = group(i * 3 + corner) * 3;
      const length = hypot(sums[sum]!, sums[sum + 1]!, sums[sum + 2]!);
      for (let k = 0; k < 3; k++) {
        normals[t * 9 + corner * 3 + k] = length > 1e-9 ? sums[sum + k]! / length : faces[i * 3 + k]!;
      }
    }
  });
}

/** Corner to representative corner; joins the two ends of every gentle edge with their counterparts across it. */
function smoothingGroups(points: Float32Array, faces: Float64Array): (corner: number) => number {
  const corners = points.length / 3;
  const { groupOf: pointOf } = weldPositions(points);
  const parent = new Uint32Array(corners);
  for (let c = 0; c < corners; c++) parent[c] = c;
  const find = (c: number): number => {
    while (parent[c] !== c) c = parent[c] = parent[parent[c]!]!;
    return c;
  };
  const edges = new Uint32Array(corners * 2);
  for (let c = 0; c < corners; c++) {
    const a = pointOf[c]!, b = pointOf[nextCorner(c)]!;
    edges[c * 2] = Math.min(a, b);
    edges[c * 2 + 1] = Math.max(a, b);
  }
  const { groupOf: edgeOf, firstRow } = weldRows(edges, 2);
  // The faces of an edge are a linked list, because an edge that is not manifold has any number of them.
  const head = new Int32Array(firstRow.length).fill(-1);
  const next = new Int32Array(corners).fill(-1);
  const cosCrease = cos((CREASE_DEG * Math.PI) / 180);
  for (let c = 0; c < corners; c++) {
    const edge = edgeOf[c]!;
    for (let d = head[edge]!; d >= 0; d = next[d]!) {
      const f = Math.floor(c / 3) * 3, g = Math.floor(d / 3) * 3;
      const cosine = faces[f]! * faces[g]! + faces[f + 1]! * faces[g + 1]! + faces[f + 2]! * faces[g + 2]!;
      if (cosine < cosCrease) continue;
      for (const from of [c, nextCorner(c)]) {
        for (const to of [d, nextCorner(d)]) {
          // The lower corner represents the group, whatever the order of the joins.
          if (pointOf[from] !== pointOf[to]) continue;
          const a = find(from), b = find(to);
          parent[Math.max(a, b)] = Math.min(a, b);
        }
      }
    }
    next[c] = head[edge]!;
    head[edge] = c;
  }
  return find;
}

const nextCorner = (c: number): number => (c % 3 === 2 ? c - 2 : c + 1);

function faceNormals(points: Float32Array): Float64Array {
  const faces = new Float64Array(points.length / 3);
  for (let f = 0; f < faces.length; f += 3) {
    const normal = faceNormal(points, f * 3, f * 3 + 3, f * 3 + 6);
    const length = hypot(normal[0], normal[1], normal[2]);
    for (let k = 0; k < 3; k++) faces[f + k] = normal[k]! / length;
  }
  return faces;
}

/** Radians. */
function cornerAngle(points: Float32Array, c: number): number {
  const at = c * 3, b = nextCorner(c) * 3, d = nextCorner(nextCorner(c)) * 3;
  let dot = 0, bb = 0, dd = 0;
  for (let k = 0; k < 3; k++) {
    const u = points[b + k]! - points[at + k]!, v = points[d + k]! - points[at + k]!;
    dot += u * v;
    bb += u * u;
    dd += v * v;
  }
  return acos(Math.min(1, Math.max(-1, dot / Math.sqrt(bb * dd))));
}
