/** Chooses the foreground objects of an image: by the schedule, or at random. */
import { square } from '../../geometry/math.ts';
import { wholeModel, type AssetLibrary } from '../../assets/library.ts';
import { middleIntrinsics } from '../randomizers/camera.ts';
import type { Intrinsics } from '../../geometry/projection.ts';
import { createSchedule, entryWeight, IMAGE_WEIGHT, levelDiameters, levelTable, type Schedule } from './curriculum.ts';
import { viewCount } from '../../geometry/icosphere.ts';
import type { ViewAndSize } from '../placement/outline.ts';
import { inPlaneRotation, matrixOf, multiply, viewRotations } from '../../geometry/poses.ts';
import { streamsOf } from '../../scene/random.ts';
import type { PaperConfig } from './sections.ts';
import type { Quaternion } from '../../geometry/vectors.ts';
import type { Silhouettes } from '../../assets/compiled-model.ts';
import { silhouetteMesh } from '../../assets/silhouettes/silhouette-mesh.ts';
import { LARGEST_RADIUS_OVER_DISTANCE, measureRotations, silhouetteArea, viewsOf } from '../../assets/silhouettes/silhouettes.ts';

/** An object that the image is to show, before it is placed. */
export interface WantedObject extends ViewAndSize {
  /** Index in the library's models. */
  model: number;
  /** Rotation from the model's frame to the camera's, for an object on the viewing axis. */
  onAxis: Quaternion;
  /** Indices of the entry in the schedule; null for strategy random. */
  fact: { entry: number; view: number; inPlane: number } | null;
}

export interface WantedImage {
  objects: WantedObject[];
  /** Mean silhouette area over all models and views at this image's sizes and focal length, pixels. */
  meanAreaPx: number;
  /** Null for strategy random. */
  schedule: { epoch: number; level: number } | null;
}

export interface Foreground {
  schedule: Schedule;
  /** The objects of image `index` at its own focal length; every attempt has the same. */
  of(index: number, camera: Intrinsics): WantedImage;
  /** Count of the objects of image `index`; about that for strategy random. */
  countOf(index: number): number;
}

/** Makes the tables of the schedule. Its areas are those at the middle field of view, because one schedule serves every image's camera. */
export function makeForeground(config: PaperConfig, library: AssetLibrary): Foreground {
  const models = library.models.slice(0, library.foregroundCount).map(({ compiled }) => compiled);
  const diameters = levelDiameters(config);
  const views = viewCount(config.curriculum.viewLevel);
  const middle = middleIntrinsics(config.camera, config.image);
  const weightOf = (silhouettes: Silhouettes, view: number, diameter: number): number =>
    entryWeight(areaPxOf(silhouetteArea(silhouettes, view, radiusOverDepthOf(diameter, middle)), diameter, middle) / (middle.widthPx * middle.heightPx), config);
  const schedule = createSchedule(diameters.map((diameter, level) =>
    levelTable(level, views, config.curriculum.inPlaneSteps, models.length, (view, model) => weightOf(models[model]!.silhouettes, view, diameter))), config.count,
  { seed: config.seed, objects: config.foreground.count, isShuffled: config.foreground.order === 'perObject' });
  const meanArea = meanAreaTable(models.map(({ silhouettes }) => silhouettes));
  const meanAreaPxOf = (diameter: number, camera: Intrinsics): number => areaPxOf(meanArea(radiusOverDepthOf(diameter, camera)), diameter, camera);

  function scheduled(index: number, camera: Intrinsics): WantedImage {
    const { epoch, level, image, list } = schedule.locate(index);
    const radiusOverDepth = radiusOverDepthOf(diameters[level]!, camera);
    const { quaternions } = viewRotations(config.curriculum.viewLevel);
    const objects = list.entriesOf(image).map(({ entry, view, inPlane, model }): WantedObject => {
      const inPlaneRad = (2 * Math.PI * inPlane) / config.curriculum.inPlaneSteps;
      const onAxis = multiply(inPlaneRotation(inPlaneRad), quaternions[view]!);
      return { model, silhouettes: models[model]!.silhouettes, view, inPlaneRad, onAxis, radiusOverDepth, fact: { entry, view, inPlane } };
    });
    return { objects, meanAreaPx: meanAreaPxOf(diameters[level]!, camera), schedule: { epoch, level } };
  }

  /** Objects at random rotations. Such rotations lie between the stored views, so their silhouettes are measured here. */
  function drawn(index: number, camera: Intrinsics): WantedImage {
    schedule.locate(index); // throws where there is no such image
    const random = streamsOf(config.seed, index, 0)('models');
    const [nearest, farthest] = config.curriculum.diameter;
    const wanted = drawCount(config, index);
    const objects: WantedObject[] = [];
    let areaSum = 0;
    for (let weight = 0; wanted === null ? weight < IMAGE_WEIGHT : objects.length < wanted;) {
      const model = random.int(models.length);
      const diameter = Math.sqrt(random.range(square(farthest), square(nearest)));
      const onAxis = random.quaternion();
      const silhouettes = measureRotations(silhouetteMesh(wholeModel(library.models[model]!)), [matrixOf(onAxis)]);
      objects.push({ model, silhouettes, view: 0, inPlaneRad: 0, onAxis, radiusOverDepth: radiusOverDepthOf(diameter, camera), fact: null });
      weight += weightOf(silhouettes, 0, diameter);
      areaSum += meanAreaPxOf(diameter, camera);
    }
    return { objects, meanAreaPx: areaSum / objects.length, schedule: null };
  }

  /** Adds up mean areas in place of the measured ones, which take long. */
  function drawnCount(index: number): number {
    const random = streamsOf(config.seed, index, 0)('models');
    const [nearest, farthest] = config.curriculum.diameter;
    let count = 0;
    for (let weight = 0; weight < IMAGE_WEIGHT; count++) {
      const diameter = Math.sqrt(random.range(square(farthest), square(nearest)));
      weight += entryWeight(meanAreaPxOf(diameter, middle) / (middle.widthPx * middle.heightPx), config);
    }
    return count;
  }

  function scheduledCount(index: number): number {
    const { image, list } = schedule.locate(index);
    return list.entriesOf(image).length;
  }

  return config.curriculum.strategy === 'paper' ? { schedule, of: scheduled, countOf: scheduledCount } : { schedule, of: drawn, countOf: drawnCount };
}

/** Count of the objects of an image of strategy random, from a stream of its own; null where areas decide. */
function drawCount({ seed, foreground: { count } }: PaperConfig, index: number): number | null {
  return count ? count[0] + streamsOf(seed, index, 0)('count').int(count[1] - count[0] + 1) : null;
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

/** The mean silhouette area over all models and views, in disc units, at any radius over distance up to LARGEST_RADIUS_OVER_DISTANCE. */
function meanAreaTable(all: Silhouettes[]): (radiusOverDistance: number) => number {
  const table = Float64Array.from({ length: MEAN_STEPS + 1 }, (_, step) => {
    const radiusOverDistance = (step / MEAN_STEPS) * LARGEST_RADIUS_OVER_DISTANCE;
    let sum = 0;
    let count = 0;
    for (const silhouettes of all) {
      for (let view = 0; view < viewsOf(silhouettes); view++, count++) sum += silhouetteArea(silhouettes, view, radiusOverDistance);
    }
    return sum / count;
  });
  return (radiusOverDistance) => {
    const at = (radiusOverDistance / LARGEST_RADIUS_OVER_DISTANCE) * MEAN_STEPS;
    const step = Math.min(MEAN_STEPS - 1, Math.floor(at));
    return table[step]! + (table[step + 1]! - table[step]!) * (at - step);
  };
}
