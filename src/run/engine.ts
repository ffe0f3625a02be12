/** Opens everything a run needs: the library, the threads that make samples and those that own devices. */
import { availableParallelism } from 'node:os';
import { makeImage, type Stages } from './accept.ts';
import type { AssetLibrary } from '../assets/library.ts';
import { openLibrary } from '../assets/open-library.ts';
import type { Config } from '../config/schema.ts';
import type { AssetPack } from '../gpu/asset-pack.ts';
import type { RenderOutputs } from '../gpu/outputs.ts';
import type { RenderedImage } from '../gpu/rendered-images.ts';
import { checkLimits } from '../labels/labels.ts';
import { makePack, packParts, shardModels, type PackPart } from './packs.ts';
import type { Sample } from './sample.ts';
import { makePlanner } from '../scenarios/paper/plan.ts';
import type { ScenePlan } from '../scene/scene.ts';
import { WorkerCalls } from '../threads/calls.ts';
import { RenderThreads } from './devices.ts';
import { SampleThreads, type SampleMaker } from './sample-threads.ts';

export interface MillOptions {
  batch?: number | undefined;
  /** Threads that plan images and make their samples. */
  workers?: number | undefined;
  adapter?: string | undefined;
  raster32?: boolean | undefined;
  skipBadAssets?: boolean | undefined;
  onAsset?: ((done: number, total: number) => void) | undefined;
}

interface ShardPack {
  /** Says which models it holds. */
  key: string;
  id: Promise<number>;
}

export class Mill {
  readonly config: Config;
  readonly library: AssetLibrary;
  readonly renderer: RenderThreads;
  private readonly makers: SampleThreads;
  /** Of the whole dataset. */
  readonly images: number;
  private readonly modelsOf: (shard: number) => number[];
  private readonly packs = new Map<number, ShardPack>();
  private packsMade = 0;

  private constructor(config: Config, library: AssetLibrary, makers: SampleThreads, renderer: RenderThreads) {
    this.config = config;
    this.library = library;
    this.makers = makers;
    this.renderer = renderer;
    this.images = makePlanner(config, library).schedule.images;
    this.modelsOf = shardModels(config, library);
  }

  /** Finds everything that is wrong with the models before anything is made. */
  static async open(config: Config, options: MillOptions, outputs: RenderOutputs): Promise<Mill> {
    // Side by side: the device's thread takes longest to be ready, and the other threads load their modules while the library opens.
    const opening = RenderThreads.open({
      width: config.image.width,
      height: config.image.height,
      batch: options.batch ?? null,
      blurTaps: blurTaps(config),
      raster32: options.raster32 ?? false,
      adapter: options.adapter ?? null,
      outputs,
    });
    opening.catch(() => undefined);
    const makers = new SampleThreads(options.workers ?? Math.max(1, availableParallelism() - 1));
    try {
      const library = await openLibrary(config, { skipBad: options.skipBadAssets ?? false, onProgress: options.onAsset });
      checkLimits(config.labels, library.categories);
      makers.open({ config, library });
      return new Mill(config, library, makers, await opening);
    } catch (error) {
      opening.then((renderer) => renderer.close()).catch(() => undefined);
      await makers.close();
      throw error;
    }
  }

  /** That plan images and make their samples. */
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
  async make(index: number): Promise<{ plan: ScenePlan; image: RenderedImage }> {
    const maker = this.makers.maker(index);
    const { image } = await makeImage(this.config, this.stages(index, maker));
    return { plan: await maker.takePlan(), image };
  }

  /** The same, and makes its sample. */
  async makeSample(index: number): Promise<Sample> {
    const maker = this.makers.maker(index);
    const { image, leastBad } = await makeImage(this.config, this.stages(index, maker));
    const sample = await maker.finish(image, leastBad);
    this.renderer.reuse(image.planes);
    return sample;
  }

  private stages(index: number, maker: SampleMaker): Stages {
    const { id } = this.packOf(Math.floor(index / this.config.output.imagesPerShard));
    return {
      plan: (attempt) => maker.plan(attempt),
      render: async (scene) => this.renderer.render(scene, await id),
      drop: ({ planes }) => this.renderer.reuse(planes),
    };
  }

  private packOf(shard: number): ShardPack {
    const known = this.packs.get(shard);
    if (known) return known;
    const models = this.modelsOf(shard);
    const key = models.join();
    // Shards of the same models share one pack.
    const pack = [...this.packs.values()].find((other) => other.key === key) ?? { key, id: this.load(models) };
    pack.id.catch(() => undefined);
    this.packs.set(shard, pack);
    return pack;
  }

  /** @returns the pack's number on the devices, once it is there */
  private async load(models: number[]): Promise<number> {
    const id = this.packsMade++;
    const parts = packParts(this.config, this.library, models);
    // The very first is waited for. All others are made while images are, by a thread that takes all it has read with it when it ends.
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
  const thread = new WorkerCalls(new URL('./pack-worker.ts', import.meta.url));
  try {
    return await thread.call<AssetPack>('pack', parts);
  } finally {
    await thread.close();
  }
}

/** Weights of the longest kernel that the config can ask for: the centre's, and one side. */
export function blurTaps({ blur, image }: Config): number {
  return blur.enabled ? Math.ceil((blur.kernel[1] * image.width) / 2) + 1 : 1;
}
