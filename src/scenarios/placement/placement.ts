/** Finds places for the foreground objects: at random, within the limits on cropping and overlap. */
import { square } from '../../geometry/math.ts';
import { type BitBlock, countBlock, countShared, dilate, emptyBlock, type Grid, gridOver } from './bit-block.ts';
import type { Intrinsics } from '../randomizers/camera.ts';
import { Outline, type Sight } from './outline.ts';
import type { Random } from '../../scene/random.ts';
import { silhouetteArea } from '../../assets/silhouettes/silhouettes.ts';

/** A sight that has no place yet. */
export type Unplaced = Omit<Sight, 'xPx' | 'yPx'>;

export interface Placement {
  grid: Grid;
  /** In the order of the objects; null: no place was found. */
  sights: (Sight | null)[];
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
  const diameters = objects.map(({ ratio }) => 2 * ratio * camera.focalPx).sort((a, b) => a - b);
  const median = diameters[diameters.length >> 1] ?? camera.heightPx;
  const grid = gridOver(camera, Math.max(1, median / CELLS_PER_DIAMETER));
  const board = new Board(objects, camera, grid, withMargin(limits.maxCrop, attempt), withMargin(limits.maxOverlap, attempt));
  // Large ones first: they are the hardest to place.
  const size = objects.map((o) => square(o.ratio) * silhouetteArea(o.silhouettes, o.view, o.ratio));
  const order = objects.map((_, i) => i).sort((a, b) => size[b]! - size[a]! || a - b);

  let best: { sights: (Sight | null)[]; placed: number } = { sights: [], placed: -1 };
  for (let restart = 0; restart < RESTARTS && best.placed < objects.length; restart++) {
    const random = randomOf(restart);
    board.clear();
    let placed = 0;
    // What is left after one is stuck is placed only in the last start.
    for (const i of order) {
      if (board.place(i, random, TRIES)) placed++;
      else if (restart < RESTARTS - 1) break;
    }
    if (placed > best.placed) best = { sights: [...board.sights], placed };
  }
  if (best.placed < objects.length) {
    board.restore(best.sights);
    const random = randomOf(RESTARTS);
    for (const i of order) if (!board.sights[i] && !board.place(i, random, TRIES)) board.placeByMoving(i, random);
  }
  return { grid, sights: board.sights, blocks: board.trueBlocks() };
}

/** The objects that are placed, and the rules between them. */
class Board {
  readonly sights: (Sight | null)[];
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
    this.sights = objects.map(() => null);
    this.blocks = objects.map(emptyBlock);
  }

  clear(): void {
    this.sights.fill(null);
    for (const block of this.blocks) block.count = block.rows = 0;
  }

  restore(sights: (Sight | null)[]): void {
    this.clear();
    sights.forEach((sight, i) => {
      if (!sight) return;
      this.drawCandidate(sight);
      this.accept(i, sight);
    });
  }

  /** The silhouettes of what is placed, without the growth that kept others off. */
  trueBlocks(): BitBlock[] {
    if (this.crop.growth + this.overlap.growth > 0) {
      this.sights.forEach((sight, i) => {
        if (!sight) return;
        this.outline.aim(sight, this.camera);
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
      const sight = this.draw(i, random);
      if (this.isCropped(sight) || this.conflicts(i, 1).length > 0) continue;
      this.accept(i, sight);
      return true;
    }
    return false;
  }

  /** Puts an object where a single other is in its way, and that one elsewhere. */
  placeByMoving(i: number, random: Random): boolean {
    for (let t = 0; t < MOVES; t++) {
      const sight = this.draw(i, random);
      if (this.isCropped(sight)) continue;
      const inTheWay = this.conflicts(i, 2);
      if (inTheWay.length > 1) continue;
      const moved = inTheWay[0];
      if (moved === undefined) {
        this.accept(i, sight);
        return true;
      }
      const before = this.sights[moved]!;
      this.sights[moved] = null;
      this.accept(i, sight);
      if (this.place(moved, random, TRIES >> 2)) return true;
      this.sights[i] = null;
      this.drawCandidate(before);
      this.accept(moved, before);
    }
    this.blocks[i]!.count = this.blocks[i]!.rows = 0;
    return false;
  }

  private draw(i: number, random: Random): Sight {
    const { silhouettes, view, inPlaneRad, ratio } = this.objects[i]!;
    const radiusPx = ratio * this.camera.focalPx;
    const xPx = random.range(-radiusPx, this.camera.widthPx + radiusPx);
    const yPx = random.range(-radiusPx, this.camera.heightPx + radiusPx);
    return { silhouettes, view, inPlaneRad, ratio, xPx, yPx };
  }

  private drawCandidate(sight: Sight): void {
    this.outline.aim(sight, this.camera);
    this.outline.draw(this.grid, this.candidate, null);
    const growth = Math.max(this.crop.growth, this.overlap.growth);
    for (let times = 0; times < growth; times++) {
      dilate(this.candidate, this.spare);
      [this.candidate, this.spare] = [this.spare, this.candidate];
    }
    countBlock(this.candidate, this.grid);
  }

  private isCropped(sight: Sight): boolean {
    this.drawCandidate(sight);
    return this.candidate.count - this.candidate.countInside > allowedCells(this.crop, this.candidate.count);
  }

  /** Placed objects that the candidate overlaps too much, up to `most`. */
  private conflicts(i: number, most: number): number[] {
    const found: number[] = [];
    for (let j = 0; j < this.sights.length && found.length < most; j++) {
      if (j === i || !this.sights[j]) continue;
      const smaller = Math.min(this.candidate.count, this.blocks[j]!.count);
      if (countShared(this.candidate, this.blocks[j]!) > allowedCells(this.overlap, smaller)) found.push(j);
    }
    return found;
  }

  private accept(i: number, sight: Sight): void {
    const block = this.blocks[i]!;
    this.blocks[i] = this.candidate;
    this.candidate = block;
    this.sights[i] = sight;
  }
}
