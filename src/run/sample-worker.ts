/** Plans images and, once they are rendered, makes their samples: all of an image's work that is neither the device's nor the disk's. */
import type { AssetLibrary } from '../assets/library.ts';
import { shardOf } from '../config/schema.ts';
import { meshRows } from '../gpu/mesh-rows.ts';
import type { RenderedImage } from '../gpu/rendered-images.ts';
import { packScene, sceneLayouts, transferList, type PackedScene } from '../gpu/scene-pack.ts';
import { foregroundIds } from '../labels/ids.ts';
import type { Facts, Verdict } from '../scenarios/scenario.ts';
import { checkPlan } from '../scene/check-plan.ts';
import type { MeasuredImage } from '../scene/measured.ts';
import { streamsOf } from '../scene/random.ts';
import { sceneJson } from '../scene/scene-json.ts';
import type { ScenePlan } from '../scene/scene.ts';
import { serve } from '../threads/calls.ts';
import type { Outcome } from './accept.ts';
import type { Config } from './config.ts';
import { loadScenario } from './load-scenario.ts';
import { portableName } from './portable-name.ts';
import { buildSample, type Sample } from './sample.ts';
import { readShaders } from './shaders.ts';

export interface OpenSampleRequest { config: Config; library: AssetLibrary }
/** `ticket`: tells an image that is under way from every other, the same one made twice included. */
export interface PlanRequest { ticket: number; index: number; attempt: number }
/** Of the attempt that was planned last. */
export interface JudgeRequest { ticket: number; measured: MeasuredImage }
export interface FinishRequest { ticket: number; image: Pick<RenderedImage, 'measured' | 'planes'>; isLeastBad: boolean }

/** Of the latest shards: images of two are planned in turn where one ends. */
const MOST_SHARDS = 2;

/** Rejected until it is open, and where that failed with what it failed with: nobody waits for `open`. */
let maker: ReturnType<typeof open> = Promise.reject(new Error('sample-worker: not open.'));
maker.catch(() => undefined);

serve({
  open(request: OpenSampleRequest) {
    maker = open(request);
    maker.catch(() => undefined);
    return { result: null, transfer: [] };
  },

  async plan(request: PlanRequest) {
    const result = (await maker).plan(request);
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
  /** The latest attempt of each ticket, its plan without what only a scene file tells. */
  const underWay = new Map<number, { index: number; attempt: number; plan: ScenePlan }>();
  const latest = (ticket: number) => {
    const found = underWay.get(ticket);
    if (!found) throw new Error(`sample-worker: no plan for ticket ${ticket}.`);
    return found;
  };
  const judge = ({ ticket, measured }: JudgeRequest): Verdict => scenario.accept?.(measured, latest(ticket).plan) ?? ACCEPTED;
  const takePlan = (ticket: number): ScenePlan => {
    const { index, attempt } = latest(ticket);
    underWay.delete(ticket);
    return planOf(index, attempt);
  };
  return {
    judge,
    takePlan,

    plan({ ticket, index, attempt }: PlanRequest): PackedScene {
      const plan = planOf(index, attempt);
      const rows = rowsOfShard(shardOf(index, config));
      checkPlan(plan, { ...config.image, hasModel: (model) => (rows[model] ?? -1) >= 0, hasCategory: (model) => library.models[model]!.category !== null });
      underWay.set(ticket, { index, attempt, plan: withoutBackground(plan) });
      return packScene(plan.scene, library, rows, layouts);
    },

    async finish({ ticket, image, isLeastBad }: FinishRequest): Promise<Outcome<Sample>> {
      const { broken, badness } = judge({ ticket, measured: image.measured });
      if (broken && !isLeastBad) return { badness };
      const { plan, index, attempt } = latest(ticket);
      underWay.delete(ticket);
      const facts: Facts | undefined = scenario.facts?.(plan, { measured: image.measured, ids: foregroundIds(image.measured), modelNames });
      const scene = () => sceneJson(planOf(index, attempt), library, settings, (model) => portableName(model, config.assets));
      return { made: await buildSample({ config, library, plan, image, facts, leastBad: isLeastBad, sceneJson: scene }) };
    },
  };
}

/** Background instances become one and the same, of which the record needs no more: plans wait for their images by the dozen. */
function withoutBackground(plan: ScenePlan): ScenePlan {
  const placeholder = plan.scene.instances.find(({ layer }) => layer === 'background')!;
  const instances = plan.scene.instances.map((instance) => (instance.layer === 'background' ? placeholder : instance));
  return { ...plan, scene: { ...plan.scene, instances } };
}
