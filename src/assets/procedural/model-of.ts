/** Turns loose triangles into the indexed, smooth-shaded primitives of a source model. */
import { atan2, cos, hypot } from '../../geometry/math.ts';
import { weldFloats, weldPositions } from '../compile/weld.ts';
import type { SourceMaterial, SourceModel, SourcePrimitive } from '../source-model.ts';
import { faceNormal } from '../triangles.ts';
import { CORNER, type Soup } from './soup.ts';

/** Triangles of one material. */
export interface ModelPart {
  soup: Soup;
  /** Index into the model's materials. */
  material: number;
}

/**
 * Makes a model of parts. Corners at one point share a normal as far as their faces meet at less than `creaseDeg`.
 * Normals are shared across parts, so that a printed label runs smoothly into its can.
 */
export function modelOf(parts: ModelPart[], materials: SourceMaterial[], creaseDeg = 40): SourceModel {
  const soup = Float32Array.from(parts.flatMap(part => part.soup));
  const normals = cornerNormals(soup, cos((creaseDeg * Math.PI) / 180));
  const primitives: SourcePrimitive[] = [];
  for (let material = 0; material < materials.length; material++) {
    const corners: number[] = [];
    let first = 0;
    for (const part of parts) {
      const end = first + part.soup.length / CORNER;
      if (part.material === material) for (let i = first; i < end; i++) corners.push(i);
      first = end;
    }
    if (corners.length > 0) primitives.push(weldedPrimitive(soup, normals, corners, material));
  }
  return { primitives, materials };
}

/** Normals of all corners, 3 a corner: the mean of the faces at its point within the crease, weighted by their angle there. */
function cornerNormals(soup: Float32Array, creaseCos: number): Float32Array {
  const corners = soup.length / CORNER;
  const positions = new Float32Array(corners * 3);
  for (let corner = 0; corner < corners; corner++) positions.set(soup.subarray(corner * CORNER, corner * CORNER + 3), corner * 3);
  const { groupOf: pointOf, firstRow } = weldPositions(positions);
  const faceNormals = new Float64Array(corners); // 3 a face
  const angles = new Float64Array(corners);
  const cornersAt: number[][] = Array.from(firstRow, () => []);
  for (let corner = 0; corner < corners; corner++) {
    cornersAt[pointOf[corner]!]!.push(corner);
    const first = corner - (corner % 3);
    const p = corner * 3;
    const q = (first + ((corner + 1) % 3)) * 3;
    const r = (first + ((corner + 2) % 3)) * 3;
    const normal = faceNormal(positions, p, q, r);
    const area = hypot(normal[0], normal[1], normal[2]);
    let dot = 0;
    for (let k = 0; k < 3; k++) dot += (positions[q + k]! - positions[p + k]!) * (positions[r + k]! - positions[p + k]!);
    angles[corner] = atan2(area, dot);
    if (corner !== first) continue;
    for (let k = 0; k < 3; k++) faceNormals[first + k] = normal[k]! / area;
  }
  const normals = new Float32Array(corners * 3);
  for (let corner = 0; corner < corners; corner++) {
    const f = corner - (corner % 3);
    const fx = faceNormals[f]!, fy = faceNormals[f + 1]!, fz = faceNormals[f + 2]!;
    let x = 0, y = 0, z = 0;
    for (const other of cornersAt[pointOf[corner]!]!) {
      const g = other - (other % 3);
      const gx = faceNormals[g]!, gy = faceNormals[g + 1]!, gz = faceNormals[g + 2]!;
      if (fx * gx + fy * gy + fz * gz < creaseCos) continue;
      const weight = angles[other]!;
      x += weight * gx;
      y += weight * gy;
      z += weight * gz;
    }
    const length = hypot(x, y, z);
    normals[corner * 3] = x / length;
    normals[corner * 3 + 1] = y / length;
    normals[corner * 3 + 2] = z / length;
  }
  return normals;
}

/** The corners as one primitive. Corners whose position, uv and normal are all equal share a vertex. */
function weldedPrimitive(soup: Float32Array, normals: Float32Array, corners: number[], material: number): SourcePrimitive {
  const rows = new Float32Array(corners.length * 8);
  corners.forEach((corner, i) => {
    rows.set(soup.subarray(corner * CORNER, corner * CORNER + CORNER), i * 8);
    rows.set(normals.subarray(corner * 3, corner * 3 + 3), i * 8 + CORNER);
  });
  const { groupOf, firstRow } = weldFloats(rows, 8);
  const vertices = new Float32Array(firstRow.length * 8);
  // Welded rows may differ in the sign of a zero: the last one's stays.
  groupOf.forEach((vertex, row) => vertices.set(rows.subarray(row * 8, row * 8 + 8), vertex * 8));
  const columns = (from: number, count: number): Float32Array =>
    Float32Array.from({ length: firstRow.length * count }, (_, i) => vertices[Math.floor(i / count) * 8 + from + (i % count)]!);
  return { positions: columns(0, 3), normals: columns(5, 3), uvs: columns(3, 2), colors: null, indices: groupOf, material };
}
