/** Covers the whole image with clutter: a random object over the first uncovered cell, until there is none. */
import { UserError } from '../../config/errors.ts';
import { emptyBlock } from '../placement/bit-block.ts';
import type { Intrinsics } from '../../geometry/projection.ts';
import { type ClutterModel, type ClutterObject, drawClutter, radiusOverDepthOfArea } from '../placement/choose-clutter.ts';
import { Coverage } from '../placement/coverage.ts';
import { Outline } from '../placement/outline.ts';
import type { Random } from '../../scene/random.ts';
import { LARGEST_RADIUS_OVER_DISTANCE } from '../../assets/silhouettes/silhouettes.ts';

/** Cells that an object of mean size spans; a cell is a pixel at least. */
const CELLS_PER_DIAMETER = 28;
/** Positions that are compared for each object. The one that covers most cells is taken, because every object costs the renderer. */
const CANDIDATES = 8;
/**
 * The margin inside an outline counts as uncovered. Its width is the sum of two terms, and grows by half of that sum with each attempt.
 * The first term bounds the error of the drawn level of detail, pixels.
 */
const MARGIN_PX = 1;
/** The second term bounds the error of the raster in which the outline was traced, over the bounding sphere's radius. */
const MARGIN_OF_RADIUS = 0.012;
/** Draws of an object until its area can be reached at LARGEST_RADIUS_OVER_DISTANCE. */
const OBJECT_DRAWS = 30;
/** Consecutive objects that cover no cell before the image is left as it is; `accept` then refuses it. */
const STALLS = 100;
/** A scene's ids have 16 bits; the foreground and its occluders take at most 200. */
export const MOST_OBJECTS = 65535 - 200;

/**
 * Draws clutter objects until their outlines, less a margin, cover every cell of the image.
 * @param areaPx range of the objects' silhouette areas, pixels
 * @param attempt a later attempt keeps a larger margin
 * @param lodMarginPx the part of the margin that is for the drawn level of detail, pixels: twice the error that the level may have
 * @throws UserError where the image needs more objects than a scene can hold
 */
export function coverWithClutter(
  clutter: ClutterModel[], camera: Intrinsics, areaPx: [number, number], attempt: number, random: Random, lodMarginPx = MARGIN_PX,
): ClutterObject[] {
  const diameterPx = Math.sqrt(2 * (areaPx[0] + areaPx[1]) / Math.PI);
  const coverage = new Coverage(camera, Math.max(1, Math.round(diameterPx / CELLS_PER_DIAMETER)));
  const { cellPx } = coverage;
  const outline = new Outline();
  const block = emptyBlock();
  const cell = { column: 0, row: 0 };
  const shift = { columns: 0, rows: 0 };
  const placed: ClutterObject[] = [];
  for (let stalls = 0; coverage.uncovered > 0 && stalls < STALLS; stalls++) {
    coverage.firstUncovered(cell);
    const projection = drawSized(clutter, camera, areaPx, random);
    projection.xPx = (cell.column + 0.5) * cellPx;
    projection.yPx = (cell.row + 0.5) * cellPx;
    // The outline over the cell is shifted as it is. Its true shape changes with the position, but too little to change the choice.
    outline.aim(projection, camera);
    outline.draw(coverage.grid, block, null);
    const marginPx = (1 + attempt / 2) * (lodMarginPx + MARGIN_OF_RADIUS * projection.radiusOverDepth * camera.focalPx);
    if (!coverage.bestShift(block, cell, CANDIDATES, random.uniform(), Math.ceil(marginPx / cellPx + 0.5), shift)) continue;
    projection.xPx += shift.columns * cellPx;
    projection.yPx += shift.rows * cellPx;
    outline.aim(projection, camera);
    outline.draw(coverage.grid, block, null);
    outline.cut(coverage.grid, block, marginPx);
    if (coverage.add(block) === 0) continue;
    stalls = -1;
    placed.push(projection);
    if (placed.length > MOST_OBJECTS) {
      throw new UserError(`plan: the background needs more than ${MOST_OBJECTS} objects; wanted a larger curriculum.diameter or background.areaRatio, or a smaller image`);
    }
  }
  return placed;
}

/** Draws an object and its size. An object that would pass LARGEST_RADIUS_OVER_DISTANCE is drawn again; the last one stays at that limit. */
export function drawSized(clutter: ClutterModel[], camera: Intrinsics, areaPx: [number, number], random: Random): ClutterObject {
  for (let draw = 1; ; draw++) {
    const object = drawClutter(clutter, random);
    const radiusOverDepth = radiusOverDepthOfArea(object.silhouettes, object.view, random.range(areaPx[0], areaPx[1]), camera.focalPx);
    if (radiusOverDepth === null && draw < OBJECT_DRAWS) continue;
    object.radiusOverDepth = radiusOverDepth ?? LARGEST_RADIUS_OVER_DISTANCE;
    return object;
  }
}
