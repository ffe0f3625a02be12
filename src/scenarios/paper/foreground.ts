/** Chooses the foreground objects of an image: by the schedule, or at random. */
import type { Silhouettes } from '../../assets/compiled-model.ts';
import { wholeModel, type AssetLibrary } from '../../assets/library.ts';
import { UserError } from '../../config/errors.ts';
import { middleIntrinsics } from '../randomizers/camera.ts';
import type { Intrinsics } from '../../geometry/projection.ts';
import { createSchedule, type Schedule } from './curriculum.ts';
import { describeFactors, levelFactors, type ShownModels } from './level-factors.ts';
import { entryWeight, IMAGE_WEIGHT, levelTable } from './level-list.ts';
import { viewCount } from '../../geometry/icosphere.ts';
import type { ViewAndSize } from '../placement/outline.ts';
import { inPlaneRotation, matrixOf, multiply, viewRotations } from '../../geometry/poses.ts';
import { type Random, streamsOf } from '../../scene/random.ts';
import { boxPercentiles, boxSizes } from './box-sizes.ts';
import type { PaperConfig } from './sections.ts';
import { diameterSizes, type Sizes } from './sizes.ts';
import type { Quaternion } from '../../geometry/vectors.ts';
import { silhouetteMesh } from '../../assets/silhouettes/silhouette-mesh.ts';
import { isUnseen, measureRotations } from '../../assets/silhouettes/silhouettes.ts';

/**
 * Largest sum of silhouettes that `foreground.count` may ask for over the image's area, where no two may overlap. At a maxOverlap of 0.3 the limit
 * is twice the image's area, and a quarter of the objects find no room there.
 */
const MOST_FILL = 1.4;
/** Rotations that are drawn for an object at most. A sheet that is single-sided shows at every second one. */
const MOST_TRIES = 100;

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
  /** Mean diameter of the objects' bounding spheres over the image's height. */
  meanDiameter: number;
  /** Null for strategy random. */
  schedule: { epoch: number; level: number } | null;
}

export interface Foreground {
  schedule: Schedule;
  sizes: Sizes;
  /** What curriculum.weights and the models' weights make of them, as a line. */
  weighted?: string;
  /** Which models some views show nothing of, as a line. */
  unseen?: string;
  /** The objects of image `index` at its own focal length; every attempt has the same. */
  of(index: number, camera: Intrinsics): WantedImage;
  /** Count of the objects of image `index`; about that for strategy random. */
  countOf(index: number): number;
}

/**
 * Makes the tables of the schedule. Its areas are those at the middle field of view, because one schedule serves every image's camera.
 * @throws UserError where the config asks for objects that no image can hold
 */
export function makeForeground(config: PaperConfig, library: AssetLibrary): Foreground {
  const models = library.models.slice(0, library.foregroundCount).map(({ compiled }) => compiled.silhouettes);
  const { viewLevel, inPlaneSteps, levels, strategy, weights } = config.curriculum;
  const views = viewCount(viewLevel);
  const middle = middleIntrinsics(config.camera, config.image);
  const percentiles = boxPercentiles(config);
  const sizes = percentiles ? boxSizes(config, models, percentiles) : diameterSizes(config, models, middle);
  const imagePx = middle.widthPx * middle.heightPx;
  const weightOf = (areaPx: number): number => entryWeight(areaPx / imagePx, config);
  const names = library.models.slice(0, library.foregroundCount).map(({ name }) => name);
  const modelWeights = weightsOf(library);
  const shown = shownModels(models, names, views);
  const factors = (weights ?? modelWeights) && levelFactors(weights ?? { viewLevel, levels, models: {} }, names, modelWeights, shown);
  const tables = Array.from({ length: levels }, (_, level) => ({
    ...levelTable(level, views, inPlaneSteps, models.length, (view, model) => weightOf(sizes.levelAreaPx(level, model, view)), shown), factors: factors?.[level],
  }));
  const { count, order } = config.foreground;
  if (count) checkCount(config, tables.map((_, level) => meanOver(models.length, views, (model, view) => sizes.levelAreaPx(level, model, view)) / imagePx));
  const schedule = createSchedule(tables, config.count, { seed: config.seed, objects: count, isShuffled: order === 'perObject' });

  function scheduled(index: number, camera: Intrinsics): WantedImage {
    const { epoch, level, image, list } = schedule.locate(index);
    const { quaternions } = viewRotations(viewLevel);
    const areasPx: number[] = [];
    const objects = list.entriesOf(image).map((entry): WantedObject => {
      const { view, inPlane, model } = entry;
      const inPlaneRad = (2 * Math.PI * inPlane) / inPlaneSteps;
      const onAxis = multiply(inPlaneRotation(inPlaneRad), quaternions[view]!);
      const size = sizes.of(level, epoch, entry);
      areasPx.push(sizes.meanAreaPx(size, camera));
      const silhouettes = models[model]!;
      const fact = { entry: entry.entry, view, inPlane };
      return { model, silhouettes, view, inPlaneRad, onAxis, fact, ...sizes.fit(size, silhouettes, view, inPlaneRad, camera) };
    });
    return { objects, meanAreaPx: mean(areasPx), meanDiameter: meanDiameter(objects, camera), schedule: { epoch, level } };
  }

  const total = modelWeights?.reduce((sum, weight) => sum + weight, 0) ?? 0;
  function drawModel(random: Random): number {
    if (!modelWeights) return random.int(models.length);
    let left = random.uniform() * total;
    const model = modelWeights.findIndex((weight) => (left -= weight) < 0);
    return model < 0 ? models.length - 1 : model;
  }

  /** Objects at random rotations. Such rotations lie between the stored views, so their silhouettes are measured here. */
  function drawn(index: number, camera: Intrinsics): WantedImage {
    schedule.locate(index); // throws where there is no such image
    const random = streamsOf(config.seed, index, 0)('models');
    const wanted = drawCount(config, index);
    const objects: WantedObject[] = [];
    let areaSum = 0;
    for (let weight = 0; wanted === null ? weight < IMAGE_WEIGHT : objects.length < wanted;) {
      const model = drawModel(random);
      const size = sizes.draw(random);
      const { onAxis, silhouettes } = drawRotation(model, random);
      objects.push({ model, silhouettes, view: 0, inPlaneRad: 0, onAxis, fact: null, ...sizes.fit(size, silhouettes, 0, 0, camera) });
      weight += weightOf(sizes.areaPx(size, silhouettes, 0));
      areaSum += sizes.meanAreaPx(size, camera);
    }
    return { objects, meanAreaPx: areaSum / objects.length, meanDiameter: meanDiameter(objects, camera), schedule: null };
  }

  /** A random rotation. One at which nothing of the model shows is drawn again. */
  function drawRotation(model: number, random: Random): Pick<WantedObject, 'onAxis' | 'silhouettes'> {
    const mesh = silhouetteMesh(wholeModel(library.models[model]!));
    for (let tries = 1; ; tries++) {
      const onAxis = random.quaternion();
      const silhouettes = measureRotations(mesh, [matrixOf(onAxis)]);
      if (tries === MOST_TRIES || !isUnseen(silhouettes, 0)) return { onAxis, silhouettes };
    }
  }

  /** Adds up mean areas in place of the measured ones, which take long. */
  function drawnCount(index: number): number {
    const wanted = drawCount(config, index);
    if (wanted !== null) return wanted;
    const random = streamsOf(config.seed, index, 0)('models');
    let count = 0;
    for (let weight = 0; weight < IMAGE_WEIGHT; count++) weight += weightOf(sizes.meanAreaPx(sizes.draw(random), middle));
    return count;
  }

  function scheduledCount(index: number): number {
    const { image, list } = schedule.locate(index);
    return list.entriesOf(image).length;
  }

  const isScheduled = strategy === 'paper';
  const unseen = shown && describeUnseen(shown, names);
  return { schedule, sizes, ...(unseen && { unseen }), ...(factors && { weighted: describeFactors(factors, names, [...(weights ? ['curriculum.weights'] : []), ...(modelWeights ? ['their own weights'] : [])].join(' and ')) }), of: isScheduled ? scheduled : drawn, countOf: isScheduled ? scheduledCount : drawnCount };
}

/**
 * The models that each view shows; undefined where every view shows all.
 * @throws UserError where no view shows a model
 */
function shownModels(models: readonly Silhouettes[], names: readonly string[], views: number): ShownModels | undefined {
  const shown = Array.from({ length: views }, (_, view) => models.flatMap((silhouettes, model) => (isUnseen(silhouettes, view) ? [] : [model])));
  const isShown = new Set(shown.flat());
  const never = names.filter((_, model) => !isShown.has(model));
  if (never.length > 0) throw new UserError(`plan: nothing of ${never.join(', ')} can be seen from any of the ${views} views; wanted models with surfaces, or assets.doubleSided: always`);
  return shown.some((ofView) => ofView.length < models.length) ? shown : undefined;
}

/** Models that the line of the unseen ones names at most. */
const NAMED = 5;

function describeUnseen(shown: ShownModels, names: readonly string[]): string {
  const missing = names.flatMap((name, model) => {
    const count = shown.filter((ofView) => !ofView.includes(model)).length;
    return count > 0 ? [`${name} at ${count}`] : [];
  });
  const more = missing.length - NAMED;
  return `Views that show nothing of a model are left out, of ${shown.length}: ${missing.slice(0, NAMED).join(', ')}${more > 0 ? ` and ${more} more models` : ''}.`;
}

/** The weights of the foreground models; undefined where all are 1. */
function weightsOf({ models, foregroundCount }: AssetLibrary): number[] | undefined {
  const weights = models.slice(0, foregroundCount).map(({ weight = 1 }) => weight);
  return weights.some((weight) => weight !== 1) ? weights : undefined;
}

/**
 * @param areaShares silhouette area of a mean object over the image's area, by level
 * @throws UserError where an image cannot hold even the fewest objects
 */
function checkCount({ foreground: { count, maxOverlap } }: PaperConfig, areaShares: number[]): void {
  const [fewest] = count!;
  const most = MOST_FILL / (1 - maxOverlap);
  areaShares.forEach((areaShare, level) => {
    if (fewest * areaShare <= most) return;
    throw new UserError(`plan: foreground.count asks for ${fewest} objects in an image, whose silhouettes at level ${level} add up to `
      + `${(fewest * areaShare).toFixed(1)} times its area; wanted at most ${most.toFixed(1)} times, by fewer or smaller objects, or a larger foreground.maxOverlap`);
  });
}

/** The mean of a value over all models and views. */
function meanOver(models: number, views: number, valueOf: (model: number, view: number) => number): number {
  let sum = 0;
  for (let model = 0; model < models; model++) for (let view = 0; view < views; view++) sum += valueOf(model, view);
  return sum / (models * views);
}

function meanDiameter(objects: WantedObject[], camera: Intrinsics): number {
  const sum = objects.reduce((total, { radiusOverDepth }) => total + radiusOverDepth, 0);
  return (2 * camera.focalPx * sum) / (camera.heightPx * objects.length);
}

/** The mean, which is exact where all values are equal. */
function mean([first = 0, ...others]: number[]): number {
  return first + others.reduce((sum, value) => sum + value - first, 0) / (1 + others.length);
}

/** Count of the objects of an image of strategy random, from a stream of its own; null where areas decide. */
function drawCount({ seed, foreground: { count } }: PaperConfig, index: number): number | null {
  return count ? count[0] + streamsOf(seed, index, 0)('count').int(count[1] - count[0] + 1) : null;
}
