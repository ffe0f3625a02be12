/** Opens everything a run needs: the library, the scenario, the threads that make samples and those that own devices. */
import { availableParallelism } from 'node:os';
import type { AssetLibrary } from '../assets/library.ts';
import { openLibrary } from '../assets/open-library.ts';
import { shardOf } from '../config/schema.ts';
import type { AssetPack } from '../gpu/asset-pack.ts';
import type { OutputName } from '../gpu/outputs.ts';
import type { RenderedImage } from '../gpu/rendered-images.ts';
import { checkLabels, libraryNeeds } from '../labels/labels.ts';
import type { OpenScenario } from '../scenarios/scenario.ts';
import { MOST_BLUR_KERNEL } from '../scene/check-plan.ts';
import type { ScenePlan } from '../scene/scene.ts';
import { WorkerCalls } from '../threads/calls.ts';
import { moduleUrl } from '../threads/module-url.ts';
import { makeImage, type Stages } from './accept.ts';
import type { Config } from './config.ts';
import { RenderThreads } from './devices.ts';
import { loadScenario } from './load-scenario.ts';
import { makePack, packParts, type PackPart } from './packs.ts';
import { type SampleMaker, SampleThreads } from './sample-threads.ts';
import type { Sample } from './sample.ts';

export interface EngineOptions {
  batch?: number | undefined;
  /** Threads that plan images and make their samples. */
  workers?: number | undefined;
  adapter?: string | undefined;
  raster32?: boolean | undefined;
  skipBadAssets?: boolean | undefined;
  onAsset?: ((done: number, total: number) => void) | undefined;
  /** Says what is being done where nothing is counted yet. */
  onStage?: ((stage: string) => void) | undefined;
}

/** An image that was planned, rendered and judged. */
export interface MadeImage {
  plan: ScenePlan;
  image: RenderedImage;
  /** No attempt kept all rules, and this one came closest. */
  leastBad: boolean;
}

interface ShardPack {
  /** Says which models it holds. */
  key: string;
  id: Promise<number>;
}

export class Engine {
  readonly config: Config;
  readonly library: AssetLibrary;
  readonly scenario: OpenScenario;
  readonly renderer: RenderThreads;
  private readonly makers: SampleThreads;
  private readonly packs = new Map<number, ShardPack>();
  private packsMade = 0;

  private constructor(config: Config, library: AssetLibrary, scenario: OpenScenario, makers: SampleThreads, renderer: RenderThreads) {
    this.config = config;
    this.library = library;
    this.scenario = scenario;
    this.makers = makers;
    this.renderer = renderer;
  }

  /** Finds everything that is wrong with the models before anything is made. */
  static async open(config: Config, options: EngineOptions, outputs: readonly OutputName[]): Promise<Engine> {
    // Side by side: the device's thread takes longest to be ready, and the other threads load their modules while the library opens.
    const opening = RenderThreads.open({
      width: config.image.width,
      height: config.image.height,
      batch: options.batch ?? null,
      blurTaps: (MOST_BLUR_KERNEL + 1) / 2,
      raster32: options.raster32 ?? false,
      adapter: options.adapter ?? null,
      outputs,
    });
    let isOpening = true;
    opening.catch(() => undefined).finally(() => { isOpening = false; });
    const makers = new SampleThreads(options.workers ?? Math.max(1, availableParallelism() - 1));
    try {
      const scenario = await loadScenario(config.scenario);
      const library = await openLibrary(config, {
        ...libraryNeeds(config.labels), viewLevel: scenario.viewLevel?.(config), skipBad: options.skipBadAssets ?? false, onProgress: options.onAsset,
      });
      checkLabels(config.labels, library.categories);
      makers.open({ config, library });
      const open = scenario.open({ config, library });
      if (isOpening) options.onStage?.('opening the GPU');
      return new Engine(config, library, open, makers, await opening);
    } catch (error) {
      // A process that exits while Dawn still makes pipelines aborts.
      await Promise.all([opening.then((renderer) => renderer.close(), () => undefined), makers.close()]);
      throw error;
    }
  }

  /** Images of the whole dataset. */
  get images(): number {
    return this.scenario.images;
  }

  /** Threads that plan images and make their samples. */
  get threads(): number {
    return this.makers.count;
  }

  /**
   * Begins to put the models of these shards on the device, the first one's first, and takes off what only others need. No image of
   * those others may be under way. A failure shows when an image is made.
   */
  hold(shards: number[]): void {
    for (const shard of shards) this.packOf(shard);
    for (const [shard, { id }] of this.packs) {
      if (shards.includes(shard)) continue;
      this.packs.delete(shard);
      const isShared = [...this.packs.values()].some((other) => other.id === id);
      if (!isShared) id.then((unused) => this.renderer.drop(unused)).catch(() => undefined);
    }
  }

  /** Plans, renders and judges an image, at once; its first rendering waits for the models of its shard. */
  make(index: number): Promise<MadeImage> {
    const maker = this.makers.maker(index);
    return makeImage<MadeImage>({
      ...this.stages(index, maker),
      finish: async (image, isLeastBad) => {
        const { broken, badness } = await maker.judge(image.measured);
        return broken && !isLeastBad ? { badness } : { made: { plan: await maker.takePlan(), image, leastBad: isLeastBad } };
      },
    });
  }

  /** The same, and makes its sample. */
  makeSample(index: number): Promise<Sample> {
    const maker = this.makers.maker(index);
    return makeImage<Sample>({
      ...this.stages(index, maker),
      finish: async (image, isLeastBad) => {
        const outcome = await maker.finish(image, isLeastBad);
        if ('made' in outcome) this.renderer.reuse(image.planes);
        return outcome;
      },
    });
  }

  private stages(index: number, maker: SampleMaker): Omit<Stages<never>, 'finish'> {
    const { id } = this.packOf(shardOf(index, this.config));
    return {
      plan: (attempt) => maker.plan(attempt),
      render: async (scene) => this.renderer.render(scene, await id),
      drop: ({ planes }) => this.renderer.reuse(planes),
    };
  }

  private packOf(shard: number): ShardPack {
    const known = this.packs.get(shard);
    if (known) return known;
    const models = this.scenario.modelsOf(shard);
    const key = models.join();
    // Shards of the same models share one pack.
    const pack = [...this.packs.values()].find((other) => other.key === key) ?? { key, id: this.load(models) };
    pack.id.catch(() => undefined);
    this.packs.set(shard, pack);
    return pack;
  }

  /** @returns the pack's id on the devices, once it is there */
  private async load(models: number[]): Promise<number> {
    const id = this.packsMade++;
    const parts = packParts(this.library, models);
    // The very first is waited for. All others are made while images are, by a thread of their own: its memory is freed when the thread exits.
    let make = id === 0 ? makePack : packInThread;
    await this.renderer.load(() => {
      const pack = make(parts);
      make = packInThread;
      return pack;
    }, id);
    return id;
  }

  async close(): Promise<void> {
    await Promise.all([this.makers.close(), this.renderer.close()]);
  }
}

async function packInThread(parts: PackPart[]): Promise<AssetPack> {
  const thread = new WorkerCalls(moduleUrl('./pack-worker', import.meta.url));
  try {
    return await thread.call<AssetPack>('pack', parts);
  } finally {
    await thread.close();
  }
}
