/** Places distractors: beside the objects where there is room, or under them. */
import { inPlaneRotation, multiply, viewRotations } from '../../geometry/poses.ts';
import type { Intrinsics } from '../../geometry/projection.ts';
import type { Random } from '../../scene/random.ts';
import { type BitBlock, countShared, dilate, emptyBlock, type Grid, gridOver, openBlock, unite } from './bit-block.ts';
import { projectionAt } from './box-size.ts';
import type { ClutterObject } from './choose-clutter.ts';
import type { DistractorSet } from './distractors.ts';
import { Outline, type Projection } from './outline.ts';

export interface PlacedDistractor extends Omit<ClutterObject, 'lod' | 'last'> {
  group: string;
  /** It may lie under the objects. */
  under: boolean;
  /** Of its outline in the image, which it may leave, pixels. */
  box: [x: number, y: number, width: number, height: number];
}

/** Random positions that are compared for a distractor beside the objects. */
const TRIES = 300;
/** Cells that a distractor of the least size spans. */
const CELLS_PER_SIZE = 12;
/** Largest cell: the distance kept between outlines is up to two cells. */
const LARGEST_CELL_PX = 2;

/**
 * Places the distractors of each set: random models in random views, at random angles and sizes. Centres are uniform over the image.
 * One beside the objects takes the first position at which its outline overlaps neither an object nor a distractor that was placed before;
 * where no position has room, the one with the least overlap. One under the objects takes any position.
 * @param sets and how many distractors of each, from `findDistractors` and `countDistractors`
 * @param objects the labelled objects
 * @param randomOf the generator of a set, by its index
 */
export function placeDistractors(
  sets: readonly DistractorSet[], counts: readonly number[], camera: Intrinsics, objects: readonly Projection[], randomOf: (set: number) => Random,
): PlacedDistractor[] {
  if (sets.length === 0) return [];
  const outline = new Outline();
  const least = Math.min(...sets.flatMap(({ under, sizePx }) => (under ? [] : sizePx)));
  const grid = gridOver(camera, Math.min(LARGEST_CELL_PX, Math.max(1, least / CELLS_PER_SIZE)));
  const taken = takenBy(objects, camera, grid, outline);
  return sets.flatMap((set, index) => {
    const random = randomOf(index);
    return Array.from({ length: counts[index]! }, (): PlacedDistractor => {
      const drawn = draw(set, camera, random);
      return set.under ? atRandom(drawn, camera, outline, random) : placeBeside(drawn, camera, outline, grid, taken, random);
    });
  });
}

/** A distractor before it has a position. */
type Drawn = Omit<PlacedDistractor, 'box' | 'xPx' | 'yPx'> & { boxPx: number };

function draw({ models, sizePx, under }: DistractorSet, camera: Intrinsics, random: Random): Drawn {
  const { model, group, silhouettes, views } = models[random.int(models.length)]!;
  const view = views[random.int(views.length)]!;
  const inPlaneRad = random.range(0, 2 * Math.PI);
  const onAxis = multiply(inPlaneRotation(inPlaneRad), viewRotations(silhouettes.viewLevel).quaternions[view]!);
  const boxPx = random.range(...sizePx);
  return { model, group, under, silhouettes, view, inPlaneRad, onAxis, radiusOverDepth: boxPx / (2 * camera.focalPx), boxPx };
}

/** The distractor at a random position, in its size. The outline is left aimed at it. */
function atRandom(drawn: Drawn, camera: Intrinsics, outline: Outline, random: Random): PlacedDistractor {
  const projection = projectionAt(drawn, random.range(0, camera.widthPx), random.range(0, camera.heightPx), camera, outline);
  outline.aim(projection, camera);
  const { left, right, top, bottom } = outline.bounds();
  return { ...drawn, ...projection, box: [left, top, right - left, bottom - top] };
}

/** Compares positions by the cells that are taken already, and takes those of the best one. */
function placeBeside(drawn: Drawn, camera: Intrinsics, outline: Outline, grid: Grid, taken: BitBlock, random: Random): PlacedDistractor {
  const block = emptyBlock();
  let candidate = emptyBlock();
  let chosen = emptyBlock();
  let best: { placed: PlacedDistractor; shared: number } | null = null;
  for (let tried = 0; tried < TRIES && best?.shared !== 0; tried++) {
    const placed = atRandom(drawn, camera, outline, random);
    outline.draw(grid, block, null);
    dilate(block, candidate);
    const shared = countShared(candidate, taken);
    if (best && shared >= best.shared) continue;
    best = { placed, shared };
    [candidate, chosen] = [chosen, candidate];
  }
  unite(chosen, taken);
  return best!.placed;
}

/** The cells of the image that objects take, and those around them. */
function takenBy(objects: readonly Projection[], camera: Intrinsics, grid: Grid, outline: Outline): BitBlock {
  const taken = emptyBlock();
  openBlock(taken, 0, grid.rows, 0, Math.ceil(grid.columns / 32));
  const block = emptyBlock();
  const thick = emptyBlock();
  for (const object of objects) {
    outline.aim(object, camera);
    outline.draw(grid, block, null);
    dilate(block, thick);
    unite(thick, taken);
  }
  return taken;
}
