/** The `transform` pass, one vertex at a time in doubles. */
import type { TestCamera } from '../support/raster-scene.ts';

export interface Projected {
  /** Pixels. */
  x: number;
  y: number;
  /** Metres, camera. */
  z: number;
  /** Unrounded. */
  depth: number;
}

export type Point = [number, number, number];

export function cameraPoint(rows: number[], position: Point): Point {
  const [x, y, z] = position.map(Math.fround) as Point;
  const row = (r: number) => {
    const [a, b, c, d] = rows.slice(4 * r, 4 * r + 4).map(Math.fround) as [number, number, number, number];
    return a * x + b * y + c * z + d;
  };
  return [row(0), row(1), row(2)];
}

export function project([x, y, z]: Point, { fx, fy, cx, cy, near }: TestCamera): Projected {
  return { x: (fx * x) / z + cx, y: (fy * y) / z + cy, z, depth: Math.min(0x7ffffb00, Math.max(1024, (near / z) * 2147480000)) };
}
