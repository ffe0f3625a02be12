/** Plans images, and makes samples of the rendered images: all work on an image except rendering and writing to disk. */
import type { AssetLibrary } from '../assets/library.ts';
import { meshRows } from '../gpu/mesh-rows.ts';
import type { RenderedImage } from '../gpu/rendered-images.ts';
import { packScene } from '../gpu/scene-pack.ts';
import { sceneLayouts, transferList, type PackedScene } from '../gpu/scene-rows.ts';
import { foregroundIds } from '../labels/ids.ts';
import type { Facts, Verdict } from '../scenarios/scenario.ts';
import { checkPlan, planLimits } from '../scene/check-plan.ts';
import { datasetOrder } from '../scene/dataset-order.ts';
import type { MeasuredImage } from '../scene/measured.ts';
import { streamsOf } from '../scene/random.ts';
import { sceneJson } from '../scene/scene-json.ts';
import type { ScenePlan } from '../scene/scene.ts';
import { serve } from '../threads/calls.ts';
import type { Outcome } from './accept.ts';
import { backdropTexels } from './backdrop-texels.ts';
import type { Config } from './config.ts';
import { loadScenario } from './load-scenario.ts';
import { portableName, portablePicture } from './portable-name.ts';
import { buildSample, type Sample } from './sample.ts';
import { readShaders } from './shaders.ts';

export interface OpenSampleRequest { config: Config; library: AssetLibrary }
/** `ticket` is unique among the images in progress, also where one image is made twice at a time. */
export interface PlanRequest { ticket: number; index: number; attempt: number }
/** About the attempt that was planned last. */
export interface JudgeRequest { ticket: number; measured: MeasuredImage }
export interface FinishRequest { ticket: number; image: Pick<RenderedImage, 'measured' | 'planes'>; isLeastBad: boolean }

/** How many shards have their mesh rows in memory: at the end of a shard, images of two are planned alternately. */
const MOST_SHARDS = 2;

/** Rejects before `open` is called, and with the error of `open` where that failed, as no caller awaits `open`. */
let maker: ReturnType<typeof open> = Promise.reject(new Error('sample-worker: not open.'));
maker.catch(() => undefined);

serve({
  open(request: OpenSampleRequest) {
    maker = open(request);
    maker.catch(() => undefined);
    return { result: null, transfer: [] };
  },

  async plan(request: PlanRequest) {
    const result = await (await maker).plan(request);
    return { result, transfer: transferList(result) };
  },

  async judge(request: JudgeRequest) {
    return { result: (await maker).judge(request), transfer: [] };
  },

  async takePlan(ticket: number) {
    return { result: (await maker).takePlan(ticket), transfer: [] };
  },

  async finish(request: FinishRequest) {
    return { result: await (await maker).finish(request), transfer: [] };
  },
});

const ACCEPTED: Verdict = { broken: false, badness: 0 };

async function open({ config, library }: OpenSampleRequest) {
  const scenario = (await loadScenario(config.scenario)).open({ config, library });
  const { shardOf } = datasetOrder(config, scenario.images);
  const layouts = sceneLayouts(readShaders());
  const modelNames = library.models.map(({ name }) => name);
  const settings = { assets: config.assets, jpegQuality: config.image.jpegQuality };
  const rowsOf = new Map<number, Int32Array>();
  const rowsOfShard = (shard: number): Int32Array => {
    let rows = rowsOf.get(shard);
    if (!rows) rowsOf.set(shard, (rows = meshRows(library, scenario.modelsOf(shard))));
    if (rowsOf.size > MOST_SHARDS) rowsOf.delete(Math.min(...rowsOf.keys()));
    return rows;
  };
  const planOf = (index: number, attempt: number): ScenePlan => scenario.plan(index, attempt, streamsOf(config.seed, index, attempt));
  /** The latest attempt of each ticket. Its plan has placeholders for the background. */
  const inProgress = new Map<number, { index: number; attempt: number; plan: ScenePlan }>();
  const latest = (ticket: number) => {
    const found = inProgress.get(ticket);
    if (!found) throw new Error(`sample-worker: no plan for ticket ${ticket}.`);
    return found;
  };
  const judge = ({ ticket, measured }: JudgeRequest): Verdict => scenario.accept?.(measured, latest(ticket).plan) ?? ACCEPTED;
  const takePlan = (ticket: number): ScenePlan => {
    const { index, attempt } = latest(ticket);
    inProgress.delete(ticket);
    return planOf(index, attempt);
  };
  return {
    judge,
    takePlan,

    async plan({ ticket, index, attempt }: PlanRequest): Promise<PackedScene> {
      const plan = planOf(index, attempt);
      const rows = rowsOfShard(shardOf(index));
      checkPlan(plan, planLimits(config.image, library, (model) => (rows[model] ?? -1) >= 0));
      inProgress.set(ticket, { index, attempt, plan: withoutBackground(plan) });
      return packScene(plan.scene, library, rows, layouts, await backdropTexels(plan.scene, library));
    },

    async finish({ ticket, image, isLeastBad }: FinishRequest): Promise<Outcome<Sample>> {
      const { broken, badness } = judge({ ticket, measured: image.measured });
      if (broken && !isLeastBad) return { badness };
      const { plan, index, attempt } = latest(ticket);
      inProgress.delete(ticket);
      const facts: Facts | undefined = scenario.facts?.(plan, { measured: image.measured, ids: foregroundIds(image.measured), modelNames });
      const scene = () => sceneJson(planOf(index, attempt), library, settings, (model) => portableName(model, config.assets), portablePicture);
      return { made: await buildSample({ config, library, plan, image, facts, leastBad: isLeastBad, sceneJson: scene }) };
    },
  };
}

/**
 * Replaces all background instances by the first one, to save memory while dozens of plans wait for their images. The record only needs
 * their number.
 */
function withoutBackground(plan: ScenePlan): ScenePlan {
  const placeholder = plan.scene.instances.find(({ layer }) => layer === 'background')!;
  const instances = plan.scene.instances.map((instance) => (instance.layer === 'background' ? placeholder : instance));
  return { ...plan, scene: { ...plan.scene, instances } };
}
