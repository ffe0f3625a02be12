/** Closes hairline cracks, where parts of a model that should meet differ in their last digits (export per part, quantisation). */
import { hypot } from '../../geometry/math.ts';
import { NO_NEIGHBOR } from '../compiled-model.ts';
import { findNeighbors } from './neighbors.ts';
import { weldPositions } from './weld.ts';

/** Of the radius: 0.15 px on an object 300 px across. Through the cracks of one low-poly set, a tenth of all images had a bare pixel. */
const WIDEST = 1e-3;

/**
 * Moves ends of open edges that lie within the widest crack of each other onto one place. Two that an edge joins stay apart, so
 * no triangle collapses.
 * @param positions x, y, z of loose triangles, three corners each; changed in place
 */
export function closeCracks(positions: Float32Array, radiusM: number): void {
  const corners = positions.length / 3;
  const widestM = WIDEST * radiusM;
  const { groupOf, firstRow } = weldPositions(positions);
  const placeOf = (corner: number) => groupOf[corner]!;
  const next = (corner: number) => (corner % 3 === 2 ? corner - 2 : corner + 1);
  const open = new Set<number>();
  findNeighbors(positions, Uint32Array.from({ length: corners }, (_, corner) => corner)).forEach((neighbor, edge) => {
    if (neighbor === NO_NEIGHBOR) open.add(placeOf(edge)).add(placeOf(next(edge)));
  });
  if (open.size === 0) return;
  const joined = new Set<number>();
  const pair = (a: number, b: number) => Math.min(a, b) * firstRow.length + Math.max(a, b);
  for (let edge = 0; edge < corners; edge++) joined.add(pair(placeOf(edge), placeOf(next(edge))));

  const at = (place: number, k: number) => positions[firstRow[place]! * 3 + k]!;
  const cellOf = (place: number) => [0, 1, 2].map((k) => Math.floor(at(place, k) / widestM));
  /** The places gathered at a kept one, itself the first; by cell of a grid as wide as the widest crack. */
  const gathered = new Map<string, number[][]>();
  const keptFor = new Map<number, number>();
  for (const place of [...open].sort((a, b) => a - b)) {
    const [x, y, z] = cellOf(place) as [number, number, number];
    let nearestM = widestM;
    let nearest: number[] | null = null;
    for (let cell = 0; cell < 27; cell++) {
      const key = `${x + (cell % 3) - 1},${y + (Math.floor(cell / 3) % 3) - 1},${z + Math.floor(cell / 9) - 1}`;
      for (const places of gathered.get(key) ?? []) {
        const distanceM = hypot(at(place, 0) - at(places[0]!, 0), at(place, 1) - at(places[0]!, 1), at(place, 2) - at(places[0]!, 2));
        if (distanceM >= nearestM || places.some((other) => joined.has(pair(place, other)))) continue;
        nearestM = distanceM;
        nearest = places;
      }
    }
    if (nearest) {
      nearest.push(place);
      keptFor.set(place, nearest[0]!);
    } else {
      const key = `${x},${y},${z}`;
      gathered.set(key, [...(gathered.get(key) ?? []), [place]]);
    }
  }
  const source = positions.slice();
  for (let corner = 0; corner < corners; corner++) {
    const kept = keptFor.get(placeOf(corner));
    if (kept !== undefined) positions.set(source.subarray(firstRow[kept]! * 3, firstRow[kept]! * 3 + 3), corner * 3);
  }
}
