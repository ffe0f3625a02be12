/** Covers the whole image with clutter: a random object over the first uncovered place, until there is none. */
import { UserError } from '../../config/errors.ts';
import { emptyBlock } from '../placement/bit-block.ts';
import type { Intrinsics } from '../../geometry/projection.ts';
import { type ClutterModel, type ClutterObject, drawClutter, radiusOverDepthOfArea } from '../placement/clutter.ts';
import { Coverage } from '../placement/coverage.ts';
import { Outline } from '../placement/outline.ts';
import type { Random } from '../../scene/random.ts';
import { LARGEST_PERSPECTIVE } from '../../assets/silhouettes/silhouettes.ts';

/** Cells that an object of mean size spans, if they are larger than a pixel. */
const CELLS_PER_DIAMETER = 28;
/** Places tried for each object; the one that covers most is taken, because every object costs the renderer. With 4 there are 6 % more. */
const CANDIDATES = 8;
/**
 * What an outline is off by: the level of detail that is drawn (of pixels), and the raster that it was traced in (of the radius). Half as much
 * again is kept free at each attempt after the first. What stays uncovered at all lies inside outlines, in slits thinner than that raster's
 * samples: of 960 images (built-in models) 2 are made again, of 600 of scans and hand-made models 4. With 0.6 px those are 5 and 8, for 0.97 of
 * the triangles; 2 px take 1.3 times as many objects where clutter is smallest, and save another 2 of 480 images.
 */
const ERROR_PX = 1;
const ERROR_OF_RADIUS = 0.012;
/** Draws of an object whose size can be reached. */
const OBJECT_DRAWS = 30;
/** Objects in a row that cover nothing new before the rest is left to the next attempt. */
const STALLS = 100;
/** What a scene's instances can be counted in, less the foreground and its occluders. */
const MOST_OBJECTS = 65535 - 200;

/**
 * @param areaPx range of the objects' areas
 * @throws Error when more objects are needed than a scene can hold
 */
export function coverWithClutter(
  clutter: ClutterModel[], camera: Intrinsics, areaPx: [number, number], attempt: number, random: Random,
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
    // Its outline there is slid over the cell: that changes with the place, but tells a good place from a bad one.
    outline.aim(projection, camera);
    outline.draw(coverage.grid, block, null);
    const marginPx = (1 + attempt / 2) * (ERROR_PX + ERROR_OF_RADIUS * projection.radiusOverDepth * camera.focalPx);
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

/** Redraws objects that would have to be nearer than silhouettes are known; the last one is as near as that. */
function drawSized(clutter: ClutterModel[], camera: Intrinsics, areaPx: [number, number], random: Random): ClutterObject {
  for (let draw = 1; ; draw++) {
    const object = drawClutter(clutter, random);
    const radiusOverDepth = radiusOverDepthOfArea(object.silhouettes, object.view, random.range(areaPx[0], areaPx[1]), camera.focalPx);
    if (radiusOverDepth === null && draw < OBJECT_DRAWS) continue;
    object.radiusOverDepth = radiusOverDepth ?? LARGEST_PERSPECTIVE;
    return object;
  }
}
