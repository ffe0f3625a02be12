/** Puts clutter in front of foreground objects so that it hides a planned share of each. */
import { square } from '../../geometry/math.ts';
import { type BitBlock, countShared, emptyBlock, indexOfBit } from '../placement/bit-block.ts';
import type { PaperConfig } from './sections.ts';
import type { Intrinsics } from '../../geometry/projection.ts';
import { type ClutterModel, type ClutterObject, drawClutter } from '../placement/choose-clutter.ts';
import { Outline } from '../placement/outline.ts';
import type { PlacedForeground } from '../placement/place-foreground.ts';
import type { Random } from '../../scene/random.ts';
import { LARGEST_RADIUS_OVER_DISTANCE, silhouetteArea } from '../../assets/silhouettes/silhouettes.ts';

export interface PlacedOccluder extends ClutterObject {
  /** Index among the foreground objects. */
  target: number;
  /** Share of the target's full silhouette that the occluder hides. */
  coverage: number;
}

/** Occluders that are drawn for a target until one fits. */
const DRAWS = 40;
/** Steps of the search for an occluder's size. */
const HALVINGS = 6;
/** Largest size over the one at which an occluder wholly in front of its target would do: a larger one would bury the target's neighbours. */
const MOST_STRETCH = 2;
/** Largest difference between planned coverage and the drawn one. Planned coverage stays in the config's range. */
const TOLERANCE = 0.02;

/** Draws an occluder for each placed object, except exempt ones and those that no draw fits. */
export function placeOccluders(clutter: ClutterModel[], camera: Intrinsics, foreground: PlacedForeground, config: PaperConfig, random: Random): PlacedOccluder[] {
  const placed: PlacedOccluder[] = [];
  const outline = new Outline();
  const block = emptyBlock();
  const [least, most] = config.occluders.coverage;
  foreground.projections.forEach((projection, target) => {
    const isExempt = random.uniform() < config.occluders.exempt;
    const wanted = random.range(least, most);
    const fits = (coverage: number) => Math.abs(coverage - wanted) < TOLERANCE && coverage >= least && coverage <= most;
    const shape = foreground.blocks[target]!;
    if (isExempt || !projection || shape.countInside === 0) return;
    const box = boxInside(shape, foreground);
    const targetArea = square(projection.radiusOverDepth) * silhouetteArea(projection.silhouettes, projection.view, projection.radiusOverDepth);
    for (let draw = 0; draw < DRAWS; draw++) {
      const occluder = drawClutter(clutter, random);
      occluder.xPx = random.range(box.left, box.right);
      occluder.yPx = random.range(box.top, box.bottom);
      // An occluder smaller than `low` cannot hide enough. The search narrows to the size at which coverage passes the wanted one.
      let low = Math.sqrt((wanted * targetArea) / silhouetteArea(occluder.silhouettes, occluder.view, 0));
      let high = Math.min(MOST_STRETCH * low, LARGEST_RADIUS_OVER_DISTANCE);
      let coverage = 0;
      for (let halving = 0; halving < HALVINGS && low < high; halving++) {
        occluder.radiusOverDepth = halving === 0 ? high : Math.sqrt(low * high);
        outline.aim(occluder, camera);
        outline.draw(foreground.grid, block, shape);
        coverage = countShared(block, shape) / shape.count;
        if (fits(coverage) || (halving === 0 && coverage < wanted)) break;
        if (coverage < wanted) low = occluder.radiusOverDepth;
        else high = occluder.radiusOverDepth;
      }
      if (!fits(coverage)) continue;
      placed.push({ ...occluder, target, coverage });
      return;
    }
  });
  return placed;
}

/** The box of a silhouette's part inside the image, pixels. */
function boxInside(block: BitBlock, { grid }: PlacedForeground): { left: number; right: number; top: number; bottom: number } {
  let left = grid.columns;
  let right = 0;
  let top = grid.rows;
  let bottom = 0;
  for (let row = Math.max(0, block.row0); row < Math.min(grid.rows, block.row0 + block.rows); row++) {
    for (let word = Math.max(0, block.word0); word < block.word0 + block.words; word++) {
      const bits = block.bits[(row - block.row0) * block.words + word - block.word0]!;
      const first = 32 * word + indexOfBit(bits, 0);
      if (bits === 0 || first >= grid.columns) continue;
      left = Math.min(left, first);
      right = Math.max(right, Math.min(grid.columns, 32 * word + 32 - Math.clz32(bits)));
      top = Math.min(top, row);
      bottom = row + 1;
    }
  }
  return { left: left * grid.cellWidthPx, right: right * grid.cellWidthPx, top: top * grid.cellHeightPx, bottom: bottom * grid.cellHeightPx };
}
