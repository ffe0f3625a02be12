/** Builds the record of an image, its labels, from the plan and from what the renderer counted. */
import type { AssetLibrary } from '../assets/library.ts';
import type { Light, Quaternion, ScenePlan, Vec3 } from '../scene/scene.ts';
import { foregroundIds, instanceIdMap } from './ids.ts';
import { overlapOf } from './measured.ts';
import type { Box, MeasuredImage, MeasuredInstance } from './measured.ts';
import { boxInCamera } from './box3d.ts';
import type { Box3d } from './box3d.ts';

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
}

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

export function buildRecord(plan: ScenePlan, library: AssetLibrary, measured: MeasuredImage): ImageRecord {
  const { scene } = plan;
  const { fx, fy, cx, cy } = scene.camera;
  const ids = foregroundIds(measured);
  const idOfInstance = instanceIdMap(plan, measured);

  const labelled = plan.foreground
    .map((_, place) => instanceRecord(plan, library, measured.instances[place]!, place, ids[place]!))
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
  });
  return JSON.stringify({
    ...record,
    instances: record.instances.map(shorter),
    hidden: record.hidden.map(shorter),
    overlaps: record.overlaps.map(([a, b, share]) => [a, b, short(share)]),
  });
}
