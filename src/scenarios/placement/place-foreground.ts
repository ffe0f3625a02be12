/** Places the foreground objects: at random, within the limits on cropping and overlap. */
import { square } from '../../geometry/math.ts';
import type { Intrinsics } from '../../geometry/projection.ts';
import type { Random } from '../../scene/random.ts';
import { silhouetteArea } from '../../assets/silhouettes/silhouettes.ts';
import { type BitBlock, type Grid, gridOver } from './bit-block.ts';
import { Board, withMargin } from './board.ts';
import type { Projection, ViewAndSize } from './outline.ts';

export interface PlacedForeground {
  grid: Grid;
  /** Projection of each object, in the order of the objects; null where the object could not be placed. */
  projections: (Projection | null)[];
  /** Full silhouette of each object on the grid; empty where the object could not be placed. */
  blocks: BitBlock[];
}

/** Cells that an object of median size spans. */
const CELLS_PER_DIAMETER = 44;
/** Random positions that are tried for an object before it counts as stuck. */
const TRIES = 300;
/** Starts before the last resort. */
const STARTS = 20;

/**
 * Draws a position for each object. Centres are uniform over the image widened by the object's bounding radius on every side. When an object
 * is stuck the image starts over with the next generator. In the last resort stuck objects of the best start are placed by moving others.
 * @param limits largest share of an object outside the image, and largest shared area of two objects over the smaller one's area
 * @param attempt a later attempt keeps larger margins
 * @param randomOf the generator of a start, and of the last resort, by index from 0
 */
export function placeForeground(
  objects: ViewAndSize[], camera: Intrinsics, limits: { maxCrop: number; maxOverlap: number }, attempt: number,
  randomOf: (start: number) => Random,
): PlacedForeground {
  const diameters = objects.map(({ radiusOverDepth }) => 2 * radiusOverDepth * camera.focalPx).sort((a, b) => a - b);
  const median = diameters[diameters.length >> 1] ?? camera.heightPx;
  const grid = gridOver(camera, Math.max(1, median / CELLS_PER_DIAMETER));
  const board = new Board(objects, camera, grid, withMargin(limits.maxCrop, attempt), withMargin(limits.maxOverlap, attempt));
  // Large objects come first, because they are the hardest to place.
  const size = objects.map((o) => square(o.radiusOverDepth) * silhouetteArea(o.silhouettes, o.view, o.radiusOverDepth));
  const order = objects.map((_, i) => i).sort((a, b) => size[b]! - size[a]! || a - b);

  let best: { projections: (Projection | null)[]; placed: number } = { projections: [], placed: -1 };
  for (let start = 0; start < STARTS && best.placed < objects.length; start++) {
    const random = randomOf(start);
    board.clear();
    let placed = 0;
    // The last start continues after a stuck object, and places the others.
    for (const i of order) {
      if (board.place(i, random, TRIES)) placed++;
      else if (start < STARTS - 1) break;
    }
    if (placed > best.placed) best = { projections: [...board.projections], placed };
  }
  if (best.placed < objects.length) {
    board.restore(best.projections);
    const random = randomOf(STARTS);
    for (const i of order) if (!board.projections[i] && !board.place(i, random, TRIES)) board.placeByMoving(i, random, TRIES >> 2);
  }
  return { grid, projections: board.projections, blocks: board.fullBlocks() };
}
