/** Checks a plan against the limits of the renderer and of the dataset, before anything is drawn. */
import type { AssetLibrary } from '../assets/library.ts';
import { UserError } from '../config/errors.ts';
import type { Pose } from '../geometry/vectors.ts';
import { checkBackdrop, type PictureSize } from './check-backdrop.ts';
import { labelledInstances, LAYERS, type Scene, type ScenePlan } from './scene.ts';

/** Taps of the longest blur kernel that the renderer takes. */
export const MOST_BLUR_KERNEL = 127;
/** Labelled instances of an image: the renderer counts the overlap of every pair, so memory grows with the square. */
export const MOST_FOREGROUND = 1024;

export interface PlanLimits {
  width: number;
  height: number;
  /** Whether `model`, an index in the library's models, belongs to the image's shard. */
  hasModel(model: number): boolean;
  /** Whether a model has a category; a model without one cannot be labelled. */
  hasCategory(model: number): boolean;
  /** Count of a model's levels of detail. */
  levelsOf(model: number): number;
  /** Size of a picture, by its index in the library's pictures. */
  pictureOf(picture: number): PictureSize;
}

/**
 * The limits of the plans of a library's models.
 * @param hasModel whether a model belongs to the image's shard
 */
export function planLimits({ width, height }: { width: number; height: number }, { models, pictures }: AssetLibrary, hasModel: (model: number) => boolean): PlanLimits {
  return { width, height, hasModel, hasCategory: (model) => models[model]!.category !== null, levelsOf: (model) => models[model]!.compiled.lods.length, pictureOf: (picture) => pictures[picture] };
}

/**
 * Checks every number of a plan that the renderer or the dataset limits.
 * @throws UserError that names the first part beyond its limit, and what was wanted
 */
export function checkPlan({ scene, index, unplaced }: ScenePlan, limits: PlanLimits): void {
  const wrong = (what: string, wanted: string): never => { throw new UserError(`plan: image ${index}: ${what}; wanted ${wanted}`); };
  const { width, height, camera, instances, post } = scene;
  if (width !== limits.width || height !== limits.height) wrong(`a scene of ${width} x ${height} pixels`, `${limits.width} x ${limits.height}`);
  if (!areFinite(camera.fx, camera.fy, camera.cx, camera.cy, camera.near) || !(camera.fx > 0 && camera.fy > 0 && camera.near > 0)) {
    wrong(`a camera of ${JSON.stringify(camera)}`, 'finite numbers, fx, fy and near above 0');
  }
  for (let i = 0; i < instances.length; i++) {
    const { model, layer, pose, hue, saturation = 1, value = 1, roughness = 1, lod } = instances[i]!;
    if (!limits.hasModel(model)) wrong(`instances[${i}].model is ${model}`, 'an index that modelsOf lists for the image\'s shard');
    if (!LAYERS.includes(layer)) wrong(`instances[${i}].layer is ${JSON.stringify(layer)}`, LAYERS.join(', '));
    if (layer === 'foreground' && !limits.hasCategory(model)) wrong(`instances[${i}] is a background model in the foreground`, 'a foreground model, which has a class');
    if (!isPose(pose)) wrong(`instances[${i}].pose is ${JSON.stringify(pose)}`, 'a rotation of unit length, a finite translation and a scale above 0');
    if (lod !== 'auto' && !(Number.isInteger(lod) && lod >= 0 && lod < limits.levelsOf(model))) {
      wrong(`instances[${i}].lod is ${JSON.stringify(lod)}`, `auto or 0 to ${limits.levelsOf(model) - 1}, the levels that the model has`);
    }
    if (!Number.isFinite(hue)) wrong(`instances[${i}].hue is ${hue}`, 'turns');
    checkFactor('saturation', saturation, i, wrong);
    checkFactor('value', value, i, wrong);
    checkFactor('roughness', roughness, i, wrong);
  }
  const labelled = labelledInstances(scene).length;
  if (labelled > MOST_FOREGROUND) wrong(`${labelled} foreground instances`, `at most ${MOST_FOREGROUND}`);
  if (scene.backdrop) checkBackdrop(scene.backdrop, (picture) => limits.pictureOf(picture), wrong);
  checkLight(scene, wrong);
  if (!(post.noiseSigma >= 0 && post.blurSigma >= 0 && areFinite(post.noiseSigma, post.blurSigma))) wrong(`post is ${JSON.stringify(post)}`, 'sigmas of 0 or more');
  if (!(post.blurKernel % 2 === 1 && post.blurKernel >= 1 && post.blurKernel <= MOST_BLUR_KERNEL)) wrong(`post.blurKernel is ${post.blurKernel}`, `an odd number of taps up to ${MOST_BLUR_KERNEL}`);
  if (!(Number.isInteger(unplaced) && unplaced >= 0)) wrong(`unplaced is ${unplaced}`, 'a whole number from 0');
}

function checkFactor(name: string, factor: number, i: number, wrong: (what: string, wanted: string) => never): void {
  if (!(factor >= 0 && Number.isFinite(factor))) wrong(`instances[${i}].${name} is ${factor}`, 'a factor of 0 or more');
}

function checkLight({ lights, ambient }: Scene, wrong: (what: string, wanted: string) => never): void {
  lights.forEach((light, i) => {
    const vector = light.type === 'point' ? light.position : light.type === 'directional' ? light.direction : null;
    if (!vector) wrong(`lights[${i}] is ${JSON.stringify(light)}`, 'type point and a position, or type directional and a direction');
    if (!isVector(vector, 3) || !isVector(light.color, 3) || !(light.intensity >= 0 && Number.isFinite(light.intensity))) {
      wrong(`lights[${i}] is ${JSON.stringify(light)}`, 'finite numbers and an intensity of 0 or more');
    }
    if (light.type === 'directional' && !isUnit(light.direction)) wrong(`lights[${i}].direction is ${JSON.stringify(light.direction)}`, 'unit length');
  });
  if (!(ambient >= 0 && Number.isFinite(ambient))) wrong(`ambient is ${ambient}`, 'a number of 0 or more');
}

/** Also of what a plan without types may hold. */
function isPose(pose: Partial<Pose> | undefined): boolean {
  const { rotation, translation, scale = 0 } = pose ?? {};
  return isVector(translation, 3) && isVector(rotation, 4) && isUnit(rotation) && scale > 0 && Number.isFinite(scale);
}

const isVector = (value: readonly number[] | null | undefined, length: number): value is readonly number[] => Array.isArray(value) && value.length === length && areFinite(...value as number[]);

const areFinite = (...values: number[]): boolean => values.every(Number.isFinite);
const isUnit = (values: readonly number[]): boolean => Math.abs(values.reduce((sum, value) => sum + value * value, 0) - 1) < 1e-6;
