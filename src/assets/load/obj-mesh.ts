/** Makes triangles of an OBJ's faces, one primitive a material. */
import { DECODE_SRGB, decodeSrgb } from '../srgb.ts';
import { checkTriangleCount } from './check-model.ts';
import { triangulatePolygon } from './polygon.ts';
import type { ObjFaces } from './obj-scan.ts';
import type { SourcePrimitive } from '../source-model.ts';

/** u' = scaleU u + offsetU and likewise v, with v up as in the file. */
export interface UvChange {
  scale: [u: number, v: number];
  offset: [u: number, v: number];
}

/** With positions in double precision: a model may lie far from the origin. */
export type WidePrimitive = Omit<SourcePrimitive, 'positions'> & { positions: Float64Array };

/**
 * Three vertices a triangle, none shared.
 * @param unitM metres per unit
 * @param uvChanges by the index of the material's name
 */
export function meshOf(faces: ObjFaces, unitM: number, uvChanges: UvChange[]): WidePrimitive[] {
  const corners = cornersOf(faces);
  checkTriangleCount(corners.reduce((sum, { length }) => sum + length / 3, 0));
  const colorScale = faces.colors.some((value) => value > 2) ? 1 / 255 : 1;
  return corners.map((list, material) => primitiveOf(faces, list, { material, unitM, colorScale, uvChange: uvChanges[material]! }));
}

/** By material: corners of its triangles. */
function cornersOf({ positions, cornerVertex, firstCorner, faceMaterial, materialNames }: ObjFaces): number[][] {
  const lists = materialNames.map((): number[] => []);
  for (let face = 0; face < faceMaterial.length; face++) {
    const list = lists[faceMaterial[face]!]!;
    const begin = firstCorner[face]!, end = firstCorner[face + 1]!;
    if (end - begin === 3 || isConvex(positions, cornerVertex, begin, end)) {
      for (let corner = begin + 1; corner + 1 < end; corner++) list.push(begin, corner, corner + 1);
    } else {
      for (const corner of triangulatePolygon(positions, cornerVertex.slice(begin, end))) list.push(begin + corner);
    }
  }
  return lists;
}

/** Whether a fan from the first corner fills the face: all its triangles face as the first one does that has an area, and each corner turns that way. */
function isConvex(positions: number[], vertices: number[], begin: number, end: number): boolean {
  let nx = 0, ny = 0, nz = 0;
  const facesAlong = (a: number, b: number, c: number): boolean => {
    const p = vertices[a]! * 3, q = vertices[b]! * 3, r = vertices[c]! * 3;
    const ux = positions[q]! - positions[p]!, uy = positions[q + 1]! - positions[p + 1]!, uz = positions[q + 2]! - positions[p + 2]!;
    const vx = positions[r]! - positions[p]!, vy = positions[r + 1]! - positions[p + 1]!, vz = positions[r + 2]! - positions[p + 2]!;
    const x = uy * vz - uz * vy, y = uz * vx - ux * vz, z = ux * vy - uy * vx;
    if (nx === 0 && ny === 0 && nz === 0) { nx = x; ny = y; nz = z; }
    return !(x * nx + y * ny + z * nz < 0); // What is not finite stays for the checks of the model to find.
  };
  for (let corner = begin + 1; corner + 1 < end; corner++) if (!facesAlong(begin, corner, corner + 1)) return false;
  for (let corner = begin; corner < end; corner++) {
    const next = corner + 1 < end ? corner + 1 : begin;
    if (!facesAlong(corner, next, next + 1 < end ? next + 1 : begin)) return false;
  }
  return true;
}

function primitiveOf(
  faces: ObjFaces, corners: number[], { material, unitM, colorScale, uvChange }: { material: number; unitM: number; colorScale: number; uvChange: UvChange },
): WidePrimitive {
  const count = corners.length;
  const positions = new Float64Array(count * 3);
  // A corner without a normal gets the face's from the checks; a primitive without any gets them from the compiler.
  const normals = faces.normals.length > 0 && corners.some((corner) => faces.cornerNormal[corner]! >= 0) ? new Float32Array(count * 3) : null;
  const uvs = faces.uvs.length > 0 && corners.some((corner) => faces.cornerUv[corner]! >= 0) ? new Float32Array(count * 2) : null;
  const colors = faces.colors.length > 0 ? new Float32Array(count * 4).fill(1) : null;
  const { scale, offset } = uvChange;
  for (let i = 0; i < count; i++) {
    const corner = corners[i]!;
    const vertex = faces.cornerVertex[corner]! * 3;
    for (let k = 0; k < 3; k++) positions[i * 3 + k] = faces.positions[vertex + k]! * unitM;
    const normal = faces.cornerNormal[corner]! * 3;
    if (normals && normal >= 0) for (let k = 0; k < 3; k++) normals[i * 3 + k] = faces.normals[normal + k]!;
    const uv = faces.cornerUv[corner]! * 2;
    if (uvs && uv >= 0) {
      uvs[i * 2] = scale[0] * faces.uvs[uv]! + offset[0];
      uvs[i * 2 + 1] = 1 - (scale[1] * faces.uvs[uv + 1]! + offset[1]);
    }
    if (colors) for (let k = 0; k < 3; k++) colors[i * 4 + k] = toLinear(faces.colors[vertex + k]! * colorScale);
  }
  return { positions, normals, uvs, colors, indices: Uint32Array.from({ length: count }, (_, i) => i), material };
}

/** From sRGB-coded 0-1. Most colours in files are whole codes. */
function toLinear(coded: number): number {
  const code = coded * 255;
  return DECODE_SRGB[code] ?? decodeSrgb(code);
}
