/** Opens everything a run needs: the library, the scenario, the threads that make samples and those that own devices. */
import { availableParallelism } from 'node:os';
import type { AssetLibrary } from '../assets/library.ts';
import { openLibrary } from '../assets/open-library.ts';
import type { AssetPack } from '../gpu/asset-pack.ts';
import type { OutputName } from '../gpu/outputs.ts';
import type { RenderedImage } from '../gpu/rendered-images.ts';
import { checkLabels, libraryNeeds } from '../labels/labels.ts';
import type { OpenScenario } from '../scenarios/scenario.ts';
import { MOST_BLUR_KERNEL } from '../scene/check-plan.ts';
import { type DatasetOrder, datasetOrder } from '../scene/dataset-order.ts';
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
  /** Most scenes per batch; default: as many as suit the adapter. */
  batch?: number | undefined;
  /** Threads that plan images and make their samples; default: one fewer than the processors. */
  workers?: number | undefined;
  /** Part of an adapter's name; default: the adapter that Dawn chooses. */
  adapter?: string | undefined;
  /** Uses 32-bit atomics where the adapter has 64-bit ones too; the images are the same. */
  raster32?: boolean | undefined;
  /** Leaves out models and pictures that cannot be used, instead of refusing the run. */
  skipBadAssets?: boolean | undefined;
  /** Models that lack a texture or material file are bad ones, not white ones. */
  strictAssets?: boolean | undefined;
  onAsset?: ((done: number, total: number) => void) | undefined;
  /** Called with each line that a user should know and that stops nothing. */
  onNote?: ((text: string) => void) | undefined;
  /** Called with the name of each step whose progress is not counted. */
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
  /** The indices of its models, joined. */
  key: string;
  id: Promise<number>;
}

/** Makes images of one dataset, in any order. */
export class Engine {
  readonly config: Config;
  readonly library: AssetLibrary;
  readonly scenario: OpenScenario;
  readonly order: DatasetOrder;
  readonly renderer: RenderThreads;
  private readonly makers: SampleThreads;
  private readonly packs = new Map<number, ShardPack>();
  private packsMade = 0;

  private constructor(config: Config, library: AssetLibrary, scenario: OpenScenario, makers: SampleThreads, renderer: RenderThreads) {
    this.config = config;
    this.library = library;
    this.scenario = scenario;
    this.order = datasetOrder(config, scenario.images);
    this.makers = makers;
    this.renderer = renderer;
  }

  /**
   * Opens the library, the scenario, the devices and the threads. All faults of the models are found here, before any image is made.
   * @throws UserError where the models, the scenario or the adapter's name are wrong
   */
  static async open(config: Config, options: EngineOptions, outputs: readonly OutputName[]): Promise<Engine> {
    // These start at the same time: the device takes longest to open, and the other threads load their modules while the library opens.
    const opening = RenderThreads.open({
      width: config.image.width,
      height: config.image.height,
      batch: options.batch ?? null,
      blurTaps: (MOST_BLUR_KERNEL + 1) / 2,
      raster32: options.raster32 ?? false,
      adapter: options.adapter ?? null,
      anisotropic: config.assets.textureFilter === 'anisotropic',
      outputs,
    });
    let isOpening = true;
    opening.catch(() => undefined).finally(() => { isOpening = false; });
    const makers = new SampleThreads(options.workers ?? Math.max(1, availableParallelism() - 1));
    try {
      const scenario = await loadScenario(config.scenario);
      const library = await openLibrary(config, {
        ...libraryNeeds(config.labels), viewLevel: scenario.viewLevel?.(config), skipBad: options.skipBadAssets ?? false, strict: options.strictAssets ?? false,
        onProgress: options.onAsset, onNote: options.onNote,
      });
      checkLabels(config.labels, library.categories);
      makers.open({ config, library });
      const open = scenario.open({ config, library });
      if (isOpening) options.onStage?.('opening the GPU');
      return new Engine(config, library, open, makers, await opening);
    } catch (error) {
      // A process that exits while Dawn makes pipelines aborts, so the devices are closed first.
      await Promise.all([opening.then((renderer) => renderer.close(), () => undefined), makers.close()]);
      throw error;
    }
  }

  /** How many images the whole dataset has. */
  get images(): number {
    return this.scenario.images;
  }

  /** How many threads plan images and make their samples. */
  get threads(): number {
    return this.makers.count;
  }

  /**
   * Begins to load the models of these shards on the devices, in this order, and frees the packs that only other shards use. No image of
   * another shard may be in progress. A failure to load rejects the images of that shard.
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

  /**
   * Plans, renders and judges an image. Planning begins at once; rendering waits until the models of the image's shard are loaded.
   * @throws UserError where the scenario's plan breaks a limit
   */
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

  /** Makes an image as `make` does, and its sample. */
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
    const { id } = this.packOf(this.order.shardOf(index));
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
    // Shards that show the same models share one pack.
    const pack = [...this.packs.values()].find((other) => other.key === key) ?? { key, id: this.load(models) };
    pack.id.catch(() => undefined);
    this.packs.set(shard, pack);
    return pack;
  }

  /** @returns the pack's id, once all devices have it */
  private async load(models: number[]): Promise<number> {
    const id = this.packsMade++;
    const parts = packParts(this.library, models);
    // The first pack is made on this thread, which has nothing else to do. Later packs are made while images are, each by a thread of its own,
    // whose memory is freed when the thread exits.
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
