/** Plans the whole scene of one image from config, library, index and attempt: the same on every machine, in any order. */
import type { AssetLibrary } from '../../assets/library.ts';
import type { Config } from '../../config/schema.ts';
import { UserError } from '../../config/errors.ts';
import { coverWithClutter } from './background.ts';
import { drawIntrinsics, type Intrinsics, largestRatio } from '../randomizers/camera.ts';
import { type ClutterModel, clutterOfShard, findClutter } from '../placement/clutter.ts';
import type { Schedule } from './curriculum.ts';
import { type Foreground, makeForeground } from './foreground.ts';
import { type Ball, ballOf, orderLayers } from './layers.ts';
import { drawLights, drawPost } from '../randomizers/lights.ts';
import { placeOccluders } from './occluders.ts';
import type { Sight } from '../placement/outline.ts';
import { placeForeground } from '../placement/placement.ts';
import { multiply, rayRotation, rotate } from '../../geometry/poses.ts';
import { noiseKey, Random, STREAM } from '../../scene/random.ts';
import type { Layer, Pose, Quaternion, SceneInstance, ScenePlan } from '../../scene/scene.ts';
import { LARGEST_PERSPECTIVE } from '../../assets/silhouettes/silhouettes.ts';

export interface Planner {
  schedule: Schedule;
  /** The scene of image `index`; a later attempt keeps the objects and draws everything else anew, with larger margins. */
  plan(index: number, attempt: number): ScenePlan;
}

/**
 * Checks the config against the library and makes the tables that all images share.
 * @throws Error when the config asks for what cannot be planned
 */
export function makePlanner(config: Config, library: AssetLibrary): Planner {
  check(config, library);
  const foreground = makeForeground(config, library);
  const clutter = findClutter(library);
  const needsClutter = config.background.enabled || config.occluders.enabled;
  if (needsClutter && clutter.length === 0) {
    throw new UserError('plan: no background model has a view that fills enough of its bounding sphere; wanted models that are not all wires');
  }
  let shardClutter = { shard: -1, clutter };
  return {
    schedule: foreground.schedule,
    plan(index, attempt) {
      const shard = Math.floor(index / config.output.imagesPerShard);
      if (shardClutter.shard !== shard) shardClutter = { shard, clutter: clutterOfShard(clutter, config, shard) };
      return planImage(config, library, foreground, shardClutter.clutter, index, attempt);
    },
  };
}

/** The thin form, for one image. */
export function plan(config: Config, library: AssetLibrary, index: number, attempt: number): ScenePlan {
  return makePlanner(config, library).plan(index, attempt);
}

function check(config: Config, library: AssetLibrary): void {
  const ratio = largestRatio(config);
  if (ratio > LARGEST_PERSPECTIVE) {
    throw new Error(`plan: curriculum.diameter ${config.curriculum.diameter[0]} at the widest camera.fovYDeg brings objects too near, radius / distance ${ratio.toFixed(2)}; wanted at most ${LARGEST_PERSPECTIVE}: a smaller diameter or a narrower view`);
  }
  if (library.foregroundCount === 0) throw new Error('plan: the library has no foreground model; wanted at least one');
  for (const { name, compiled } of library.models.slice(0, library.foregroundCount)) {
    const { viewLevel } = compiled.silhouettes;
    if (viewLevel !== config.curriculum.viewLevel) {
      throw new Error(`plan: ${name} was compiled for view level ${viewLevel}; wanted curriculum.viewLevel ${config.curriculum.viewLevel}`);
    }
  }
}

function planImage(config: Config, library: AssetLibrary, foreground: Foreground, clutter: ClutterModel[], index: number, attempt: number): ScenePlan {
  const stream = (name: keyof typeof STREAM, restart = 0) => new Random(config.seed, index, attempt, STREAM[name], restart);
  const camera = drawIntrinsics(config, stream('camera'));
  const { objects: scheduled, meanAreaPx, schedule } = foreground.of(index, camera);
  const objects = config.foreground.enabled ? scheduled : [];
  const placement = placeForeground(objects, camera, config.foreground, attempt, (restart) => stream('foreground', restart));
  const occluders = config.occluders.enabled ? placeOccluders(clutter, camera, placement, config, stream('occluders')) : [];
  const backgroundRandom = stream('background');
  const areaRatio = drawSubRange(config, backgroundRandom);
  const background = config.background.enabled
    ? coverWithClutter(clutter, camera, [areaRatio[0] * meanAreaPx, areaRatio[1] * meanAreaPx], attempt, backgroundRandom) : [];

  // Ids: foreground, background, occluders; of equal depths the lower id is seen.
  const placed = objects.flatMap((object, i) => {
    const sight = placement.sights[i];
    return sight ? [{ ...object, ...sight, object: i }] : [];
  });
  const foregroundBalls = ballsOf(placed, camera);
  const metricM = placed.map(({ model }, i) => library.models[model]!.compiled.radiusM / foregroundBalls[i]!.perspective);
  const backgroundBalls = ballsOf(background, camera);
  const occluderBalls = ballsOf(occluders, camera);
  const depths = orderLayers(foregroundBalls, metricM, occluderBalls, backgroundBalls, stream('layers'), backgroundRandom);
  const instances = (layer: Layer, posed: Posed[], balls: Ball[], distances: number[], hue: Random | null) =>
    posed.map((object, i): SceneInstance => ({
      model: object.model, layer, pose: poseOf(object, balls[i]!, distances[i]!, library), hue: hue ? hue.uniform() : 0, lod: 'auto',
    }));
  const placeOf = new Map(placed.map((object, i) => [object.object, i]));
  const firstOccluder = placed.length + background.length;
  return {
    seed: config.seed,
    index,
    attempt,
    scene: {
      width: camera.widthPx,
      height: camera.heightPx,
      camera: { fx: camera.focalPx, fy: camera.focalPx, cx: camera.widthPx / 2, cy: camera.heightPx / 2, near: depths.near },
      instances: [
        ...instances('foreground', placed, foregroundBalls, depths.foreground, null),
        ...instances('background', background, backgroundBalls, depths.background, config.background.hue ? stream('backgroundHue') : null),
        ...instances('occluder', occluders, occluderBalls, depths.occluders, config.occluders.hue ? stream('occluderHue') : null),
      ],
      ...drawLights(config, stream('lights')),
      unlit: false,
      antialias: true,
      post: drawPost(config, stream('noise'), stream('blur')),
      noiseKey: noiseKey(config.seed, index, attempt),
    },
    schedule: schedule && { ...schedule, unplaced: objects.flatMap(({ fact }, i) => (placeOf.has(i) || !fact ? [] : [fact.entry])) },
    foreground: placed.map(({ fact }, i) => ({ instance: i, ...(fact ?? { entry: null, view: null, inPlane: null }) })),
    occluders: occluders.map(({ target, coverage }, i) => ({ instance: firstOccluder + i, target: placeOf.get(target)!, coverage })),
    background: { objects: background.length, areaRatio, meanForegroundAreaPx: meanAreaPx },
  };
}

/** What a pose is made of, but for its place. */
type Posed = { model: number; onAxis: Quaternion };

function ballsOf(sights: Sight[], camera: Intrinsics): Ball[] {
  return sights.map((sight) => ballOf(sight, camera));
}

/** Two draws from the config's range, sorted; or the whole range. */
function drawSubRange(config: Config, random: Random): [number, number] {
  const { areaRatio, subRange } = config.background;
  const a = random.range(...areaRatio);
  const b = random.range(...areaRatio);
  return subRange ? [Math.min(a, b), Math.max(a, b)] : [...areaRatio];
}

/** Radius over distance times the distance is the scaled model's radius; the pose moves the model's origin, not its centre. */
function poseOf({ model, onAxis }: Posed, { ray, perspective }: Ball, distanceM: number, library: AssetLibrary): Pose {
  const { center, radiusM } = library.models[model]!.compiled;
  const scale = (perspective * distanceM) / radiusM;
  const rotation = multiply(rayRotation(ray), onAxis);
  const c = rotate(rotation, center);
  return {
    rotation,
    translation: [ray[0] * distanceM - scale * c[0], ray[1] * distanceM - scale * c[1], ray[2] * distanceM - scale * c[2]],
    scale,
  };
}
