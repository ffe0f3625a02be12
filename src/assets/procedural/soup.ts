/** Makes, moves and joins loose triangles, the form in which procedural solids are built. */
import { cos, sin } from '../../geometry/math.ts';
import type { Vec3 } from '../../geometry/vectors.ts';

export type Vec2 = [number, number];

export const TAU = 2 * Math.PI;

/** Triangles that share no vertices: x, y, z, u, v a corner, three corners a triangle, counter-clockwise from outside. */
export type Soup = number[];
/** Numbers a corner. */
export const CORNER = 5;

export function merge(...soups: Soup[]): Soup {
  return soups.flat();
}

/** The soup with every position replaced. `to` must keep the handedness, because a mirrored triangle faces inwards. */
export function moved(soup: Soup, to: (x: number, y: number, z: number) => Vec3): Soup {
  const out = soup.slice();
  for (let i = 0; i < soup.length; i += CORNER) [out[i], out[i + 1], out[i + 2]] = to(soup[i]!, soup[i + 1]!, soup[i + 2]!);
  return out;
}

export function shifted(soup: Soup, dx: number, dy: number, dz: number): Soup {
  return moved(soup, (x, y, z) => [x + dx, y + dy, z + dz]);
}

/** Turns about a coordinate axis, counter-clockwise as seen from its positive end. */
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

/** Adds two triangles a, b, c and a, c, d; corners are x, y, z, u, v. Triangles without area are left out. */
export function pushQuad(soup: Soup, a: number[], b: number[], c: number[], d: number[]): void {
  pushTriangle(soup, a, b, c);
  pushTriangle(soup, a, c, d);
}

export function pushTriangle(soup: Soup, a: number[], b: number[], c: number[]): void {
  if (isSamePoint(a, b) || isSamePoint(b, c) || isSamePoint(c, a)) return;
  soup.push(...a, ...b, ...c);
}

function isSamePoint(a: number[], b: number[]): boolean {
  return a[0] === b[0] && a[1] === b[1] && a[2] === b[2];
}
