/** The `raster` pass, one pixel at a time: exact integers, without size classes, tiles or steps. */
import { MASKED, MATERIAL } from '../support/constants.ts';
import { ordinalOf, TRIANGLE_BITS, type TestMaterial, type TestScene } from '../support/raster-scene.ts';
import { doubleArea, facesCamera, materialWord, pictureLimits, pixelBox, type PixelBox, type Snapped } from './cull.ts';

/** The triangle in the winding that has a positive area. */
export function oriented(t: Snapped): Snapped {
  if (doubleArea(t) > 0) return t;
  const swap = <T>([a, b, c]: T[]): T[] => [a!, c!, b!];
  return { ...t, corners: swap(t.corners), uvs: swap(t.uvs) };
}

/** E_k at a pixel centre: twice the area of the triangle of the pixel centre and edge k. */
function edgeFunctions({ corners }: Snapped, x: number, y: number): number[] {
  const [px, py] = [x * 256 + 128, y * 256 + 128];
  return corners.map((a, k) => {
    const b = corners[(k + 1) % 3]!;
    return (b[0] - a[0]) * (py - a[1]) - (b[1] - a[1]) * (px - a[0]);
  });
}

/** Whether a pixel centre is inside, or on a top or a left edge. */
export function covers(t: Snapped, x: number, y: number): boolean {
  return edgeFunctions(t, x, y).every((e, k) => {
    const [a, b] = [t.corners[k]!, t.corners[(k + 1) % 3]!];
    const topLeft = b[1] < a[1] || (b[1] === a[1] && b[0] > a[0]);
    return e > 0 || (e === 0 && topLeft);
  });
}

/** The depth at a pixel centre. Slopes are truncated to 2^-32 of a depth unit per 1/256 px; the sum is modulo 2^64. */
export function depthAt(t: Snapped, x: number, y: number): number {
  const [a, b, c] = t.corners.map((corner) => corner.map(BigInt)) as [bigint[], bigint[], bigint[]];
  const area = BigInt(doubleArea(t));
  const slopeX = (((b[2]! - a[2]!) * (c[1]! - a[1]!) - (c[2]! - a[2]!) * (b[1]! - a[1]!)) << 32n) / area;
  const slopeY = (((c[2]! - a[2]!) * (b[0]! - a[0]!) - (b[2]! - a[2]!) * (c[0]! - a[0]!)) << 32n) / area;
  const sum = (a[2]! << 32n) + slopeX * (BigInt(x * 256 + 128) - a[0]!) + slopeY * (BigInt(y * 256 + 128) - a[1]!);
  return Number(BigInt.asUintN(64, sum) >> 32n);
}

const bitLength = (n: number) => n.toString(2).length;

/** The texel, before wrapping, at a pixel inside. Its weights are products of edge functions and depths, each cut to 15 bits. */
function texelAt(t: Snapped, texels: [number, number], x: number, y: number): [number, number] {
  const edges = edgeFunctions(t, x, y);
  const shift = Math.max(0, bitLength(doubleArea(t)) - 15);
  const depths = t.corners.map((corner) => corner[2]);
  const depthShift = Math.max(0, bitLength(Math.max(...depths)) - 15);
  const weights = t.corners.map((_, k) => BigInt(Math.floor(edges[(k + 1) % 3]! / 2 ** shift) * Math.max(1, Math.floor(depths[k]! / 2 ** depthShift))));
  const total = weights.reduce((sum, w) => sum + w);
  return [0, 1].map((axis) => {
    const snapped = t.uvs.map((uv) => BigInt(Math.floor(Math.fround(uv[axis as 0 | 1] * texels[axis as 0 | 1]) * 16)));
    const base = snapped.reduce((least, s) => (s < least ? s : least));
    return Number((base + snapped.reduce((sum, s, k) => sum + (s - base) * weights[k]!, 0n) / total) >> 4n);
  }) as [number, number];
}

const modulo = (a: number, n: number) => ((a % n) + n) % n;

function wrap(texel: number, size: number, mode: number): number {
  if (mode === 1) return Math.min(size - 1, Math.max(0, texel));
  if (mode === 0) return modulo(texel, size);
  const folded = modulo(texel, 2 * size);
  return Math.min(folded, 2 * size - 1 - folded);
}

function maskKeeps(t: Snapped, { alphaSizeLog2, bits, wrap: modes, uvScale }: TestMaterial, x: number, y: number): boolean {
  const size = 2 ** alphaSizeLog2;
  const texels: [number, number] = [size * uvScale[0], size * uvScale[1]];
  const [u, v] = texelAt(t, texels, x, y);
  const bit = wrap(v, texels[1], modes[1]) * size + wrap(u, texels[0], modes[0]);
  return ((bits[bit >> 5]! >>> (bit & 31)) & 1) === 1;
}

/** Pixels within the limits that the triangle covers, its mask included. */
export function fragments(scene: TestScene, triangle: Snapped, limits: PixelBox): [number, number][] {
  const box = facesCamera(scene, triangle) ? pixelBox(triangle, limits) : null;
  if (!box) return [];
  const t = oriented(triangle);
  const word = materialWord(scene, triangle);
  const mask = word & MASKED ? scene.materials[word & MATERIAL]! : null;
  const out: [number, number][] = [];
  for (let y = box.y0; y <= box.y1; y++) {
    for (let x = box.x0; x <= box.x1; x++) {
      if (covers(t, x, y) && (!mask || maskKeeps(t, mask, x, y))) out.push([x, y]);
    }
  }
  return out;
}

/**
 * The visibility buffer: two words per pixel, ~id and depth; 0, 0 where the pixel is empty.
 * @param before another one: only what lies behind its pixels is drawn
 */
export function raster(scene: TestScene, triangles: Snapped[], before?: Uint32Array): Uint32Array {
  const { width, height, cameras, instances } = scene;
  const visibility = new Uint32Array(2 * width * height * cameras.length);
  for (const triangle of triangles) {
    const id = ordinalOf(scene, triangle.instance) * 2 ** TRIANGLE_BITS + triangle.triangle;
    const t = oriented(triangle);
    for (const [x, y] of fragments(scene, triangle, pictureLimits(scene))) {
      const at = 2 * ((instances[triangle.instance]!.image * height + y) * width + x);
      const depth = depthAt(t, x, y);
      if (before && (depth > before[at + 1]! || (depth === before[at + 1]! && ~id >>> 0 >= before[at]!))) continue;
      if (depth > visibility[at + 1]! || (depth === visibility[at + 1]! && ~id >>> 0 > visibility[at]!)) visibility.set([~id, depth], at);
    }
  }
  return visibility;
}
