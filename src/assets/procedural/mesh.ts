/** Turns loose triangles into the indexed, smooth-shaded primitives of a SourceModel. */
import { atan2, cos, powerOfTwoFrom, sin } from '../../geometry/math.ts';
import type { SourceMaterial, SourceModel, SourcePrimitive } from '../source-model.ts';

export type Vec2 = [number, number];
export type Vec3 = [number, number, number];

/** Triangles that share no vertices: x, y, z, u, v a corner, three corners a triangle, counter-clockwise from outside. */
export type Soup = number[];
export const CORNER = 5;

/** Triangles of one material, by its place in the model's list. */
export interface Part {
  soup: Soup;
  material: number;
}

export function merge(...soups: Soup[]): Soup {
  return soups.flat();
}

/** The soup with every position replaced. `to` must keep the handedness, or the triangles turn inside out. */
export function moved(soup: Soup, to: (x: number, y: number, z: number) => Vec3): Soup {
  const out = soup.slice();
  for (let i = 0; i < soup.length; i += CORNER) [out[i], out[i + 1], out[i + 2]] = to(soup[i]!, soup[i + 1]!, soup[i + 2]!);
  return out;
}

export function shifted(soup: Soup, dx: number, dy: number, dz: number): Soup {
  return moved(soup, (x, y, z) => [x + dx, y + dy, z + dz]);
}

/** Turned about a coordinate axis, counter-clockwise as seen from its positive end. */
export function turned(soup: Soup, axis: 'x' | 'y' | 'z', angleRad: number): Soup {
  const c = cos(angleRad);
  const s = sin(angleRad);
  if (axis === 'x') return moved(soup, (x, y, z) => [x, c * y - s * z, s * y + c * z]);
  if (axis === 'y') return moved(soup, (x, y, z) => [c * x + s * z, y, c * z - s * x]);
  return moved(soup, (x, y, z) => [c * x - s * y, s * x + c * y, z]);
}

export function withUvs(soup: Soup, to: (u: number, v: number) => Vec2): Soup {
  const out = soup.slice();
  for (let i = 0; i < soup.length; i += CORNER) [out[i + 3], out[i + 4]] = to(soup[i + 3]!, soup[i + 4]!);
  return out;
}

/** Two triangles a, b, c and a, c, d; corners are x, y, z, u, v. Triangles without area are left out. */
export function pushQuad(soup: Soup, a: number[], b: number[], c: number[], d: number[]): void {
  pushTriangle(soup, a, b, c);
  pushTriangle(soup, a, c, d);
}

export function pushTriangle(soup: Soup, a: number[], b: number[], c: number[]): void {
  if (samePlace(a, b) || samePlace(b, c) || samePlace(c, a)) return;
  soup.push(...a, ...b, ...c);
}

function samePlace(a: number[], b: number[]): boolean {
  return a[0] === b[0] && a[1] === b[1] && a[2] === b[2];
}

/**
 * Makes a model of parts. Corners at one place share a normal as far as their faces meet at less than `creaseDeg`;
 * normals are looked for across parts, so a printed label runs smoothly into its can.
 */
export function modelOf(parts: Part[], materials: SourceMaterial[], creaseDeg = 40): SourceModel {
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
    if (corners.length > 0) primitives.push(weld(soup, normals, corners, material));
  }
  return { primitives, materials };
}

/** Normals of all corners, 3 a corner: the mean of the faces at its place within the crease, weighted by their angle there. */
function cornerNormals(soup: Float32Array, creaseCos: number): Float32Array {
  const corners = soup.length / CORNER;
  const faceNormals = new Float64Array(corners); // 3 a face
  const angles = new Float64Array(corners);
  const { ids, count } = identify(soup, CORNER, 3);
  const cornersAt: number[][] = Array.from({ length: count }, () => []);
  for (let corner = 0; corner < corners; corner++) {
    cornersAt[ids[corner]!]!.push(corner);
    const first = corner - (corner % 3);
    const p = corner * CORNER;
    const q = (first + ((corner + 1) % 3)) * CORNER;
    const r = (first + ((corner + 2) % 3)) * CORNER;
    const ux = soup[q]! - soup[p]!, uy = soup[q + 1]! - soup[p + 1]!, uz = soup[q + 2]! - soup[p + 2]!;
    const vx = soup[r]! - soup[p]!, vy = soup[r + 1]! - soup[p + 1]!, vz = soup[r + 2]! - soup[p + 2]!;
    const nx = uy * vz - uz * vy, ny = uz * vx - ux * vz, nz = ux * vy - uy * vx;
    const area = Math.sqrt(nx * nx + ny * ny + nz * nz);
    angles[corner] = atan2(area, ux * vx + uy * vy + uz * vz);
    if (corner !== first) continue;
    faceNormals[first] = nx / area;
    faceNormals[first + 1] = ny / area;
    faceNormals[first + 2] = nz / area;
  }
  const out = new Float32Array(corners * 3);
  for (let corner = 0; corner < corners; corner++) {
    const f = corner - (corner % 3);
    const fx = faceNormals[f]!, fy = faceNormals[f + 1]!, fz = faceNormals[f + 2]!;
    let x = 0, y = 0, z = 0;
    for (const other of cornersAt[ids[corner]!]!) {
      const g = other - (other % 3);
      const gx = faceNormals[g]!, gy = faceNormals[g + 1]!, gz = faceNormals[g + 2]!;
      if (fx * gx + fy * gy + fz * gz < creaseCos) continue;
      const w = angles[other]!;
      x += w * gx;
      y += w * gy;
      z += w * gz;
    }
    const length = Math.sqrt(x * x + y * y + z * z);
    out[corner * 3] = x / length;
    out[corner * 3 + 1] = y / length;
    out[corner * 3 + 2] = z / length;
  }
  return out;
}

/** Shares vertices whose position, uv and normal are all equal. */
function weld(soup: Float32Array, normals: Float32Array, corners: number[], material: number): SourcePrimitive {
  const rows = new Float32Array(corners.length * 8);
  corners.forEach((corner, i) => {
    rows.set(soup.subarray(corner * CORNER, corner * CORNER + CORNER), i * 8);
    rows.set(normals.subarray(corner * 3, corner * 3 + 3), i * 8 + CORNER);
  });
  const { ids, count } = identify(rows, 8, 8);
  const positions = new Float32Array(count * 3);
  const uvs = new Float32Array(count * 2);
  const normalsOut = new Float32Array(count * 3);
  ids.forEach((id, i) => {
    positions.set(rows.subarray(i * 8, i * 8 + 3), id * 3);
    uvs.set(rows.subarray(i * 8 + 3, i * 8 + 5), id * 2);
    normalsOut.set(rows.subarray(i * 8 + 5, i * 8 + 8), id * 3);
  });
  return { positions, normals: normalsOut, uvs, colors: null, indices: ids, material };
}

/**
 * Numbers the rows so that rows with equal first `width` values share a number, in order of first appearance.
 * An open-addressed table on the bits: string keys took a third of the time of the whole set.
 */
function identify(rows: Float32Array, stride: number, width: number): { ids: Uint32Array; count: number } {
  const clean = rows.map(value => value + 0); // -0 has other bits than 0
  const bits = new Uint32Array(clean.buffer);
  const n = rows.length / stride;
  const size = powerOfTwoFrom(2 * n + 2);
  const table = new Int32Array(size).fill(-1); // row that first had the value
  const ids = new Uint32Array(n);
  let count = 0;
  for (let row = 0; row < n; row++) {
    let hash = 0;
    for (let k = 0; k < width; k++) hash = Math.imul(hash ^ bits[row * stride + k]!, 0x9e3779b1) ^ (hash >>> 15);
    let slot = ((hash ^ (hash >>> 16)) >>> 0) % size;
    for (; table[slot] !== -1; slot = (slot + 1) % size) {
      const first = table[slot]! * stride;
      let k = 0;
      while (k < width && bits[first + k] === bits[row * stride + k]) k++;
      if (k === width) break;
    }
    if (table[slot] === -1) {
      table[slot] = row;
      ids[row] = count++;
    } else ids[row] = ids[table[slot]!]!;
  }
  return { ids, count };
}
