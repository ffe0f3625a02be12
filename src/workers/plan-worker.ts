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

/** A plan and its rows, and its scene as text where the labels ask for it. The plan's background instances are replaced by one placeholder: only the record reads it. */
export interface PlannedImage { plan: ScenePlan; packed: PackedScene; sceneJson?: Uint8Array<ArrayBuffer> }

/** Of the latest shards: images of two are planned in turn where one ends. */
const MOST_SHARDS = 2;

let opened: Promise<(request: PlanRequest) => PlannedImage> | null = null;

serve({
  open(request: OpenRequest) {
    opened = openPlanner(request);
    opened.catch(() => undefined); // shows when an image is planned
    return { result: null, transfer: [] };
  },

  async plan(request: PlanRequest) {
    if (!opened) throw new Error('plan-worker: not open.');
    const result = (await opened)(request);
    return { result, transfer: [...transferList(result.packed), ...(result.sceneJson ? [result.sceneJson.buffer] : [])] };
  },
});

async function openPlanner({ config, library }: OpenRequest): Promise<(request: PlanRequest) => PlannedImage> {
  const planner = makePlanner(config, library);
  const layouts = sceneLayouts(readShaders());
  // All that reads scenes comes along, so only where it is asked for.
  const scenes = config.labels.plan ? { ...await import('../annotations/scene-json.ts'), ...await import('../scene-file.ts') } : null;
  const settings = { assets: config.assets, jpegQuality: config.image.jpegQuality };
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
    const result: PlannedImage = { plan: withoutBackground(made), packed };
    if (scenes) result.sceneJson = new TextEncoder().encode(scenes.sceneJson(made, library, settings, (model) => scenes.portableName(model, config.assets)));
    return result;
  };
}

/** A structured clone copies one shared object once, so a thousand background instances cost next to nothing. */
function withoutBackground(plan: ScenePlan): ScenePlan {
  const placeholder = plan.scene.instances.find((instance) => instance.layer === 'background') as SceneInstance;
  const instances = plan.scene.instances.map((instance) => (instance.layer === 'background' ? placeholder : instance));
  return { ...plan, scene: { ...plan.scene, instances } };
}
