/** Holds the objects that are placed in an image, and places others within the limits on cropping and overlap. */
import type { Intrinsics } from '../../geometry/projection.ts';
import type { Random } from '../../scene/random.ts';
import { type BitBlock, countBlock, countShared, dilate, dilateByDisc, emptyBlock, type Grid } from './bit-block.ts';
import { projectionAt } from './box-size.ts';
import { Outline, type Projection, type ViewAndSize } from './outline.ts';

/** Random positions that are tried for a stuck object while others may be moved. */
const MOVES = 400;
/**
 * The error of a share that is counted in n cells is about this over sqrt(n), at three standard deviations. The grid and the stored outlines
 * cause the error.
 */
const MARGIN_OF_CELLS = 0.4;

/** A limit on a share of a silhouette's cells, and how far below it placement stays. */
export interface ShareLimit {
  /** Largest share that the config allows. */
  most: number;
  /** Placement allows most - margin - MARGIN_OF_CELLS / sqrt(cells). */
  margin: number;
  /** Cells by which outlines are drawn larger, where `most` is too small for a margin. */
  growth: number;
}

/** @param attempt a later attempt keeps a larger margin */
export function withMargin(most: number, attempt: number): ShareLimit {
  if (most >= 1) return { most, margin: -Infinity, growth: 0 };
  const margin = 0.004 + 0.02 * attempt;
  return most > margin + 0.02 ? { most, margin, growth: 0 } : { most: 0, margin: 0, growth: 1 + attempt };
}

/** Count of `cells` that a limit allows. */
function allowedCells(limit: ShareLimit, cells: number): number {
  return Math.max(0, (limit.most - limit.margin) * cells - MARGIN_OF_CELLS * Math.sqrt(cells));
}

/** A board for the objects of one image. An object's index in `objects` is its index everywhere. */
export class Board {
  /** Projection of each object; null where the object is not placed. */
  readonly projections: (Projection | null)[];
  /** Silhouettes of the placed objects, larger by the limits' growth. */
  private readonly blocks: BitBlock[];
  private readonly objects: ViewAndSize[];
  private readonly camera: Intrinsics;
  private readonly grid: Grid;
  private readonly crop: ShareLimit;
  private readonly overlap: ShareLimit;
  /** Least distance between the centres of two cells of objects that are apart, cells; 0 where no objects are asked to be. */
  private readonly apartCells: number;
  /** By object: the cells within that distance of its silhouette. */
  private readonly halos: BitBlock[];
  private readonly outline = new Outline();
  /** Silhouette of the projection that was drawn last. */
  private candidate = emptyBlock();
  private spare = emptyBlock();

  /** @param apartPx least distance between the silhouettes of objects that are placed apart; 0 where none are */
  constructor(objects: ViewAndSize[], camera: Intrinsics, grid: Grid, crop: ShareLimit, overlap: ShareLimit, apartPx = 0) {
    this.objects = objects;
    this.camera = camera;
    this.grid = grid;
    this.crop = crop;
    this.overlap = overlap;
    this.projections = objects.map(() => null);
    this.blocks = objects.map(emptyBlock);
    // The edges of two silhouettes are nearer to each other than the centres of their cells, by the diagonal of a cell at most.
    this.apartCells = apartPx > 0 ? apartPx / Math.min(grid.cellWidthPx, grid.cellHeightPx) + Math.SQRT2 : 0;
    this.halos = this.apartCells > 0 ? objects.map(emptyBlock) : [];
  }

  /** Takes all objects off. */
  clear(): void {
    this.projections.fill(null);
    for (const block of this.blocks) block.count = block.rows = 0;
  }

  /** Places the objects as an earlier copy of `projections` has them. */
  restore(projections: (Projection | null)[]): void {
    this.clear();
    projections.forEach((projection, i) => {
      if (projection) this.put(i, projection);
    });
  }

  /** The full silhouettes of the placed objects, without growth. The board is of no further use. */
  fullBlocks(): BitBlock[] {
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

  /**
   * Places an object at the first of so many random positions at which the object keeps the limits.
   * @param apart whether the object is to be apart from all others
   * @returns whether it is placed
   */
  place(i: number, random: Random, tries: number, apart = false): boolean {
    // Where nothing may be cropped, most positions in the widened image break that limit.
    const effort = this.crop.growth > 0 ? 4 : 1;
    for (let tried = 0; tried < effort * tries; tried++) {
      const projection = this.draw(i, random);
      if (this.isCropped(projection) || (apart ? this.isNear(i, []) : this.conflicts(i, 1).length > 0)) continue;
      this.accept(i, projection);
      return true;
    }
    return false;
  }

  /**
   * Whether an object at a position keeps the limits.
   * @param neighbors placed objects that the object may be near, but must not overlap: the caller sees to that
   * @param apart whether the object is to be apart from all others
   */
  fits(i: number, projection: Projection, neighbors: readonly number[], apart: boolean): boolean {
    if (this.isCropped(projection)) return false;
    return apart ? !this.isNear(i, neighbors) : this.conflicts(i, 1, neighbors).length === 0;
  }

  /** Places an object at a position that fits. */
  put(i: number, projection: Projection): void {
    this.drawCandidate(projection);
    this.accept(i, projection);
  }

  /** Takes an object off. */
  remove(i: number): void {
    this.projections[i] = null;
    this.blocks[i]!.count = this.blocks[i]!.rows = 0;
  }

  /**
   * Places an object where it conflicts with one other at most, and places that one elsewhere.
   * @param tries positions that are tried for the other
   * @returns whether both are placed; else the other is where it was
   */
  placeByMoving(i: number, random: Random, tries: number): boolean {
    for (let move = 0; move < MOVES; move++) {
      const projection = this.draw(i, random);
      if (this.isCropped(projection)) continue;
      const conflicts = this.conflicts(i, 2);
      if (conflicts.length > 1) continue;
      const moved = conflicts[0];
      if (moved === undefined) {
        this.accept(i, projection);
        return true;
      }
      const before = this.projections[moved]!;
      this.projections[moved] = null;
      this.accept(i, projection);
      if (this.place(moved, random, tries)) return true;
      this.projections[i] = null;
      this.put(moved, before);
    }
    this.remove(i);
    return false;
  }

  /** The object at a random position. */
  private draw(i: number, random: Random): Projection {
    const object = this.objects[i]!;
    const radiusPx = object.radiusOverDepth * this.camera.focalPx;
    const xPx = random.range(-radiusPx, this.camera.widthPx + radiusPx);
    const yPx = random.range(-radiusPx, this.camera.heightPx + radiusPx);
    return projectionAt(object, xPx, yPx, this.camera, this.outline);
  }

  /** Draws a projection's silhouette, with the limits' growth, into `candidate`, and counts it. */
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

  /** Whether too much of a projection is outside the image. Draws it into `candidate`. */
  private isCropped(projection: Projection): boolean {
    this.drawCandidate(projection);
    return this.candidate.count - this.candidate.countInside > allowedCells(this.crop, this.candidate.count);
  }

  /** Indices of placed objects, up to `most` of them and without `except`, that the candidate overlaps too much. */
  private conflicts(i: number, most: number, except: readonly number[] = []): number[] {
    const found: number[] = [];
    for (let j = 0; j < this.projections.length && found.length < most; j++) {
      if (j === i || !this.projections[j] || except.includes(j)) continue;
      const smaller = Math.min(this.candidate.count, this.blocks[j]!.count);
      if (countShared(this.candidate, this.blocks[j]!) > allowedCells(this.overlap, smaller)) found.push(j);
    }
    return found;
  }

  /** Whether the candidate is near a placed object other than `except`. */
  private isNear(i: number, except: readonly number[]): boolean {
    return this.halos.some((halo, j) => j !== i && this.projections[j] && !except.includes(j) && countShared(this.candidate, halo) > 0);
  }

  /** Places an object as the candidate. */
  private accept(i: number, projection: Projection): void {
    const block = this.blocks[i]!;
    this.blocks[i] = this.candidate;
    this.candidate = block;
    this.projections[i] = projection;
    if (this.apartCells > 0) dilateByDisc(this.blocks[i]!, this.apartCells, this.halos[i]!);
  }
}
