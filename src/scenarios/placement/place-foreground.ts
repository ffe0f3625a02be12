/** Places the foreground objects: at random or in clumps, within the limits on cropping and overlap. */
import { square } from '../../geometry/math.ts';
import type { Intrinsics } from '../../geometry/projection.ts';
import type { Random } from '../../scene/random.ts';
import { silhouetteArea } from '../../assets/silhouettes/silhouettes.ts';
import { type BitBlock, type Grid, gridOver } from './bit-block.ts';
import { Board, withMargin } from './board.ts';
import type { Projection, ViewAndSize } from './outline.ts';
import { ClumpPlacer } from './place-clump.ts';

export interface PlacedForeground {
  grid: Grid;
  /** Projection of each object, in the order of the objects; null where the object could not be placed. */
  projections: (Projection | null)[];
  /** Full silhouette of each object on the grid; empty where the object could not be placed. */
  blocks: BitBlock[];
  /** Index of each object's clump; null where the object lies alone. */
  clumps: (number | null)[];
}

/** Clumps that an image is to have. */
export interface WantedClumps {
  /** Count of the objects of each clump, at least 2. All together are at most the objects of the image. */
  sizes: readonly number[];
  /** Range of the distance between the silhouettes of neighbours, pixels. */
  gap: readonly [number, number];
  /** The generator that chooses the objects of the clumps, of a start by index from 0. */
  randomOf: (start: number) => Random;
}

/** Cells that an object of median size spans. */
const CELLS_PER_DIAMETER = 44;
/** Random positions that are tried for an object before it counts as stuck. */
const TRIES = 300;
/** The same where the object is to be apart from all others. */
const APART_TRIES = 100;
/** Starts before the last resort. */
const STARTS = 20;
/** The same where an image is to have clumps. In the first few, objects that are not of one clump are apart, or stuck. */
const CLUMP_STARTS = 8;
const APART_STARTS = 2;
/** Objects that are not of one clump are farther from each other than the largest gap, by so much. */
const APART_PX = 3;
/**
 * Least distance in a clump where nothing may overlap, pixels and over the radius, at the first attempt: the error of the stored outlines.
 * It grows by as much with each later attempt.
 */
const ERROR_PX = 0.5;
const ERROR_OF_RADIUS = 0.01;

/**
 * Draws a position for each object. Centres are uniform over the image widened by the object's bounding radius on every side. When an object
 * is stuck the image starts over with the next generator. In the last resort stuck objects of the best start are placed by moving others.
 *
 * With `wantedClumps` the objects of a clump lie at the drawn distances from each other, and all others apart from them and from each other
 * where there is room. What finds no position in its clump is placed alone.
 * @param limits largest share of an object outside the image, and largest shared area of two objects over the smaller one's area
 * @param attempt a later attempt keeps larger margins
 * @param randomOf the generator of a start, and of the last resort, by index from 0
 */
export function placeForeground(
  objects: ViewAndSize[], camera: Intrinsics, limits: { maxCrop: number; maxOverlap: number }, attempt: number,
  randomOf: (start: number) => Random, wantedClumps: WantedClumps | null = null,
): PlacedForeground {
  const diameters = objects.map(({ radiusOverDepth }) => 2 * radiusOverDepth * camera.focalPx).sort((a, b) => a - b);
  const median = diameters[diameters.length >> 1] ?? camera.heightPx;
  const grid = gridOver(camera, Math.max(1, median / CELLS_PER_DIAMETER));
  const overlap = withMargin(limits.maxOverlap, attempt);
  const board = new Board(objects, camera, grid, withMargin(limits.maxCrop, attempt), overlap, wantedClumps ? wantedClumps.gap[1] + APART_PX : 0);
  const leastGapPx = overlap.growth * (ERROR_PX + ERROR_OF_RADIUS * (diameters.at(-1) ?? 0) / 2);
  const placer = wantedClumps && new ClumpPlacer(board, objects, camera, wantedClumps.gap, leastGapPx);
  // Large objects come first, because they are the hardest to place.
  const size = objects.map((o) => square(o.radiusOverDepth) * silhouetteArea(o.silhouettes, o.view, o.radiusOverDepth));
  const order = objects.map((_, i) => i).sort((a, b) => size[b]! - size[a]! || a - b);

  let best: { projections: (Projection | null)[]; clumps: (number | null)[]; placed: number } = { projections: [], clumps: [], placed: -1 };
  const starts = wantedClumps ? CLUMP_STARTS : STARTS;
  for (let start = 0; start < starts && best.placed < objects.length; start++) {
    const random = randomOf(start);
    // The last start continues after a stuck object, and places the others.
    const isLast = start === starts - 1;
    const isApart = start < APART_STARTS;
    board.clear();
    const clumps: (number | null)[] = objects.map(() => null);
    const isStuck = placer && wantedClumps && !placeClumps(placer, wantedClumps, start, random, isApart, isLast, clumps);
    for (const i of isStuck ? [] : order) {
      if (board.projections[i] || (wantedClumps && board.place(i, random, APART_TRIES, true))) continue;
      if (!(wantedClumps && isApart) && board.place(i, random, TRIES)) continue;
      if (!isLast) break;
    }
    const placed = board.projections.filter((projection) => projection !== null).length;
    if (placed > best.placed) best = { projections: [...board.projections], clumps, placed };
  }
  if (best.placed < objects.length) {
    board.restore(best.projections);
    const random = randomOf(STARTS);
    for (const i of order) if (!board.projections[i] && !board.place(i, random, TRIES)) board.placeByMoving(i, random, TRIES >> 2);
    // A clump is none any more where an object of it was moved away.
    const broken = new Set(best.clumps.filter((_, i) => best.projections[i] !== board.projections[i]));
    best.clumps = best.clumps.map((clump) => (broken.has(clump) ? null : clump));
  }
  return { grid, projections: board.projections, blocks: board.fullBlocks(), clumps: best.clumps };
}

/**
 * Places the clumps of a start, the largest first.
 * @param isApart whether objects are apart from those of other clumps in any case, else where there is room
 * @param isLast whether a clump may end up with fewer objects
 * @param clumps gets the index of the clump of each object that is placed in one
 * @returns whether no clump is stuck
 */
function placeClumps(
  placer: ClumpPlacer, { sizes, randomOf }: WantedClumps, start: number, random: Random, isApart: boolean, isLast: boolean, clumps: (number | null)[],
): boolean {
  const chosen = randomOf(start).permutation(clumps.length);
  return [...sizes].sort((a, b) => b - a).every((size, clump) => {
    const members = chosen.splice(0, size);
    let placed = placer.place(members, random, true, false);
    if (placed.length === 0 && !isApart) placed = placer.place(members, random, false, isLast);
    if (placed.length > 1) for (const i of placed) clumps[i] = clump;
    return isLast || placed.length > 0;
  });
}
