/** Closes hairline cracks between parts of a model that differ in their last digits (export per part, quantisation). */
import { hypot } from '../../geometry/math.ts';
import { NO_NEIGHBOR } from '../compiled-model.ts';
import { findNeighbors } from './neighbors.ts';
import { weldPositions } from './weld.ts';

/** Widest crack over the model's radius: 0.15 px on an object 300 px across. With open cracks, a low-poly set had an uncovered pixel in a tenth of all images. */
const WIDEST_OVER_RADIUS = 1e-3;

/**
 * Moves ends of open edges that lie within the widest crack of each other onto one point. Two points that an edge joins stay
 * apart, so that no triangle collapses.
 * @param positions x, y, z of loose triangles, three corners each; changed in place
 */
export function closeCracks(positions: Float32Array, radiusM: number): void {
  const corners = positions.length / 3;
  const widestM = WIDEST_OVER_RADIUS * radiusM;
  const { groupOf, firstRow } = weldPositions(positions);
  const pointOf = (corner: number) => groupOf[corner]!;
  const next = (corner: number) => (corner % 3 === 2 ? corner - 2 : corner + 1);
  const loose = new Uint32Array(corners);
  for (let corner = 0; corner < corners; corner++) loose[corner] = corner;
  const neighbors = findNeighbors(positions, loose);
  const isOpen = new Uint8Array(firstRow.length);
  for (let edge = 0; edge < corners; edge++) if (neighbors[edge] === NO_NEIGHBOR) isOpen[pointOf(edge)] = isOpen[pointOf(next(edge))] = 1;
  const open = Array.from(isOpen.keys()).filter((point) => isOpen[point] === 1);
  if (open.length === 0) return;
  /** The pairs of open points that an edge joins. */
  const joined = new Set<number>();
  const pair = (a: number, b: number) => Math.min(a, b) * firstRow.length + Math.max(a, b);
  for (let edge = 0; edge < corners; edge++) if (isOpen[pointOf(edge)]! & isOpen[pointOf(next(edge))]!) joined.add(pair(pointOf(edge), pointOf(next(edge))));

  const coordinate = (point: number, k: number) => positions[firstRow[point]! * 3 + k]!;
  const cellOf = (point: number) => [0, 1, 2].map((k) => Math.floor(coordinate(point, k) / widestM));
  /** By cell of a grid as wide as the widest crack: groups of points that become one, the point that is kept first. */
  const gathered = new Map<string, number[][]>();
  const keptFor = new Map<number, number>();
  for (const point of open) {
    const [x, y, z] = cellOf(point) as [number, number, number];
    let nearestM = widestM;
    let nearest: number[] | null = null;
    for (let cell = 0; cell < 27; cell++) {
      const key = `${x + (cell % 3) - 1},${y + (Math.floor(cell / 3) % 3) - 1},${z + Math.floor(cell / 9) - 1}`;
      for (const group of gathered.get(key) ?? []) {
        const distanceM = hypot(
          coordinate(point, 0) - coordinate(group[0]!, 0), coordinate(point, 1) - coordinate(group[0]!, 1), coordinate(point, 2) - coordinate(group[0]!, 2),
        );
        if (distanceM >= nearestM || group.some((other) => joined.has(pair(point, other)))) continue;
        nearestM = distanceM;
        nearest = group;
      }
    }
    if (nearest) {
      nearest.push(point);
      keptFor.set(point, nearest[0]!);
    } else {
      const key = `${x},${y},${z}`;
      gathered.set(key, [...(gathered.get(key) ?? []), [point]]);
    }
  }
  if (keptFor.size === 0) return;
  const source = positions.slice();
  for (let corner = 0; corner < corners; corner++) {
    const kept = keptFor.get(pointOf(corner));
    if (kept !== undefined) positions.set(source.subarray(firstRow[kept]! * 3, firstRow[kept]! * 3 + 3), corner * 3);
  }
}
