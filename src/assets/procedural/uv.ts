/** Lays textures onto triangles by the direction they face: each side of a box into its own rectangle, or in repeating squares. */
import type { Vec3 } from '../../geometry/vectors.ts';
import { faceNormal } from '../triangles.ts';
import { CORNER } from './soup.ts';
import type { Soup } from './soup.ts';

/** Left, top, right, bottom in uv. */
export type UvRect = [number, number, number, number];

export interface BoxSides {
  front: UvRect; // +z
  back: UvRect; // -z
  right: UvRect; // +x
  left: UvRect; // -x
  top: UvRect; // +y
  bottom: UvRect; // -y
}

/** Maps every triangle into the rectangle of the side that it faces, upright as seen from outside. */
export function boxUvs(soup: Soup, sides: BoxSides): Soup {
  const low: Vec3 = [Infinity, Infinity, Infinity];
  const high: Vec3 = [-Infinity, -Infinity, -Infinity];
  for (let i = 0; i < soup.length; i += CORNER) {
    for (let k = 0; k < 3; k++) {
      low[k] = Math.min(low[k]!, soup[i + k]!);
      high[k] = Math.max(high[k]!, soup[i + k]!);
    }
  }
  return mapBySide(soup, (side, x, y, z) => {
    const [a, b] = seenFrom(side, (x - low[0]) / (high[0] - low[0]), (y - low[1]) / (high[1] - low[1]), (z - low[2]) / (high[2] - low[2]));
    const [u0, v0, u1, v1] = sides[side];
    return [u0 + (u1 - u0) * a, v1 + (v0 - v1) * b];
  });
}

/** Repeats the texture every `size` metres on the side that a triangle faces. */
export function cubeUvs(soup: Soup, size: number): Soup {
  return mapBySide(soup, (side, x, y, z) => {
    const [a, b] = seenFrom(side, x / size, y / size, z / size);
    return [a, -b];
  });
}

/** Rightward and upward coordinate of a point as seen from outside; a mirrored axis runs as 1 - x. */
function seenFrom(side: keyof BoxSides, x: number, y: number, z: number): [number, number] {
  switch (side) {
    case 'front': return [x, y];
    case 'back': return [1 - x, y];
    case 'right': return [1 - z, y];
    case 'left': return [z, y];
    case 'top': return [x, 1 - z];
    case 'bottom': return [x, z];
  }
}

function mapBySide(soup: Soup, uvOf: (side: keyof BoxSides, x: number, y: number, z: number) => [number, number]): Soup {
  const out = soup.slice();
  for (let i = 0; i < soup.length; i += 3 * CORNER) {
    const side = sideOf(soup, i);
    for (let k = i; k < i + 3 * CORNER; k += CORNER) [out[k + 3], out[k + 4]] = uvOf(side, soup[k]!, soup[k + 1]!, soup[k + 2]!);
  }
  return out;
}

function sideOf(soup: Soup, i: number): keyof BoxSides {
  const n = faceNormal(soup, i, i + CORNER, i + 2 * CORNER);
  const [x, y, z] = n.map(Math.abs) as Vec3;
  if (z >= x && z >= y) return n[2] > 0 ? 'front' : 'back';
  if (x >= y) return n[0] > 0 ? 'right' : 'left';
  return n[1] > 0 ? 'top' : 'bottom';
}
