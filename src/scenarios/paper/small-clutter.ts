/** Covers most of the image with small clutter, before a backing of few large objects that shows in the gaps. */
import type { CompiledModel } from '../../assets/compiled-model.ts';
import { UserError } from '../../config/errors.ts';
import { square } from '../../geometry/math.ts';
import type { Intrinsics } from '../../geometry/projection.ts';
import type { Random } from '../../scene/random.ts';
import { emptyBlock, type Grid } from '../placement/bit-block.ts';
import type { ClutterModel, ClutterObject } from '../placement/choose-clutter.ts';
import { OpenCells, Stamp } from '../placement/open-cells.ts';
import { Outline } from '../placement/outline.ts';
import { coverWithClutter, drawSized, MOST_OBJECTS } from './background.ts';
import type { PaperConfig } from './sections.ts';

/** The paper's smallest diameter over the image's height. A curriculum that keeps to the paper's sizes keeps its clutter. */
const PAPER_DIAMETER = 0.1;
/** Mean diameter of an image's objects over its height, below which their clutter is small where a curriculum goes below PAPER_DIAMETER. */
const SMALL_DIAMETER = 0.15;
/** Silhouette areas in the backing over the square of the image's smaller side. */
const BACKING_SHARE = [0.8, 1.6] as const;
/** Cells that an object of mean size spans; a cell is a pixel at least. What coarse cells miss shows the backing. */
const CELLS_PER_DIAMETER = 8;
/** Positions that are compared for each object. The one that covers most cells is taken, because every object costs the renderer. */
const CANDIDATES = 12;
/** Most open cells over all cells: a gap costs nothing, and the object that would close it much. */
const MOST_OPEN = 0.2;
/** A gap is left open where an object would cover less than this share of its cells anew. */
const LEAST_NEW = 0.8;
/** Largest error of a drawn level of detail, pixels. What other clutter is drawn with, half a pixel, makes triangles that nobody sees here. */
const LOD_ERROR_PX = { small: 1.5, backing: 3 };
/** Consecutive objects without a cell before a gap is left open all the same: some silhouettes are smaller than a cell. */
const STALLS = 30;

export interface SmallClutter {
  small: ClutterObject[];
  /** Larger objects, to be put behind the small ones. They cover the whole image. */
  backing: ClutterObject[];
}

/** Whether an image whose objects have this mean diameter over its height gets small clutter. */
export function takesSmallClutter({ diameter, boxPx, boxShare }: PaperConfig['curriculum'], meanDiameter: number): boolean {
  return (boxPx !== undefined || boxShare !== undefined || diameter[1] < PAPER_DIAMETER) && meanDiameter < SMALL_DIAMETER;
}

/**
 * Draws clutter that is small in the image. Covering every last pixel with it would take several times as many objects, most of them for small
 * gaps. So small objects cover about 80 % of the image, and the backing shows in the gaps between them.
 * @param areaPx range of the small objects' silhouette areas, pixels
 * @param attempt a later attempt keeps a larger margin in the backing
 * @throws UserError where the image needs more objects than a scene can hold
 */
export function coverWithSmallClutter(
  clutter: ClutterModel[], camera: Intrinsics, areaPx: [number, number], attempt: number, random: Random, backingRandom: Random,
): SmallClutter {
  const squarePx = square(Math.min(camera.widthPx, camera.heightPx));
  const backingPx: [number, number] = [BACKING_SHARE[0] * squarePx, BACKING_SHARE[1] * squarePx];
  const backing = coverWithClutter(clutter, camera, backingPx, attempt, backingRandom, 2 * LOD_ERROR_PX.backing);
  return { small: coverRoughly(clutter, camera, areaPx, random, MOST_OBJECTS - backing.length), backing };
}

/** The coarsest level of detail whose error projects to at most LOD_ERROR_PX. */
export function smallClutterLod(layer: keyof SmallClutter, { lods, radiusM }: CompiledModel, { radiusOverDepth }: ClutterObject, camera: Intrinsics): number {
  const pxPerMetre = (radiusOverDepth * camera.focalPx) / radiusM;
  return lods.findLastIndex(({ errorM }) => errorM * pxPerMetre <= LOD_ERROR_PX[layer]);
}

function coverRoughly(clutter: ClutterModel[], camera: Intrinsics, areaPx: [number, number], random: Random, most: number): ClutterObject[] {
  const grid = roughGrid(camera, Math.sqrt(2 * (areaPx[0] + areaPx[1]) / Math.PI));
  const open = new OpenCells(grid);
  const outline = new Outline();
  const block = emptyBlock();
  const stamp = new Stamp();
  const cell = { column: 0, row: 0 };
  const shift = { columns: 0, rows: 0 };
  const placed: ClutterObject[] = [];
  /** The object to be placed next. It stays the same where a gap is left open, so that no model or view is preferred. */
  let next: ClutterObject | null = null;
  let given = 0;
  let stalls = 0;
  while (open.count > 0) {
    open.first(cell);
    if (!next) {
      next = drawSized(clutter, camera, areaPx, random);
      next.xPx = (cell.column + 0.5) * grid.cellWidthPx;
      next.yPx = (cell.row + 0.5) * grid.cellHeightPx;
      outline.aim(next, camera);
      outline.draw(grid, block, null);
      stamp.take(block);
    }
    const fresh = open.bestShift(stamp, cell, CANDIDATES, random.uniform(), shift);
    const mayStayOpen = given < MOST_OPEN * (cell.row + 1) * grid.columns;
    // Less is wanted at the lower edge, because the part of an object beyond it covers nothing. Otherwise gaps would gather along that edge.
    const inside = Math.min(1, (grid.rows - cell.row) / stamp.rows);
    if ((fresh < LEAST_NEW * inside * stamp.count && mayStayOpen) || stalls === STALLS) {
      given += open.giveUp(cell);
      stalls = 0;
    } else if (fresh === 0) {
      next = null;
      stalls++;
    } else {
      // The stamp is shifted as it is. The object's true shape changes with its position, but too little to matter before a backing.
      open.cover(stamp, shift.columns, shift.rows);
      next.xPx += shift.columns * grid.cellWidthPx;
      next.yPx += shift.rows * grid.cellHeightPx;
      placed.push(next);
      next = null;
      stalls = 0;
      if (placed.length > most) {
        throw new UserError(`plan: the background needs more than ${MOST_OBJECTS} objects; wanted a larger curriculum.diameter or background.areaRatio, or a smaller image`);
      }
    }
  }
  return placed;
}

/** Cells of whole pixels, as wide as high. The last ones may reach beyond the image. */
function roughGrid({ widthPx, heightPx }: Intrinsics, diameterPx: number): Grid {
  const cellPx = Math.max(1, Math.round(diameterPx / CELLS_PER_DIAMETER));
  return { columns: Math.ceil(widthPx / cellPx), rows: Math.ceil(heightPx / cellPx), cellWidthPx: cellPx, cellHeightPx: cellPx };
}
