/** Places the objects of a clump: the first at random, each other one against those before it. */
import { cos, sin, square } from '../../geometry/math.ts';
import type { Intrinsics } from '../../geometry/projection.ts';
import type { Random } from '../../scene/random.ts';
import { type BitBlock, countShared, dilateByDisc, emptyBlock, type Grid } from './bit-block.ts';
import type { Board } from './board.ts';
import { projectionAt } from './box-size.ts';
import { Outline, type Projection, type ViewAndSize } from './outline.ts';

/** Random positions that are tried for the first object. */
const TRIES = 60;
/** Starts of a clump at other positions. */
const STARTS = 4;
/** Directions that are tried for an object. */
const DIRECTIONS = 16;
/** Positions that keep the limits, of which the nearest to the clump's middle is taken: so clumps are compact, and not chains. */
const CHOICES = 3;
/** Cells are so wide, pixels: a distance is exact to half of that. */
const CELL_PX = 0.5;
/** Cells that the largest object spans at most. The stored outlines of larger objects are no more exact than that. */
const MOST_CELLS = 320;
/** A bounding sphere's image is longer than its diameter over its depth says, by at most about so much in the corner of an image. */
const STRETCH = 1.3;

export class ClumpPlacer {
  private readonly board: Board;
  private readonly objects: ViewAndSize[];
  private readonly camera: Intrinsics;
  private readonly grid: Grid;
  private readonly gapPx: readonly [number, number];
  private readonly leastGapPx: number;
  private readonly outline = new Outline();
  private readonly candidate = emptyBlock();
  /** Silhouettes of the clump's placed objects, and the cells that are too near to them. */
  private readonly shapes: BitBlock[] = [];
  private readonly walls: BitBlock[] = [];

  /**
   * @param gapPx range of the distance between the silhouettes of neighbours
   * @param leastGapPx a smaller distance is raised to this one
   */
  constructor(board: Board, objects: ViewAndSize[], camera: Intrinsics, gapPx: readonly [number, number], leastGapPx: number) {
    this.board = board;
    this.objects = objects;
    this.camera = camera;
    this.gapPx = gapPx;
    this.leastGapPx = leastGapPx;
    const largestPx = objects.reduce((most, { radiusOverDepth }) => Math.max(most, 2 * radiusOverDepth * camera.focalPx), 0);
    const cellPx = Math.max(CELL_PX, largestPx / MOST_CELLS);
    this.grid = { columns: Math.ceil(camera.widthPx / cellPx), rows: Math.ceil(camera.heightPx / cellPx), cellWidthPx: cellPx, cellHeightPx: cellPx };
  }

  /**
   * Places objects as one clump on the board.
   * @param apart whether they are to be apart from all other objects
   * @param partly whether, in the last resort, the first few of them are placed without the others
   * @returns the objects that are placed: all, or none, or the first few
   */
  place(members: readonly number[], random: Random, apart: boolean, partly: boolean): number[] {
    for (let start = 0; start < STARTS; start++) {
      const placed = this.grow(members, random, apart);
      if (placed.length === members.length || (partly && start === STARTS - 1)) return placed;
      for (const i of placed) this.board.remove(i);
    }
    return [];
  }

  /** Places objects until one does not fit; returns those that are placed. */
  private grow(members: readonly number[], random: Random, apart: boolean): number[] {
    const placed: number[] = [];
    for (const i of members) {
      if (placed.length === 0) {
        if (!this.board.place(i, random, TRIES, apart)) break;
      } else {
        const projection = this.nearOthers(i, placed, random, apart);
        if (!projection) break;
        this.board.put(i, projection);
      }
      this.draw(this.board.projections[i]!, this.shapes[placed.length] ??= emptyBlock());
      placed.push(i);
    }
    return placed;
  }

  /** A position at which an object is as far from the nearest placed one as a drawn distance says; null where none is found. */
  private nearOthers(i: number, placed: readonly number[], random: Random, apart: boolean): Projection | null {
    const gapPx = Math.max(this.leastGapPx, random.range(...this.gapPx));
    placed.forEach((_, n) => dilateByDisc(this.shapes[n]!, gapPx / this.grid.cellWidthPx, this.walls[n] ??= emptyBlock()));
    const others = placed.map((j) => this.board.projections[j]!);
    const middleXPx = others.reduce((sum, { xPx }) => sum + xPx, 0) / others.length;
    const middleYPx = others.reduce((sum, { yPx }) => sum + yPx, 0) / others.length;
    let best: Projection | null = null;
    let least = Infinity;
    for (let tried = 0, found = 0; tried < DIRECTIONS && found < CHOICES; tried++) {
      const projection = this.against(this.objects[i]!, others[random.int(others.length)]!, random.range(0, 2 * Math.PI), gapPx, placed.length);
      if (!projection || !this.board.fits(i, projection, placed, apart)) continue;
      found++;
      const away = square(projection.xPx - middleXPx) + square(projection.yPx - middleYPx);
      if (away >= least) continue;
      least = away;
      best = projection;
    }
    return best;
  }

  /** In a direction from a placed object, the position at which an object just does not reach into the walls; null where there is none. */
  private against(object: ViewAndSize, anchor: Projection, angleRad: number, gapPx: number, walls: number): Projection | null {
    const [x, y] = [cos(angleRad), sin(angleRad)];
    const at = (awayPx: number): Projection => projectionAt(object, anchor.xPx + awayPx * x, anchor.yPx + awayPx * y, this.camera, this.outline);
    const isFree = (awayPx: number): boolean => {
      this.draw(at(awayPx), this.candidate);
      for (let n = 0; n < walls; n++) if (countShared(this.candidate, this.walls[n]!) > 0) return false;
      return true;
    };
    let near = 0;
    let far = STRETCH * (object.radiusOverDepth + anchor.radiusOverDepth) * this.camera.focalPx + gapPx;
    if (!isFree(far) || isFree(near)) return null;
    while (far - near > this.grid.cellWidthPx / 2) {
      const middle = (near + far) / 2;
      if (isFree(middle)) far = middle;
      else near = middle;
    }
    return at(far);
  }

  private draw(projection: Projection, block: BitBlock): void {
    this.outline.aim(projection, this.camera);
    this.outline.draw(this.grid, block, null);
  }
}
