/** Plans images and packs their scenes, off the main thread. */
import type { AssetLibrary } from '../assets/library.ts';
import type { Config } from '../config.ts';
import { packScene, sceneLayouts, transferList, type PackedScene } from '../gpu/scene-pack.ts';
import { makePlanner } from '../scene/plan.ts';
import type { SceneInstance, ScenePlan } from '../scene/scene.ts';
import { readShaders } from '../shaders.ts';
import { meshRows, shardModels } from '../packs.ts';
import { serve } from './protocol.ts';

export interface OpenRequest { config: Config; library: AssetLibrary }
export interface PlanRequest { index: number; attempt: number }

/** A plan and its rows. The plan's background instances are replaced by one placeholder: only the record reads it. */
export interface PlannedImage { plan: ScenePlan; packed: PackedScene }

/** Of the latest shards: images of two are planned in turn where one ends. */
const MOST_SHARDS = 2;

let plan: ((request: PlanRequest) => PlannedImage) | null = null;

serve({
  open({ config, library }: OpenRequest) {
    plan = openPlanner(config, library);
    return { result: null, transfer: [] };
  },

  plan(request: PlanRequest) {
    if (!plan) throw new Error('plan-worker: not open.');
    const result = plan(request);
    return { result, transfer: transferList(result.packed) };
  },
});

function openPlanner(config: Config, library: AssetLibrary): (request: PlanRequest) => PlannedImage {
  const planner = makePlanner(config, library);
  const layouts = sceneLayouts(readShaders());
  const modelsOf = shardModels(config, library);
  const meshOf = new Map<number, Int32Array>();
  const meshOfShard = (shard: number): Int32Array => {
    let rows = meshOf.get(shard);
    if (!rows) meshOf.set(shard, (rows = meshRows(library, modelsOf(shard))));
    if (meshOf.size > MOST_SHARDS) meshOf.delete(Math.min(...meshOf.keys()));
    return rows;
  };
  return ({ index, attempt }) => {
    const made = planner.plan(index, attempt);
    const packed = packScene(made.scene, library, meshOfShard(Math.floor(index / config.output.imagesPerShard)), layouts);
    return { plan: withoutBackground(made), packed };
  };
}

/** A structured clone copies one shared object once, so a thousand background instances cost next to nothing. */
function withoutBackground(plan: ScenePlan): ScenePlan {
  const placeholder = plan.scene.instances.find((instance) => instance.layer === 'background') as SceneInstance;
  const instances = plan.scene.instances.map((instance) => (instance.layer === 'background' ? placeholder : instance));
  return { ...plan, scene: { ...plan.scene, instances } };
}
