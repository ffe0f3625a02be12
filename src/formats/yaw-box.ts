/** Finds the smallest upright box around a mesh: KITTI's boxes rotate about the vertical axis only. */
import type { Matrix3 } from '../geometry/poses.ts';
import type { Vec3 } from '../geometry/vectors.ts';

/** Camera frame (x right, y down, z forward), metres. */
export interface YawBox {
  /** Centre of the bottom face. */
  location: Vec3;
  height: number;
  width: number;
  length: number;
  /** About the y axis; 0: the length lies along +x; radians. */
  rotationY: number;
}

/**
 * Finds the box with the smallest area from above. That rectangle has a side along an edge of the mesh's convex outline
 * (H. Freeman, R. Shapira, "Determining the minimum-area encasing rectangle for an arbitrary closed curve", CACM 18(7), 1975). The length
 * takes the rectangle's direction that is nearest to the model's front (+z).
 *
 * @param points x, y, z each, model frame; a point p is at rotation p + translation
 */
export function yawBox(points: Float64Array, rotation: Matrix3, translation: Vec3): YawBox {
  const outline: [x: number, z: number][] = [];
  let [top, bottom] = [Infinity, -Infinity];
  const m = rotation;
  for (let i = 0; i < points.length; i += 3) {
    const [px, py, pz] = [points[i]!, points[i + 1]!, points[i + 2]!];
    const y = m[3] * px + m[4] * py + m[5] * pz;
    top = Math.min(top, y);
    bottom = Math.max(bottom, y);
    outline.push([m[0] * px + m[1] * py + m[2] * pz, m[6] * px + m[7] * py + m[8] * pz]);
  }
  const corners = convexOutline(outline);
  let best: Rectangle | null = null;
  for (const [i, [x, z]] of corners.entries()) {
    const [nextX, nextZ] = corners[(i + 1) % corners.length]!;
    const rectangle = rectangleAlong(corners, Math.atan2(nextZ - z, nextX - x));
    if (!best || rectangle.area < best.area) best = rectangle;
  }
  // A model whose front points up or down has no front from above, so its left side (+x) gives the direction of the length.
  const [frontX, frontZ] = Math.hypot(m[2], m[8]) > 0.1 ? [m[2], m[8]] : [m[0], m[6]];
  const quarters = Math.round((Math.atan2(frontZ, frontX) - best!.angleRad) / (Math.PI / 2));
  const [length, width] = quarters % 2 === 0 ? best!.size : [best!.size[1], best!.size[0]];
  const [tx, ty, tz] = translation;
  return {
    location: [best!.center[0] + tx, bottom + ty, best!.center[1] + tz], height: bottom - top, width, length,
    rotationY: halfTurns(-(best!.angleRad + quarters * (Math.PI / 2))),
  };
}

interface Rectangle { angleRad: number; area: number; center: [x: number, z: number]; size: [along: number, across: number] }

function rectangleAlong(corners: [number, number][], angleRad: number): Rectangle {
  const [c, s] = [Math.cos(angleRad), Math.sin(angleRad)];
  const along = corners.map(([x, z]) => x * c + z * s);
  const across = corners.map(([x, z]) => z * c - x * s);
  const [a0, a1, b0, b1] = [Math.min(...along), Math.max(...along), Math.min(...across), Math.max(...across)];
  const [a, b] = [(a0 + a1) / 2, (b0 + b1) / 2];
  return { angleRad, area: (a1 - a0) * (b1 - b0), center: [a * c - b * s, a * s + b * c], size: [a1 - a0, b1 - b0] };
}

/** Andrew's monotone chain: A. M. Andrew, "Another efficient algorithm for convex hulls in two dimensions", Inf. Proc. Letters 9(5), 1979. */
function convexOutline(points: [number, number][]): [number, number][] {
  const sorted = points.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  const chain = (list: [number, number][]): [number, number][] => {
    const kept: [number, number][] = [];
    for (const point of list) {
      while (kept.length >= 2 && turn(kept.at(-2)!, kept.at(-1)!, point) <= 0) kept.pop();
      kept.push(point);
    }
    return kept.slice(0, -1);
  };
  const outline = [...chain(sorted), ...chain(sorted.toReversed())];
  return outline.length > 0 ? outline : [sorted[0]!];
}

const turn = (a: [number, number], b: [number, number], c: [number, number]): number => (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);

/** The angle, moved into [-pi, pi] by whole turns. */
export const halfTurns = (angleRad: number): number => angleRad - 2 * Math.PI * Math.round(angleRad / (2 * Math.PI));
