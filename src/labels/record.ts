/** Builds the record of an image, its labels, from the plan and from what the renderer counted. */
import type { AssetLibrary } from '../assets/library.ts';
import type { Light, Quaternion, ScenePlan, Vec3 } from '../scene/scene.ts';
import { foregroundIds, instanceIdMap } from './ids.ts';
import { overlapOf } from '../scene/measured.ts';
import type { Box, MeasuredImage, MeasuredInstance, RunList } from '../scene/measured.ts';
import { KEYPOINT_STATES, projectPoint, type KeypointState } from '../geometry/projection.ts';
import { rleOf, type Rle } from './run-lengths.ts';
import { boxInCamera } from '../geometry/boxes.ts';
import type { Box3d } from '../geometry/boxes.ts';

/** Keys and their order are the format's; every share is of `areaFull`. */
export interface RecordInstance {
  /** 1..n over the visible ones, in the plan's order; hidden ones follow with n + 1 ... */
  id: number;
  model: string;
  category: string;
  /** Place among the sorted categories, + 1. */
  categoryId: number;
  bbox: Box;
  bboxAmodal: Box;
  bboxFull: Box;
  area: number;
  areaAmodal: number;
  areaFull: number;
  visibility: number;
  inFrame: number;
  occludedBy: { frame: number; foreground: number; occluder: number };
  pose: { rotation: Quaternion; translation: Vec3; scale: number };
  box3d: Box3d;
  entry: number | null;
  view: number | null;
  inPlane: number | null;
  /** These are there where they are asked for. The visible mask, and the silhouette within the image. */
  rle?: Rle;
  amodalRle?: Rle;
  /** The shares add up to `occludedBy.foreground` and `occludedBy.occluder`. */
  hiddenBy?: Hider[];
  keypoints?: RecordKeypoint[];
  /** Below a limit of `labels.minVisibility` or `labels.minArea`. */
  ignore?: true;
}

/**
 * Who hides a share of `areaFull`: another labelled instance, a planned occluder by its place in the record's list, any other occluder by its
 * place in the scene's instances, or the background.
 */
export type Hider = { id: number; share: number } | { occluder: number; share: number } | { instance: number; share: number } | { layer: 'background'; share: number };

/** x and y in pixels, centres at +0.5, also beyond the image; both 0 for what is not before the camera. */
export interface RecordKeypoint { name: string; x: number; y: number; state: KeypointState }

/** Limits of what counts; see `labels` in the config. */
export type Limits = Record<'minVisibility' | 'minArea', number | Record<string, number>>;
const NO_LIMITS: Limits = { minVisibility: 0, minArea: 0 };

/** Places of lights as the scene has them, without the type: a direction or a position tells it. */
export type RecordLight =
  | { direction: Vec3; intensity: number; color: Vec3 }
  | { position: Vec3; intensity: number; color: Vec3 };

export interface ImageRecord {
  key: string;
  index: number;
  width: number;
  height: number;
  attempt: number;
  camera: { fx: number; fy: number; cx: number; cy: number };
  schedule: ScenePlan['schedule'];
  instances: RecordInstance[];
  hidden: RecordInstance[];
  /** Pairs of ids (hidden ones too), lower first, whose full silhouettes share pixels: shared / smaller. */
  overlaps: [a: number, b: number, share: number][];
  background: { objects: number; uncovered: number; areaRatio: [number, number]; meanForegroundArea: number };
  occluders: { model: string; target: number; coverage: number }[];
  lights: RecordLight[];
  ambient: number;
  post: { noiseSigma: number; blurKernel: number; blurSigma: number };
}

/** The name of a sample in a shard: nine digits. */
export function keyOf(index: number): string {
  return String(index).padStart(9, '0');
}

/** Whatever was measured is in the record: the renderer is told what that is to be. */
export function buildRecord(plan: ScenePlan, library: AssetLibrary, measured: MeasuredImage, limits: Limits = NO_LIMITS): ImageRecord {
  const { scene } = plan;
  const { fx, fy, cx, cy } = scene.camera;
  const ids = foregroundIds(measured);
  const idOfInstance = instanceIdMap(plan, measured);
  const points = measured.keypoints && keypointsOf(plan, library, measured.keypoints);

  const labelled = plan.foreground
    .map((_, place) => {
      const basic = instanceRecord(plan, library, measured.instances[place]!, place, ids[place]!);
      const more = moreLabels(plan, measured, place, ids);
      return { ...basic, ...more, ...(points ? { keypoints: points[place]! } : {}), ...(isBelow(basic, limits) ? { ignore: true as const } : {}) };
    })
    .sort((a, b) => a.id - b.id);
  const overlaps = measured.overlaps
    .filter(({ sharedPx }) => sharedPx > 0)
    .map((pair): [number, number, number] => {
      const [a, b] = [ids[pair.a]!, ids[pair.b]!];
      return [Math.min(a, b), Math.max(a, b), overlapOf(measured, pair)];
    })
    .sort(([a, b], [c, d]) => a - c || b - d);

  return {
    key: keyOf(plan.index),
    index: plan.index,
    width: scene.width,
    height: scene.height,
    attempt: plan.attempt,
    camera: { fx, fy, cx, cy },
    schedule: plan.schedule,
    instances: labelled.filter(({ area }) => area > 0),
    hidden: labelled.filter(({ area }) => area === 0),
    overlaps,
    background: {
      objects: plan.background.objects,
      uncovered: measured.uncoveredPx,
      areaRatio: plan.background.areaRatio,
      meanForegroundArea: plan.background.meanForegroundAreaPx,
    },
    occluders: plan.occluders.map(({ instance, target, coverage }) => ({
      model: library.models[scene.instances[instance]!.model]!.name,
      target: idOfInstance[target]!,
      coverage,
    })),
    lights: scene.lights.map(recordLight),
    ambient: scene.ambient,
    post: scene.post,
  };
}

const EMPTY_BOX: Box = [0, 0, 0, 0];

function instanceRecord(plan: ScenePlan, library: AssetLibrary, counts: MeasuredInstance, place: number, id: number): RecordInstance {
  const { instance, entry, view, inPlane } = plan.foreground[place]!;
  const { model: modelPlace, pose } = plan.scene.instances[instance]!;
  const model = library.models[modelPlace]!;
  if (model.category === null) throw new Error(`record: model ${model.name} is labelled but has no category.`);
  const { visible, inFrame, full, hiddenByForeground, hiddenByOther } = counts;
  const share = (pixels: number) => (full === 0 ? 0 : pixels / full);
  return {
    id,
    model: model.name,
    category: model.category,
    categoryId: library.categories.indexOf(model.category) + 1,
    bbox: counts.boxVisible ?? EMPTY_BOX,
    bboxAmodal: counts.boxAmodal ?? EMPTY_BOX,
    bboxFull: counts.boxFull ?? EMPTY_BOX,
    area: visible,
    areaAmodal: inFrame,
    areaFull: full,
    visibility: share(visible),
    inFrame: share(inFrame),
    occludedBy: { frame: share(full - inFrame), foreground: share(hiddenByForeground), occluder: share(hiddenByOther) },
    pose: { rotation: pose.rotation, translation: pose.translation, scale: pose.scale },
    box3d: boxInCamera(model.compiled, pose),
    entry,
    view,
    inPlane,
  };
}

/** The labels that were measured because somebody asked for them. */
function moreLabels({ scene, occluders }: ScenePlan, { instances, runs, amodalRuns, hiders }: MeasuredImage, place: number, ids: number[]): Pick<RecordInstance, 'rle' | 'amodalRle' | 'hiddenBy'> {
  const { width, height } = scene;
  const rle = ({ positions, ends }: RunList) => rleOf(positions.subarray(ends[place - 1] ?? 0, ends[place]), width, height);
  const more: ReturnType<typeof moreLabels> = {};
  if (runs) more.rle = rle(runs);
  if (amodalRuns) more.amodalRle = rle(amodalRuns);
  if (hiders) {
    const inScene = scene.instances.flatMap(({ layer }, instance) => (layer === 'occluder' ? [instance] : []));
    const row = hiders.length / instances.length;
    const named = (hider: number, share: number): Hider => {
      if (hider < ids.length) return { id: ids[hider]!, share };
      const instance = inScene[hider - ids.length];
      if (instance === undefined) return { layer: 'background', share };
      const occluder = occluders.findIndex((planned) => planned.instance === instance);
      return occluder < 0 ? { instance, share } : { occluder, share };
    };
    more.hiddenBy = Array.from(hiders.subarray(place * row, (place + 1) * row))
      .flatMap((pixels, hider) => (pixels > 0 ? [named(hider, pixels / instances[place]!.full)] : []));
  }
  return more;
}

/** The keypoints of each labelled instance; `states` holds those of all, one after the other. */
function keypointsOf({ scene, foreground }: ScenePlan, library: AssetLibrary, states: Uint32Array): RecordKeypoint[][] {
  let next = 0;
  return foreground.map(({ instance }) => {
    const { model, pose } = scene.instances[instance]!;
    return (library.models[model]!.keypoints ?? []).map(({ name, at }) => {
      const { x, y } = projectPoint(at, pose, scene.camera) ?? { x: 0, y: 0 };
      return { name, x, y, state: KEYPOINT_STATES[states[next++]!]! };
    });
  });
}

/** The limit of a class: its own, else the default. */
function limitOf(limit: Limits['minArea'], category: string): number {
  if (typeof limit === 'number') return limit;
  return (Object.hasOwn(limit, category) ? limit[category] : limit.default) ?? 0;
}

function isBelow({ category, visibility, area }: RecordInstance, { minVisibility, minArea }: Limits): boolean {
  return visibility < limitOf(minVisibility, category) || area < limitOf(minArea, category);
}

function recordLight(light: Light): RecordLight {
  const { intensity, color } = light;
  return light.type === 'point' ? { position: light.position, intensity, color } : { direction: light.direction, intensity, color };
}

/**
 * The record as it stands in a shard: one line. Shares keep nine decimals, which is more than an image's pixels can tell apart
 * (1 / 2048^2 = 2.4e-7) and leaves sums of four within 2e-9 of 1; lengths and rotations keep all their digits.
 */
export function recordJson(record: ImageRecord): string {
  const short = (value: number) => Math.round(value * 1e9) / 1e9;
  const shorter = (instance: RecordInstance): RecordInstance => ({
    ...instance,
    visibility: short(instance.visibility),
    inFrame: short(instance.inFrame),
    occludedBy: {
      frame: short(instance.occludedBy.frame),
      foreground: short(instance.occludedBy.foreground),
      occluder: short(instance.occludedBy.occluder),
    },
    ...(instance.hiddenBy ? { hiddenBy: instance.hiddenBy.map((hider) => ({ ...hider, share: short(hider.share) })) } : {}),
  });
  return JSON.stringify({
    ...record,
    instances: record.instances.map(shorter),
    hidden: record.hidden.map(shorter),
    overlaps: record.overlaps.map(([a, b, share]) => [a, b, short(share)]),
  });
}
