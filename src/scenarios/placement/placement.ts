/** Finds places for the foreground objects: at random, within the limits on cropping and overlap. */
import { square } from '../../geometry/math.ts';
import { type BitBlock, countBlock, countShared, dilate, emptyBlock, type Grid, gridOver } from './bit-block.ts';
import type { Intrinsics } from '../../geometry/projection.ts';
import { Outline, type Projection } from './outline.ts';
import type { Random } from '../../scene/random.ts';
import { silhouetteArea } from '../../assets/silhouettes/silhouettes.ts';

/** A projection that has no place yet. */
export type Unplaced = Omit<Projection, 'xPx' | 'yPx'>;

export interface Placement {
  grid: Grid;
  /** In the order of the objects; null: no place was found. */
  projections: (Projection | null)[];
  /** The full silhouettes on the grid; empty where there is no place. */
  blocks: BitBlock[];
}

/** How many cells a median object spans. */
const CELLS_PER_DIAMETER = 44;
const TRIES = 300;
const RESTARTS = 20;
/** Objects are moved at most this often in the last resort. */
const MOVES = 400;

interface Limit {
  /** Of the share. */
  most: number;
  /** One-sided: `margin + MARGIN_OF_CELLS / sqrt(cells)` of it are kept free. */
  margin: number;
  /** Outlines are drawn so many cells larger: only where (almost) nothing is allowed. */
  growth: number;
}

/** The grid and the stored outlines are off by about this over the root of the silhouette's cells, three standard deviations. */
const MARGIN_OF_CELLS = 0.4;

function withMargin(most: number, attempt: number): Limit {
  if (most >= 1) return { most, margin: -Infinity, growth: 0 };
  const margin = 0.004 + 0.02 * attempt;
  return most > margin + 0.02 ? { most, margin, growth: 0 } : { most: 0, margin: 0, growth: 1 + attempt };
}

/** How many of `cells` a limit allows. */
function allowedCells(limit: Limit, cells: number): number {
  return Math.max(0, (limit.most - limit.margin) * cells - MARGIN_OF_CELLS * Math.sqrt(cells));
}

/**
 * Each centre is uniform over the image widened by half the object's diameter. When an object gets stuck the image starts
 * over with the next generator; what is stuck in the best of all starts is placed by moving others out of its way.
 * @param randomOf the generator of a restart
 */
export function placeForeground(
  objects: Unplaced[], camera: Intrinsics, limits: { maxCrop: number; maxOverlap: number }, attempt: number,
  randomOf: (restart: number) => Random,
): Placement {
  const diameters = objects.map(({ radiusOverDepth }) => 2 * radiusOverDepth * camera.focalPx).sort((a, b) => a - b);
  const median = diameters[diameters.length >> 1] ?? camera.heightPx;
  const grid = gridOver(camera, Math.max(1, median / CELLS_PER_DIAMETER));
  const board = new Board(objects, camera, grid, withMargin(limits.maxCrop, attempt), withMargin(limits.maxOverlap, attempt));
  // Large ones first: they are the hardest to place.
  const size = objects.map((o) => square(o.radiusOverDepth) * silhouetteArea(o.silhouettes, o.view, o.radiusOverDepth));
  const order = objects.map((_, i) => i).sort((a, b) => size[b]! - size[a]! || a - b);

  let best: { projections: (Projection | null)[]; placed: number } = { projections: [], placed: -1 };
  for (let restart = 0; restart < RESTARTS && best.placed < objects.length; restart++) {
    const random = randomOf(restart);
    board.clear();
    let placed = 0;
    // What is left after one is stuck is placed only in the last start.
    for (const i of order) {
      if (board.place(i, random, TRIES)) placed++;
      else if (restart < RESTARTS - 1) break;
    }
    if (placed > best.placed) best = { projections: [...board.projections], placed };
  }
  if (best.placed < objects.length) {
    board.restore(best.projections);
    const random = randomOf(RESTARTS);
    for (const i of order) if (!board.projections[i] && !board.place(i, random, TRIES)) board.placeByMoving(i, random);
  }
  return { grid, projections: board.projections, blocks: board.trueBlocks() };
}

/** The objects that are placed, and the rules between them. */
class Board {
  readonly projections: (Projection | null)[];
  readonly blocks: BitBlock[];
  private readonly objects: Unplaced[];
  private readonly camera: Intrinsics;
  private readonly grid: Grid;
  private readonly crop: Limit;
  private readonly overlap: Limit;
  private readonly outline = new Outline();
  private candidate = emptyBlock();
  private spare = emptyBlock();

  constructor(objects: Unplaced[], camera: Intrinsics, grid: Grid, crop: Limit, overlap: Limit) {
    this.objects = objects;
    this.camera = camera;
    this.grid = grid;
    this.crop = crop;
    this.overlap = overlap;
    this.projections = objects.map(() => null);
    this.blocks = objects.map(emptyBlock);
  }

  clear(): void {
    this.projections.fill(null);
    for (const block of this.blocks) block.count = block.rows = 0;
  }

  restore(projections: (Projection | null)[]): void {
    this.clear();
    projections.forEach((projection, i) => {
      if (!projection) return;
      this.drawCandidate(projection);
      this.accept(i, projection);
    });
  }

  /** The silhouettes of what is placed, without the growth that kept others off. */
  trueBlocks(): BitBlock[] {
    if (this.crop.growth + this.overlap.growth > 0) {
      this.projections.forEach((projection, i) => {
        if (!projection) return;
        this.outline.aim(projection, this.camera);
        this.outline.draw(this.grid, this.blocks[i]!, null);
        countBlock(this.blocks[i]!, this.grid);
      });
    }
    return this.blocks;
  }

  place(i: number, random: Random, tries: number): boolean {
    // Where nothing may be cropped, most of the widened image is no place at all.
    const effort = this.crop.growth > 0 ? 4 : 1;
    for (let t = 0; t < effort * tries; t++) {
      const projection = this.draw(i, random);
      if (this.isCropped(projection) || this.conflicts(i, 1).length > 0) continue;
      this.accept(i, projection);
      return true;
    }
    return false;
  }

  /** Puts an object where a single other is in its way, and that one elsewhere. */
  placeByMoving(i: number, random: Random): boolean {
    for (let t = 0; t < MOVES; t++) {
      const projection = this.draw(i, random);
      if (this.isCropped(projection)) continue;
      const inTheWay = this.conflicts(i, 2);
      if (inTheWay.length > 1) continue;
      const moved = inTheWay[0];
      if (moved === undefined) {
        this.accept(i, projection);
        return true;
      }
      const before = this.projections[moved]!;
      this.projections[moved] = null;
      this.accept(i, projection);
      if (this.place(moved, random, TRIES >> 2)) return true;
      this.projections[i] = null;
      this.drawCandidate(before);
      this.accept(moved, before);
    }
    this.blocks[i]!.count = this.blocks[i]!.rows = 0;
    return false;
  }

  private draw(i: number, random: Random): Projection {
    const { silhouettes, view, inPlaneRad, radiusOverDepth } = this.objects[i]!;
    const radiusPx = radiusOverDepth * this.camera.focalPx;
    const xPx = random.range(-radiusPx, this.camera.widthPx + radiusPx);
    const yPx = random.range(-radiusPx, this.camera.heightPx + radiusPx);
    return { silhouettes, view, inPlaneRad, radiusOverDepth, xPx, yPx };
  }

  private drawCandidate(projection: Projection): void {
    this.outline.aim(projection, this.camera);
    this.outline.draw(this.grid, this.candidate, null);
    const growth = Math.max(this.crop.growth, this.overlap.growth);
    for (let times = 0; times < growth; times++) {
      dilate(this.candidate, this.spare);
      [this.candidate, this.spare] = [this.spare, this.candidate];
    }
    countBlock(this.candidate, this.grid);
  }

  private isCropped(projection: Projection): boolean {
    this.drawCandidate(projection);
    return this.candidate.count - this.candidate.countInside > allowedCells(this.crop, this.candidate.count);
  }

  /** Placed objects that the candidate overlaps too much, up to `most`. */
  private conflicts(i: number, most: number): number[] {
    const found: number[] = [];
    for (let j = 0; j < this.projections.length && found.length < most; j++) {
      if (j === i || !this.projections[j]) continue;
      const smaller = Math.min(this.candidate.count, this.blocks[j]!.count);
      if (countShared(this.candidate, this.blocks[j]!) > allowedCells(this.overlap, smaller)) found.push(j);
    }
    return found;
  }

  private accept(i: number, projection: Projection): void {
    const block = this.blocks[i]!;
    this.blocks[i] = this.candidate;
    this.candidate = block;
    this.projections[i] = projection;
  }
}
