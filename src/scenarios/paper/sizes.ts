/** Says how large the objects of each level are, and what areas follow: by diameters, or by the sizes of boxes. */
import type { Silhouettes } from '../../assets/compiled-model.ts';
import { isUnseen, LARGEST_RADIUS_OVER_DISTANCE, silhouetteArea, viewsOf } from '../../assets/silhouettes/silhouettes.ts';
import { square } from '../../geometry/math.ts';
import type { Intrinsics } from '../../geometry/projection.ts';
import type { Random } from '../../scene/random.ts';
import type { ViewAndSize } from '../placement/outline.ts';
import { levelDiameters } from './curriculum.ts';
import type { Entry } from './level-list.ts';
import type { PaperConfig } from './sections.ts';

/** The sizes of a config. A size is a number: a diameter over the image height, or a box's size in pixels. */
export interface Sizes {
  /** What the sizes are, as the head of a column. */
  head: string;
  /** The sizes of a level, as text. */
  textOf(level: number): string;
  /** The size of an entry of a level in a pass. */
  of(level: number, epoch: number, entry: Entry): number;
  /** A random size over all levels; one number is drawn. */
  draw(random: Random): number;
  /** Mean silhouette area of a model's view over the sizes of a level, at the middle field of view, pixels. `model` is an index in the foreground. */
  levelAreaPx(level: number, model: number, view: number): number;
  /** Silhouette area of a view that is not rotated in the image, at a size and at the middle field of view, pixels. */
  areaPx(size: number, silhouettes: Silhouettes, view: number): number;
  /** Mean silhouette area over all models and views at a size, pixels. */
  meanAreaPx(size: number, camera: Intrinsics): number;
  /** What gives an object the size. */
  fit(size: number, silhouettes: Silhouettes, view: number, inPlaneRad: number, camera: Intrinsics): Pick<ViewAndSize, 'radiusOverDepth' | 'boxPx'>;
}

/**
 * Sizes by `curriculum.diameter`: all objects of a level have the same.
 * @param middle the camera at the middle field of view
 */
export function diameterSizes(config: PaperConfig, models: Silhouettes[], middle: Intrinsics): Sizes {
  const diameters = levelDiameters(config);
  const [nearest, farthest] = config.curriculum.diameter;
  const meanArea = meanAreaTable(models);
  const areaPx = (diameter: number, silhouettes: Silhouettes, view: number) =>
    areaPxOf(silhouetteArea(silhouettes, view, radiusOverDepthOf(diameter, middle)), diameter, middle);
  return {
    head: 'diameter',
    textOf: (level) => diameters[level]!.toFixed(3),
    of: (level) => diameters[level]!,
    draw: (random) => Math.sqrt(random.range(square(farthest), square(nearest))),
    levelAreaPx: (level, model, view) => areaPx(diameters[level]!, models[model]!, view),
    areaPx,
    meanAreaPx: (diameter, camera) => areaPxOf(meanArea(radiusOverDepthOf(diameter, camera)), diameter, camera),
    fit: (diameter, _silhouettes, _view, _inPlaneRad, camera) => ({ radiusOverDepth: radiusOverDepthOf(diameter, camera) }),
  };
}

/** Radius over depth at a projected diameter, which is given over the image height: diameter x height = 2 f radius / depth. */
function radiusOverDepthOf(diameter: number, camera: Intrinsics): number {
  return (diameter * camera.heightPx) / (2 * camera.focalPx);
}

/** Area in pixels of an area in disc units, on the viewing axis. The disc's radius is f k / sqrt(1 - k^2), and f k is half the diameter. */
function areaPxOf(discArea: number, diameter: number, camera: Intrinsics): number {
  const radiusPx = (diameter * camera.heightPx) / 2;
  return (discArea * square(radiusPx)) / (1 - square(radiusOverDepthOf(diameter, camera)));
}

/** Steps of the table of mean areas. Interpolation between them is off by 1e-4 at most. */
const MEAN_STEPS = 64;

/** The mean silhouette area over all models and the views that show them, in disc units, at any radius over distance up to LARGEST_RADIUS_OVER_DISTANCE. */
function meanAreaTable(all: Silhouettes[]): (radiusOverDistance: number) => number {
  const table = Float64Array.from({ length: MEAN_STEPS + 1 }, (_, step) => {
    const radiusOverDistance = (step / MEAN_STEPS) * LARGEST_RADIUS_OVER_DISTANCE;
    let sum = 0;
    let count = 0;
    for (const silhouettes of all) {
      for (let view = 0; view < viewsOf(silhouettes); view++) {
        if (isUnseen(silhouettes, view)) continue;
        sum += silhouetteArea(silhouettes, view, radiusOverDistance);
        count++;
      }
    }
    return sum / count;
  });
  return (radiusOverDistance) => {
    const at = (radiusOverDistance / LARGEST_RADIUS_OVER_DISTANCE) * MEAN_STEPS;
    const step = Math.min(MEAN_STEPS - 1, Math.floor(at));
    return table[step]! + (table[step + 1]! - table[step]!) * (at - step);
  };
}
