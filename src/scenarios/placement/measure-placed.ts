/** Measures placed objects as an image will show them: the sizes of their boxes, and which are near to another one. */
import type { Intrinsics } from '../../geometry/projection.ts';
import { type BitBlock, countShared, dilateByDisc, emptyBlock } from './bit-block.ts';
import { boxSizePx } from './box-size.ts';
import { Outline, type Projection } from './outline.ts';

/** Cells are so wide, pixels. */
const CELL_PX = 0.5;

/** Of each object the side of a square that has the area of the box of its whole silhouette, also beyond the image, pixels. */
export function boxSizesPx(projections: readonly Projection[], camera: Intrinsics): number[] {
  const outline = new Outline();
  return projections.map((projection) => {
    outline.aim(projection, camera);
    return boxSizePx(outline);
  });
}

/** Of each object whether its silhouette is at most so far from another one's, or overlaps it. */
export function areNear(projections: readonly Projection[], camera: Intrinsics, distancePx: number): boolean[] {
  const outline = new Outline();
  const grid = { columns: Math.ceil(camera.widthPx / CELL_PX), rows: Math.ceil(camera.heightPx / CELL_PX), cellWidthPx: CELL_PX, cellHeightPx: CELL_PX };
  const blocks: BitBlock[] = [];
  const halos: BitBlock[] = [];
  for (const projection of projections) {
    const [block, halo] = [emptyBlock(), emptyBlock()];
    outline.aim(projection, camera);
    outline.draw(grid, block, null);
    // The centres of the outermost cells are a cell farther from each other than the edges, on average.
    dilateByDisc(block, distancePx / CELL_PX + 1, halo);
    blocks.push(block);
    halos.push(halo);
  }
  return blocks.map((block, i) => halos.some((halo, j) => j !== i && countShared(block, halo) > 0));
}
