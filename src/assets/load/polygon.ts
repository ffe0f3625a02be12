/** Cuts polygons with any number of corners, also concave ones, into triangles. */
import { ShapeUtils, Vector2 } from 'three';

/**
 * Triangles of a polygon, with its winding, as indices into `corners`: by ear clipping in the plane of two axes that it faces most.
 * @param positions x, y, z of each vertex
 * @param corners vertices in order around the polygon
 */
export function triangulatePolygon(positions: ArrayLike<number>, corners: ArrayLike<number>): number[] {
  const count = corners.length;
  if (count < 3) return [];
  if (count === 3) return [0, 1, 2];
  const coordinate = (corner: number, axis: number): number => positions[corners[corner % count]! * 3 + axis]!;
  const normal = newellNormal(coordinate, count);
  const axis = [0, 1, 2].reduce((most, at) => (Math.abs(normal[at]!) > Math.abs(normal[most]!) || Number.isNaN(normal[at]) ? at : most), 0);
  if (normal[axis] === 0) return []; // Without an area.
  // What is not finite stays, so that the check of positions finds it.
  if (!Number.isFinite(normal[axis])) return Array.from({ length: count - 2 }, (_, i) => [0, i + 1, i + 2]).flat();

  // Without its largest axis, the polygon runs counter-clockwise in (u, v); from behind, with u and v swapped.
  const [u, v] = normal[axis]! > 0 ? [(axis + 1) % 3, (axis + 2) % 3] : [(axis + 2) % 3, (axis + 1) % 3];
  const flat = Array.from({ length: count }, (_, corner) => new Vector2(coordinate(corner, u), coordinate(corner, v)));
  return ShapeUtils.triangulateShape(flat, []).flat();
}

/** Twice the polygon's area times its mean normal (I. Sutherland et al. 1974, "A characterization of ten hidden-surface algorithms"). */
function newellNormal(coordinate: (corner: number, axis: number) => number, count: number): number[] {
  return [0, 1, 2].map((axis) => {
    const [u, v] = [(axis + 1) % 3, (axis + 2) % 3];
    let sum = 0;
    const from = (corner: number, along: number): number => coordinate(corner, along) - coordinate(0, along);
    for (let i = 0; i < count; i++) sum += from(i, u) * from(i + 1, v) - from(i, v) * from(i + 1, u);
    return sum;
  });
}
