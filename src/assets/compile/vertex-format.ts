/** Packs and unpacks the four attribute words of a vertex: octahedral normal, u, v, colour. */
import { hypot } from '../../geometry/math.ts';
import { encodeSrgb, encodeUnorm8 } from '../srgb.ts';

/** Writes normal (unit), uv and linear colour of vertex `from` of loose arrays as row `to`. */
export function packAttributes(
  words: Uint32Array, floats: Float32Array, to: number,
  normals: Float32Array, uvs: Float32Array, colors: Float32Array, from: number,
): void {
  words[to * 4] = packNormal(normals[from * 3]!, normals[from * 3 + 1]!, normals[from * 3 + 2]!);
  floats[to * 4 + 1] = uvs[from * 2]! + 0;
  floats[to * 4 + 2] = uvs[from * 2 + 1]! + 0;
  const c = from * 4;
  words[to * 4 + 3] = (encodeSrgb(colors[c]!) | (encodeSrgb(colors[c + 1]!) << 8)
    | (encodeSrgb(colors[c + 2]!) << 16) | (encodeUnorm8(colors[c + 3]!) << 24)) >>> 0;
}

/** A normal of any length as an octahedral map (Meyer et al. 2010, "On floating-point normal vectors") as snorm16x2, x in the low half. */
export function packNormal(x: number, y: number, z: number): number {
  const sum = Math.abs(x) + Math.abs(y) + Math.abs(z);
  let u = x / sum, v = y / sum;
  if (z < 0) [u, v] = [(1 - Math.abs(v)) * (u < 0 ? -1 : 1), (1 - Math.abs(u)) * (v < 0 ? -1 : 1)];
  return ((Math.round(u * 32767) & 0xffff) | (Math.round(v * 32767) << 16)) >>> 0;
}

/** The normal at unit length, from `packNormal`'s word. */
export function unpackNormal(word: number): [number, number, number] {
  let x = Math.max(-1, ((word << 16) >> 16) / 32767);
  let y = Math.max(-1, (word >> 16) / 32767);
  const z = 1 - Math.abs(x) - Math.abs(y);
  if (z < 0) [x, y] = [(1 - Math.abs(y)) * (x < 0 ? -1 : 1), (1 - Math.abs(x)) * (y < 0 ? -1 : 1)];
  const length = hypot(x, y, z);
  return [x / length, y / length, z / length];
}
