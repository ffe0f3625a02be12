/** Turns loose triangles into the indexed, smooth-shaded primitives of a SourceModel. */
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
  const c = Math.cos(angleRad);
  const s = Math.sin(angleRad);
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
  const normals = cornerNormals(soup, Math.cos((creaseDeg * Math.PI) / 180));
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
  const places = new Map<string, number[]>();
  const placeOf: number[][] = [];
  for (let corner = 0; corner < corners; corner++) {
    const at = corner * CORNER;
    const key = `${soup[at]},${soup[at + 1]},${soup[at + 2]}`;
    const here = places.get(key) ?? [];
    if (here.length === 0) places.set(key, here);
    here.push(corner);
    placeOf.push(here);
    const first = corner - (corner % 3);
    const p = at;
    const q = (first + ((corner + 1) % 3)) * CORNER;
    const r = (first + ((corner + 2) % 3)) * CORNER;
    const ux = soup[q]! - soup[p]!, uy = soup[q + 1]! - soup[p + 1]!, uz = soup[q + 2]! - soup[p + 2]!;
    const vx = soup[r]! - soup[p]!, vy = soup[r + 1]! - soup[p + 1]!, vz = soup[r + 2]! - soup[p + 2]!;
    const nx = uy * vz - uz * vy, ny = uz * vx - ux * vz, nz = ux * vy - uy * vx;
    const area = Math.sqrt(nx * nx + ny * ny + nz * nz);
    angles[corner] = Math.atan2(area, ux * vx + uy * vy + uz * vz);
    if (corner === first) faceNormals.set([nx / area, ny / area, nz / area], corner);
  }
  const out = new Float32Array(corners * 3);
  for (let corner = 0; corner < corners; corner++) {
    const f = corner - (corner % 3);
    const fx = faceNormals[f]!, fy = faceNormals[f + 1]!, fz = faceNormals[f + 2]!;
    let x = 0, y = 0, z = 0;
    for (const other of placeOf[corner]!) {
      const g = other - (other % 3);
      const gx = faceNormals[g]!, gy = faceNormals[g + 1]!, gz = faceNormals[g + 2]!;
      if (fx * gx + fy * gy + fz * gz < creaseCos) continue;
      const w = angles[other]!;
      x += w * gx;
      y += w * gy;
      z += w * gz;
    }
    const length = Math.sqrt(x * x + y * y + z * z);
    out.set([x / length, y / length, z / length], corner * 3);
  }
  return out;
}

/** Shares vertices whose position, normal and uv are all equal. */
function weld(soup: Float32Array, normals: Float32Array, corners: number[], material: number): SourcePrimitive {
  const vertices = new Map<string, number>();
  const positions: number[] = [];
  const normalsOut: number[] = [];
  const uvs: number[] = [];
  const indices = new Uint32Array(corners.length);
  corners.forEach((corner, i) => {
    const [x, y, z, u, v] = soup.subarray(corner * CORNER, corner * CORNER + CORNER);
    const normal = normals.subarray(corner * 3, corner * 3 + 3);
    const key = `${x},${y},${z},${u},${v},${normal[0]!.toFixed(3)},${normal[1]!.toFixed(3)},${normal[2]!.toFixed(3)}`;
    let index = vertices.get(key);
    if (index === undefined) {
      index = vertices.size;
      vertices.set(key, index);
      positions.push(x!, y!, z!);
      normalsOut.push(...normal);
      uvs.push(u!, v!);
    }
    indices[i] = index;
  });
  return {
    positions: Float32Array.from(positions),
    normals: Float32Array.from(normalsOut),
    uvs: Float32Array.from(uvs),
    colors: null,
    indices,
    material,
  };
}
