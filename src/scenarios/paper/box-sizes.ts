/** Gives objects the sizes of boxes that the config asks for: 5 % of them stay below one value, 95 % below the other. */
import type { Silhouettes } from '../../assets/compiled-model.ts';
import { isUnseen, LARGEST_RADIUS_OVER_DISTANCE, silhouetteArea, viewsOf } from '../../assets/silhouettes/silhouettes.ts';
import { UserError } from '../../config/errors.ts';
import { exp, log, square } from '../../geometry/math.ts';
import { streamsOf } from '../../scene/random.ts';
import { boxSizePx, radiusOverDepthOfBox } from '../placement/box-size.ts';
import { Outline } from '../placement/outline.ts';
import { spreadIntrinsics } from '../randomizers/camera.ts';
import type { Entry } from './level-list.ts';
import type { PaperConfig } from './sections.ts';
import type { Sizes } from './sizes.ts';

/** Multiples of these by whole numbers are spread evenly over [0, 1), also those of every second or every tenth number. */
const SPREAD = { view: Math.SQRT2, inPlane: Math.sqrt(3), model: (Math.sqrt(5) - 1) / 2, lap: Math.sqrt(7) };
/** In-plane steps at which a view's box is measured, and a limit on the boxes in all. */
const STEPS = 12;
const MOST_BOXES = 50000;
/** The radius over distance at which boxes are measured for mean areas. The silhouette's share of its box changes little with the distance. */
const SMALL = 0.05;
/** The largest boxes, as a share of all, are compared with what is possible, at so many sizes and as many fields of view. */
const LARGEST_BOXES = 0.1;
const SAMPLES = 10;
/** Largest share of those boxes that may be impossible. It moves the upper percentile by 1 % where that is six times the lower one. */
const MOST_IMPOSSIBLE = 0.1;

/** The two percentiles that the config asks for, pixels; null where it gives diameters. */
export function boxPercentiles({ curriculum: { boxPx, boxShare }, image }: Pick<PaperConfig, 'curriculum' | 'image'>): [number, number] | null {
  if (boxPx) return boxPx;
  return boxShare ? [boxShare[0] * image.height, boxShare[1] * image.height] : null;
}

/**
 * Sizes by `curriculum.boxPx` or `boxShare`. Their logarithm is uniform. Every level takes as large a part of it, the first one the largest sizes.
 * @throws UserError where the models cannot be so large
 */
export function boxSizes(config: PaperConfig, models: Silhouettes[], [p5, p95]: [number, number]): Sizes {
  const { levels, inPlaneSteps } = config.curriculum;
  const perShare = log(p95 / p5) / 0.9;
  /** The size that a share of all boxes stays below. */
  const quantile = (share: number) => p5 * exp(perShare * (share - 0.05));
  const ends = Array.from({ length: levels + 1 }, (_, level) => quantile(1 - level / levels));
  const boxes = measureBoxes(models, inPlaneSteps);
  const shares = boxes.silhouetteShare.filter((share) => share > 0);
  const meanShare = shares.reduce((sum, share) => sum + share, 0) / shares.length;
  checkPossible(config, boxes, quantile);
  return {
    head: 'box, pixels',
    textOf: (level) => `${ends[level + 1]!.toFixed(1)}-${ends[level]!.toFixed(1)}`,
    of: (level, epoch, entry) => quantile(1 - (level + spread(config.seed, level, epoch, entry)) / levels),
    draw: (random) => quantile(random.uniform()),
    levelAreaPx: (level, model, view) => meanSquare(ends[level + 1]!, ends[level]!) * boxes.silhouetteShare[model * boxes.views + view]!,
    areaPx: (size, silhouettes, view) => square(size) * shareOfBox(silhouettes, view, 0, new Outline()),
    meanAreaPx: (size) => square(size) * meanShare,
    fit: (size, silhouettes, view, inPlaneRad, camera) => ({
      radiusOverDepth: radiusOverDepthOfBox(silhouettes, view, inPlaneRad, size, camera) ?? LARGEST_RADIUS_OVER_DISTANCE, boxPx: size,
    }),
  };
}

/** A number from 0 to 1 for an entry. The numbers of any view, of any in-plane step and of any model are spread evenly. */
function spread(seed: number, level: number, epoch: number, { view, inPlane, model, lap = 0 }: Entry): number {
  const start = streamsOf(seed, 100 * epoch + level, 0)('boxSize').uniform();
  return (start + view * SPREAD.view + inPlane * SPREAD.inPlane + model * SPREAD.model + lap * SPREAD.lap) % 1;
}

/** Mean square of numbers whose logarithm is uniform between those of two numbers. */
function meanSquare(least: number, most: number): number {
  const range = 2 * log(most / least);
  return range < 1e-6 ? least * most : (square(most) - square(least)) / range;
}

interface Boxes {
  /** Count of the views of a model. */
  views: number;
  /** By model and view: the silhouette's area over its box's, the mean over in-plane steps; 0 where nothing shows. */
  silhouetteShare: Float64Array;
  /** Ascending: sizes of boxes over the focal length, at the least distance, of an even choice of models, views and in-plane steps. */
  largest: Float64Array;
}

function measureBoxes(models: Silhouettes[], inPlaneSteps: number): Boxes {
  const views = viewsOf(models[0]!);
  const steps = Math.max(1, Math.min(STEPS, inPlaneSteps, Math.floor(MOST_BOXES / (models.length * views))));
  // Fractions of the golden ratio's multiples: boxes repeat every quarter turn, so even steps would measure the same boxes again.
  const angles = Array.from({ length: steps }, (_, i) => (2 * Math.PI * Math.floor(((i * SPREAD.model) % 1) * inPlaneSteps)) / inPlaneSteps);
  const silhouetteShare = new Float64Array(models.length * views);
  const largest: number[] = [];
  const outline = new Outline();
  models.forEach((silhouettes, model) => {
    for (let view = 0; view < views; view++) {
      if (isUnseen(silhouettes, view)) continue;
      for (const angle of angles) {
        silhouetteShare[model * views + view]! += shareOfBox(silhouettes, view, angle, outline) / steps;
        aim(silhouettes, view, angle, LARGEST_RADIUS_OVER_DISTANCE, outline);
        largest.push(boxSizePx(outline));
      }
    }
  });
  return { views, silhouetteShare, largest: Float64Array.from(largest).sort() };
}

/** Aims at an object on the axis of a camera whose focal length is one pixel. */
function aim(silhouettes: Silhouettes, view: number, inPlaneRad: number, radiusOverDepth: number, outline: Outline): void {
  outline.aim({ silhouettes, view, inPlaneRad, radiusOverDepth, xPx: 0, yPx: 0 }, { widthPx: 0, heightPx: 0, focalPx: 1 });
}

/** Area of a silhouette over that of its box. */
function shareOfBox(silhouettes: Silhouettes, view: number, inPlaneRad: number, outline: Outline): number {
  aim(silhouettes, view, inPlaneRad, SMALL, outline);
  const area = (silhouetteArea(silhouettes, view, SMALL) * square(SMALL)) / (1 - square(SMALL));
  return Math.min(1, area / square(boxSizePx(outline)));
}

/** @throws UserError where too many of the largest boxes are larger than the models can be, or than the image can hold */
function checkPossible(config: PaperConfig, { largest, silhouetteShare }: Boxes, quantile: (share: number) => number): void {
  const cameras = spreadIntrinsics(config.camera, config.image, SAMPLES);
  const shares = silhouetteShare.filter((share) => share > 0).sort();
  const mostAreaPx = (config.image.width * config.image.height) / (1 - config.foreground.maxCrop);
  let unreachable = 0;
  let tooLarge = 0;
  for (let sample = 0; sample < SAMPLES; sample++) {
    const size = quantile(1 - (LARGEST_BOXES * (sample + 0.5)) / SAMPLES);
    for (const { focalPx } of cameras) unreachable += shareBelow(largest, size / focalPx) / (SAMPLES * SAMPLES);
    tooLarge += (1 - shareBelow(shares, mostAreaPx / square(size))) / SAMPLES;
  }
  const complain = (what: string, share: number, why: string, cure: string) => {
    if (share <= MOST_IMPOSSIBLE) return;
    throw new UserError(`plan: curriculum.${config.curriculum.boxPx ? 'boxPx' : 'boxShare'} asks for boxes that ${what}: ${Math.round(100 * share)} % of those of `
      + `${quantile(1 - LARGEST_BOXES).toFixed(0)} to ${quantile(1).toFixed(0)} px ${why}; wanted at most ${100 * MOST_IMPOSSIBLE} %, by smaller boxes or ${cure}`);
  };
  complain('no distance reaches', unreachable, 'need models too near to the camera', 'a narrower camera.fovYDeg');
  complain('the image cannot hold', tooLarge, 'are cropped by more than foreground.maxCrop', 'a larger image');
}

/** Share of ascending values that are below a limit. */
function shareBelow(values: Float64Array, limit: number): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (values[middle]! < limit) low = middle + 1;
    else high = middle;
  }
  return low / values.length;
}
