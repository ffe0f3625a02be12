/** Plans images and, once they are rendered, makes their samples: all of an image's work that is neither the device's nor the disk's. */
import type { AssetLibrary } from '../assets/library.ts';
import type { Config } from '../config/schema.ts';
import type { RenderedImage } from '../gpu/rendered-images.ts';
import { packScene, sceneLayouts, transferList, type PackedScene } from '../gpu/scene-pack.ts';
import { meshRows, shardModels } from './packs.ts';
import { buildSample, type Sample } from './sample.ts';
import { makePlanner } from '../scenarios/paper/plan.ts';
import type { ScenePlan } from '../scene/scene.ts';
import { readShaders } from './shaders.ts';
import { serve } from '../threads/calls.ts';

export interface OpenRequest { config: Config; library: AssetLibrary }
/** `ticket`: tells an image that is under way from every other, the same one made twice included. */
export interface PlanRequest { ticket: number; index: number; attempt: number }
/** Of the attempt that was planned last. */
export interface FinishRequest { ticket: number; image: Pick<RenderedImage, 'measured' | 'planes'>; leastBad: boolean }

/** Of the latest shards: images of two are planned in turn where one ends. */
const MOST_SHARDS = 2;

/** Throws until it is open, and where that failed with what it failed with: nobody waits for `open`. */
let maker = (): ReturnType<typeof open> => { throw new Error('sample-worker: not open.'); };

serve({
  open(request: OpenRequest) {
    try {
      const opened = open(request);
      maker = () => opened;
    } catch (error) {
      maker = () => { throw error; };
    }
    return { result: null, transfer: [] };
  },

  plan(request: PlanRequest) {
    const result = maker().plan(request);
    return { result, transfer: transferList(result) };
  },

  takePlan(ticket: number) {
    return { result: maker().takePlan(ticket), transfer: [] };
  },

  async finish(request: FinishRequest) {
    return { result: await maker().finish(request), transfer: [] };
  },
});

function open({ config, library }: OpenRequest) {
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
  /** The latest attempt of each ticket, its plan without what only a scene file tells. */
  const underWay = new Map<number, { index: number; attempt: number; plan: ScenePlan }>();
  const take = (ticket: number) => {
    const taken = underWay.get(ticket);
    if (!taken) throw new Error(`sample-worker: no plan for ticket ${ticket}.`);
    underWay.delete(ticket);
    return taken;
  };
  const takePlan = (ticket: number): ScenePlan => {
    const { index, attempt } = take(ticket);
    return planner.plan(index, attempt);
  };
  return {
    takePlan,

    plan({ ticket, index, attempt }: PlanRequest): PackedScene {
      const plan = planner.plan(index, attempt);
      underWay.set(ticket, { index, attempt, plan: withoutBackground(plan) });
      return packScene(plan.scene, library, meshOfShard(Math.floor(index / config.output.imagesPerShard)), layouts);
    },

    finish({ ticket, image, leastBad }: FinishRequest): Promise<Sample> {
      return buildSample(config, library, config.labels.plan ? takePlan(ticket) : take(ticket).plan, image, leastBad);
    },
  };
}

/** A thousand background instances become one, of which the record needs no more: plans wait for their images by the dozen. */
function withoutBackground(plan: ScenePlan): ScenePlan {
  const placeholder = plan.scene.instances.find(({ layer }) => layer === 'background')!;
  const instances = plan.scene.instances.map((instance) => (instance.layer === 'background' ? placeholder : instance));
  return { ...plan, scene: { ...plan.scene, instances } };
}
