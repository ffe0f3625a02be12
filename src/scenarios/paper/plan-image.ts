/** Plans the whole scene of one image from config, library, index and attempt: the same on every machine, in any order. */
import type { AssetLibrary } from '../../assets/library.ts';
import type { Box } from '../../geometry/boxes.ts';
import type { Intrinsics } from '../../geometry/projection.ts';
import { multiply, rayRotation, rotate } from '../../geometry/poses.ts';
import type { Pose, Quaternion } from '../../geometry/vectors.ts';
import { composePlan } from '../../scene/compose.ts';
import { type Random, type Streams, streamsOf } from '../../scene/random.ts';
import type { Layer, SceneInstance, ScenePlan } from '../../scene/scene.ts';
import type { ClutterModel } from '../placement/choose-clutter.ts';
import { countDistractors, type DistractorSet } from '../placement/distractors.ts';
import type { Projection } from '../placement/outline.ts';
import { placeDistractors } from '../placement/place-distractors.ts';
import { drawBackdrop } from '../randomizers/backdrop.ts';
import { type BackgroundKind, chooseBackgroundKind } from '../randomizers/background-kind.ts';
import { drawBlur } from '../randomizers/blur.ts';
import { cameraOf } from '../randomizers/camera.ts';
import { turnHues } from '../randomizers/hue.ts';
import { drawLights } from '../randomizers/lights.ts';
import { varyMaterials } from '../randomizers/material.ts';
import { drawNoise } from '../randomizers/noise.ts';
import { coverWithClutter } from './background.ts';
import type { PaperConfig } from './sections.ts';
import { type BoundingCone, coneOf, flatConeOf, orderLayers } from './layers.ts';
import { placeOccluders } from './occluders.ts';
import type { ObjectPlacer } from './place-objects.ts';

/** What the schedule says of a labelled instance: its indices in the level's list, of its view and of its in-plane step; null without a schedule. */
export interface ForegroundFact {
  entry: number | null;
  view: number | null;
  inPlane: number | null;
  /** Planned size of its box; only where the config gives sizes of boxes. */
  boxPx?: number;
}

export interface OccluderFact {
  /** Index of the occluder in `Scene.instances`. */
  instance: number;
  /** Index of the object in front of which the occluder was put, in `Scene.instances`. */
  target: number;
  /** Planned share of the target's full silhouette. */
  coverage: number;
}

export interface DistractorFact {
  /** Index of the distractor in `Scene.instances`. */
  instance: number;
  group: string;
  /** Planned box of its whole silhouette, pixels: x, y, width and height. */
  box: Box;
}

/** A scene, and how it came about. */
export interface PaperPlan extends ScenePlan {
  /** Where the image is in the schedule, and the entries that could not be placed; null for strategy random. */
  schedule: { epoch: number; level: number; unplaced: number[] } | null;
  /** Count of the objects that the image was to show; only where foreground.count is given. */
  count?: number;
  /** What the schedule says of each labelled instance, in the scene's order. */
  foreground: ForegroundFact[];
  /** Index of each labelled instance's clump, null where it lies alone; only where the config has clumps. */
  clumps?: (number | null)[];
  occluders: OccluderFact[];
  background: {
    /** Where the config has `background.kind` and the background is enabled. */
    kind?: BackgroundKind;
    objects: number;
    areaRatio: [number, number];
    meanForegroundAreaPx: number;
  };
  /** Where the config asks for them. */
  distractors?: DistractorFact[];
}

/** Plans an image. A later attempt keeps the objects, and draws everything else anew with larger margins. */
export function planImage(
  config: PaperConfig, library: AssetLibrary, placeObjects: ObjectPlacer, clutter: ClutterModel[], distractorSets: DistractorSet[], index: number, attempt: number, random: Streams,
): PaperPlan {
  const { camera, objects, meanAreaPx, schedule, placed: placedForeground } = placeObjects(index, attempt, random);
  const occluders = config.occluders.enabled ? placeOccluders(clutter, camera, placedForeground, config, random('occluders')) : [];
  const backgroundRandom = random('background');
  const areaRatio = drawSubRange(config, backgroundRandom);
  const kind = config.background.enabled ? kindOf(config, index) : null;
  const background = kind === 'clutter'
    ? coverWithClutter(clutter, camera, [areaRatio[0] * meanAreaPx, areaRatio[1] * meanAreaPx], attempt, backgroundRandom) : [];

  // Their number is the same at every attempt, so that refused attempts do not change how often it comes.
  const distractorCounts = countDistractors(distractorSets, streamsOf(config.seed, index, 0)('distractors'));
  const distractors = placeDistractors(
    distractorSets, distractorCounts, camera, placedForeground.projections.filter((projection) => projection !== null), (set) => random('distractors', 1 + set),
  );

  // Ids ascend over foreground, background, occluders and distractors: of surfaces at equal depth the one with the lower id is visible.
  const placed = objects.flatMap((object, i) => {
    const projection = placedForeground.projections[i];
    return projection ? [{ ...object, ...projection, object: i }] : [];
  });
  const foregroundCones = conesOf(placed, camera);
  const metricM = placed.map(({ model }, i) => library.models[model]!.compiled.radiusM / foregroundCones[i]!.radiusOverDistance);
  const backgroundCones = conesOf(background, camera);
  const occluderCones = conesOf(occluders, camera);
  const distractorCones = distractors.map((object) => ({ ...flatConeOf(object, library.models[object.model]!.compiled, camera), under: object.under }));
  const depths = orderLayers(foregroundCones, metricM, occluderCones, backgroundCones, random('layers'), backgroundRandom, distractorCones);
  const posed = (layer: Layer, objects: Posed[], cones: BoundingCone[], distancesM: number[], hue: Random | null): SceneInstance[] => {
    const instances = objects.map((object, i): SceneInstance => ({
      model: object.model, layer, pose: poseOf(object, cones[i]!, distancesM[i]!, library), hue: 0, lod: 'auto',
    }));
    return hue ? turnHues(instances, hue) : instances;
  };
  const instanceOf = new Map(placed.map((object, i) => [object.object, i]));
  const firstOccluder = placed.length + background.length;
  const unplaced = objects.flatMap(({ fact }, i) => (instanceOf.has(i) || !fact ? [] : [fact.entry]));
  const { material } = config.foreground;
  const labelled = posed('foreground', placed, foregroundCones, depths.foreground, null);
  const instances = [
    ...(material ? varyMaterials(labelled, material, random('material')) : labelled),
    ...posed('background', background, backgroundCones, depths.background, config.background.hue ? random('backgroundHue') : null),
    ...posed('occluder', occluders, occluderCones, depths.occluders, config.occluders.hue ? random('occluderHue') : null),
    ...posed('distractor', distractors, distractorCones, depths.distractors, null),
  ];
  const plan = composePlan(
    { seed: config.seed, index, attempt }, config.image, cameraOf(camera, depths.near), { instances },
    kind ? drawBackdrop(kind, { surface: config.background.surface, pictures: library.pictures, ...camera }, random('backdrop')) : {},
    drawLights(config.lights, random('lights')),
    drawNoise(config.noise, random('noise')),
    drawBlur({ ...config.blur, widthPx: config.image.width }, random('blur')),
  );
  return {
    ...plan,
    unplaced: unplaced.length,
    schedule: schedule && { ...schedule, unplaced },
    ...(config.foreground.count && { count: objects.length }),
    foreground: placed.map(({ fact, boxPx }) => ({ ...(fact ?? { entry: null, view: null, inPlane: null }), ...(boxPx !== undefined && { boxPx }) })),
    ...(config.foreground.clumps && { clumps: placed.map(({ object }) => placedForeground.clumps[object]!) }),
    occluders: occluders.map(({ target, coverage }, i) => ({ instance: firstOccluder + i, target: instanceOf.get(target)!, coverage })),
    background: { ...(config.background.kind && kind ? { kind } : {}), objects: background.length, areaRatio, meanForegroundAreaPx: meanAreaPx },
    ...(config.distractors === undefined ? {} : { distractors: distractors.map(({ group, box }, i) => ({ instance: firstOccluder + occluders.length + i, group, box })) }),
  };
}

/** The kind of an image's background. Refused attempts do not change the shares of the kinds, because all attempts have the same kind. */
function kindOf({ background, seed }: PaperConfig, index: number): BackgroundKind {
  return chooseBackgroundKind(background.kind ?? 'clutter', streamsOf(seed, index, 0)('backgroundKind'));
}

/** What a pose is computed from, beside the bounding cone and the distance. */
type Posed = { model: number; onAxis: Quaternion };

function conesOf(projections: Projection[], camera: Intrinsics): BoundingCone[] {
  return projections.map((projection) => coneOf(projection, camera));
}

/** The image's range of the clutter's area over the foreground's mean area: two sorted draws from the config's range, or all of that range. */
function drawSubRange(config: PaperConfig, random: Random): [number, number] {
  const { areaRatio, subRange } = config.background;
  const a = random.range(...areaRatio);
  const b = random.range(...areaRatio);
  return subRange ? [Math.min(a, b), Math.max(a, b)] : [...areaRatio];
}

/** The pose that gives an object its cone at a distance. A pose moves the model's origin, not its centre. */
function poseOf({ model, onAxis }: Posed, { ray, radiusOverDistance }: BoundingCone, distanceM: number, library: AssetLibrary): Pose {
  const { center, radiusM } = library.models[model]!.compiled;
  const scale = (radiusOverDistance * distanceM) / radiusM;
  const rotation = multiply(rayRotation(ray), onAxis);
  const c = rotate(rotation, center);
  return {
    rotation,
    translation: [ray[0] * distanceM - scale * c[0], ray[1] * distanceM - scale * c[1], ray[2] * distanceM - scale * c[2]],
    scale,
  };
}
