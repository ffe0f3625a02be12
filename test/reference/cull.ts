/** The `cull` pass, one triangle at a time: the lists of each triangle, and in doubles what clipping leaves of it. */
import { DOUBLE_SIDED, LAYER } from '../support/constants.ts';
import { foregroundsOf, type TestScene } from '../support/raster-scene.ts';
import { isBehind, farthestBlocks } from './blocks.ts';
import { cameraPoint, type Point } from './transform.ts';

/** A triangle on the image's subpixel grid: corners as x, y in 1/256 px and depth. */
export interface Snapped {
  corners: [number, number, number][];
  instance: number;
  triangle: number;
  /** Texture coordinates of the corners. */
  uvs: [number, number][];
}

/** Every triangle of every instance with its snapped corners; `vertices` are the rows that the transform pass writes. */
export function snappedTriangles(scene: TestScene, vertices: Uint32Array): Snapped[] {
  const rows = new Int32Array(vertices.buffer);
  let firstVertex = 0;
  return scene.instances.flatMap(({ mesh }, instance) => {
    const { positions, triangles, uvs } = scene.meshes[mesh]!;
    const first = firstVertex;
    firstVertex += positions.length / 3;
    return triangles.map(([a, b, c], triangle): Snapped => ({
      corners: [a, b, c].map((v) => [...rows.subarray(3 * (first + v), 3 * (first + v) + 3)] as [number, number, number]),
      uvs: [a, b, c].map((v) => [Math.fround(uvs[2 * v]!), Math.fround(uvs[2 * v + 1]!)]),
      instance, triangle,
    }));
  });
}

export const onPlane = ({ corners }: Snapped): boolean => corners.every(([, , depth]) => depth !== 0);

/** Twice the area; negative for a front face. Products of coordinates below 2^23 are exact in doubles. */
export function doubleArea({ corners: [a, b, c] }: Snapped): number {
  return (b![0] - a![0]) * (c![1] - a![1]) - (c![0] - a![0]) * (b![1] - a![1]);
}

export const materialWord = (scene: TestScene, { instance, triangle }: Snapped): number => scene.meshes[scene.instances[instance]!.mesh]!.triangles[triangle]![3];

/** Whether a triangle without clipped corners is drawn. */
export function facesCamera(scene: TestScene, triangle: Snapped): boolean {
  const area = doubleArea(triangle);
  return area < 0 || (area > 0 && (materialWord(scene, triangle) & DOUBLE_SIDED) !== 0);
}

export interface PixelBox { x0: number; y0: number; x1: number; y1: number }

/** First and last pixel whose centre lies in the triangle's box and within the limits; null when there is none. */
export function pixelBox({ corners }: Snapped, limits: PixelBox): PixelBox | null {
  const [xs, ys] = [0, 1].map((axis) => corners.map((corner) => corner[axis as 0 | 1])) as [number[], number[]];
  const x0 = Math.max(limits.x0, Math.ceil((Math.min(...xs) - 128) / 256));
  const y0 = Math.max(limits.y0, Math.ceil((Math.min(...ys) - 128) / 256));
  const x1 = Math.min(limits.x1, Math.floor((Math.max(...xs) - 128) / 256));
  const y1 = Math.min(limits.y1, Math.floor((Math.max(...ys) - 128) / 256));
  return x0 <= x1 && y0 <= y1 ? { x0, y0, x1, y1 } : null;
}

export const pictureLimits = ({ width, height }: { width: number; height: number }): PixelBox => ({ x0: 0, y0: 0, x1: width - 1, y1: height - 1 });

export function canvasLimits(scene: TestScene, instance: number): PixelBox | null {
  const canvas = foregroundsOf(scene).find((f) => f.instance === instance)?.canvas;
  return canvas ? { x0: canvas.x0, y0: canvas.y0, x1: canvas.x0 + 32 * canvas.widthWords - 1, y1: canvas.y0 + canvas.height - 1 } : null;
}

/** Whether a triangle is small: its extents let edge functions fit i32. */
export function isSmall({ corners }: Snapped): boolean {
  const extent = (axis: 0 | 1) => Math.max(...corners.map((c) => c[axis])) - Math.min(...corners.map((c) => c[axis]));
  return Math.max(extent(0), extent(1)) <= 32767;
}

/** The number of strips of a small triangle's box. A strip has 2^n rows, as many as fit 1,024 pixels with the width rounded up to 2^m. */
export function stripCount({ x0, y0, x1, y1 }: PixelBox): number {
  const rows = 1024 / 2 ** Math.ceil(Math.log2(x1 - x0 + 1));
  return Math.ceil((y1 - y0 + 1) / rows);
}

/** The depths of the blocks of each image; the visibility buffer holds everything but the background. */
export function occluders({ width, height, cameras }: TestScene, visibility: Uint32Array): number[][] {
  return cameras.map((_, image) => farthestBlocks(width, height, visibility.subarray(2 * width * height * image, 2 * width * height * (image + 1))));
}

/** Whether a triangle of the background is dropped: near triangles hide its box, even if the triangle were one unit of depth nearer. */
export function isHidden(scene: TestScene, { corners, instance }: Snapped, box: PixelBox, blocks: number[][]): boolean {
  const { layer, image } = scene.instances[instance]!;
  return layer === LAYER.background && isBehind(blocks[image]!, scene.width, box, Math.max(...corners.map(([, , depth]) => depth)) + 1);
}

/** The projection of the polygon that clipping leaves of a triangle, pixels; empty where nothing is left. */
export function clipPolygon(scene: TestScene, instance: number, triangle: number, guardPx: number): [number, number][] {
  const { mesh, image, rows } = scene.instances[instance]!;
  const { positions, triangles } = scene.meshes[mesh]!;
  const { fx, fy, cx, cy, near } = scene.cameras[image]!;
  const distances: ((p: Point) => number)[] = [
    ([, , z]) => z - near,
    ([x, , z]) => fx * x + (cx + guardPx) * z,
    ([x, , z]) => (scene.width + guardPx - cx) * z - fx * x,
    ([, y, z]) => fy * y + (cy + guardPx) * z,
    ([, y, z]) => (scene.height + guardPx - cy) * z - fy * y,
  ];
  let polygon = triangles[triangle]!.slice(0, 3).map((v) => cameraPoint(rows, positions.slice(3 * v, 3 * v + 3) as Point));
  for (const distance of distances) {
    polygon = polygon.flatMap((a, k) => {
      const b = polygon[(k + 1) % polygon.length]!;
      const [da, db] = [distance(a), distance(b)];
      const kept = da >= 0 ? [a] : [];
      if (da >= 0 === db >= 0) return kept;
      const t = da / (da - db);
      return [...kept, a.map((value, axis) => value + t * (b[axis]! - value)) as Point];
    });
  }
  return polygon.map(([x, y, z]) => [(fx * x) / z + cx, (fy * y) / z + cy]);
}
