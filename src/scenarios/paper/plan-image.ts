/** Plans the whole scene of one image from config, library, index and attempt: the same on every machine, in any order. */
import type { AssetLibrary } from '../../assets/library.ts';
import type { Intrinsics } from '../../geometry/projection.ts';
import { multiply, rayRotation, rotate } from '../../geometry/poses.ts';
import type { Pose, Quaternion } from '../../geometry/vectors.ts';
import { composePlan } from '../../scene/compose.ts';
import { type Random, type Streams, streamsOf } from '../../scene/random.ts';
import type { Layer, SceneInstance } from '../../scene/scene.ts';
import type { ClutterModel } from '../placement/choose-clutter.ts';
import { countDistractors, type DistractorSet } from '../placement/distractors.ts';
import type { Projection } from '../placement/outline.ts';
import { placeDistractors } from '../placement/place-distractors.ts';
import { drawBlur } from '../randomizers/blur.ts';
import { cameraOf } from '../randomizers/camera.ts';
import { drawLights } from '../randomizers/lights.ts';
import { varyMaterials } from '../randomizers/material.ts';
import { drawNoise } from '../randomizers/noise.ts';
import { type BoundingCone, coneOf, flatConeOf, orderLayers } from './layers.ts';
import { placeOccluders } from './occluders.ts';
import type { PaperPlan } from './paper-plan.ts';
import type { ObjectPlacer } from './place-objects.ts';
import { planBackdrop } from './plan-backdrop.ts';
import { planBackground } from './plan-background.ts';
import type { PaperConfig } from './sections.ts';

/** Plans an image. A later attempt keeps the objects, and draws everything else anew with larger margins. */
export function planImage(
  config: PaperConfig, library: AssetLibrary, placeObjects: ObjectPlacer, clutter: ClutterModel[], distractorSets: DistractorSet[], index: number, attempt: number, random: Streams,
): PaperPlan {
  const wanted = placeObjects(index, attempt, random);
  const { camera, objects, meanAreaPx, schedule, placed: placedForeground } = wanted;
  const occluders = config.occluders.enabled ? placeOccluders(clutter, camera, placedForeground, config, random('occluders')) : [];
  const background = planBackground(config, library, clutter, wanted, camera, index, attempt, random);

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
  const backgroundCones = conesOf(background.clutter, camera);
  const backingCones = conesOf(background.backing, camera);
  const occluderCones = conesOf(occluders, camera);
  const distractorCones = distractors.map((object) => ({ ...flatConeOf(object, library.models[object.model]!.compiled, camera), under: object.under }));
  const depths = orderLayers(foregroundCones, metricM, occluderCones, backgroundCones, random('layers'), background.random, {
    distractors: distractorCones, backing: backingCones,
  });
  const posed = (layer: Layer, objects: Posed[], cones: BoundingCone[], distancesM: number[], hue: Random | null = null): SceneInstance[] =>
    objects.map((object, i) => {
      const pose = poseOf(object, cones[i]!, distancesM[i]!, library);
      const instance: SceneInstance = { model: object.model, layer, pose, hue: hue?.uniform() ?? 0, lod: object.lod ?? 'auto' };
      if (object.last) instance.last = true;
      return instance;
    });
  const instanceOf = new Map(placed.map((object, i) => [object.object, i]));
  const firstOccluder = placed.length + background.clutter.length + background.backing.length;
  const unplaced = objects.flatMap(({ fact }, i) => (instanceOf.has(i) || !fact ? [] : [fact.entry]));
  const { material } = config.foreground;
  const labelled = posed('foreground', placed, foregroundCones, depths.foreground);
  const backgroundHue = config.background.hue ? random('backgroundHue') : null;
  const instances = [
    ...(material ? varyMaterials(labelled, material, random('material')) : labelled),
    ...posed('background', background.clutter, backgroundCones, depths.background, backgroundHue),
    ...posed('background', background.backing, backingCones, depths.backing, backgroundHue),
    ...posed('occluder', occluders, occluderCones, depths.occluders, config.occluders.hue ? random('occluderHue') : null),
    ...posed('distractor', distractors, distractorCones, depths.distractors),
  ];
  const { kind, areaRatio, backing } = background;
  const backdrop = planBackdrop(config, library, kind, camera, placed, distractors, random);
  const plan = composePlan(
    { seed: config.seed, index, attempt }, config.image, cameraOf(camera, depths.near), { instances },
    backdrop.part,
    drawLights(config.lights, random('lights')),
    drawNoise(config.noise, random('noise')),
    drawBlur({ ...config.blur, widthPx: config.image.width }, random('blur')),
  );
  return {
    ...plan,
    unplaced: unplaced.length,
    schedule: schedule && { ...schedule, unplaced },
    ...(config.foreground.count && { count: objects.length }),
    foreground: placed.map(({ fact, boxPx, object }) => ({
      ...(fact ?? { entry: null, view: null, inPlane: null }),
      ...(boxPx !== undefined && { boxPx }),
      ...(config.foreground.clumps && { clump: placedForeground.clumps[object]! }),
    })),
    occluders: occluders.map(({ target, coverage }, i) => ({ instance: firstOccluder + i, target: instanceOf.get(target)!, coverage })),
    background: {
      ...(config.background.kind && kind ? { kind } : {}),
      objects: background.clutter.length, areaRatio, meanForegroundAreaPx: meanAreaPx,
      ...(backing.length > 0 && { backing: backing.length }),
      ...(backdrop.shadows && { shadows: backdrop.shadows }),
    },
    ...((config.distractors ?? distractorSets[0]) && { distractors: distractors.map(({ group, box }, i) => ({ instance: firstOccluder + occluders.length + i, group, box })) }),
  };
}

/** What a pose is computed from, beside the bounding cone and the distance. */
type Posed = { model: number; onAxis: Quaternion; lod?: SceneInstance['lod']; last?: boolean };

function conesOf(projections: Projection[], camera: Intrinsics): BoundingCone[] {
  return projections.map((projection) => coneOf(projection, camera));
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
