/** Opens everything a run needs: the library, the planning threads and the device's thread. */
import { availableParallelism } from 'node:os';
import { makeImage, type MadeImage } from './attempts.ts';
import type { AssetLibrary } from './assets/library.ts';
import { openLibrary } from './assets/open-library.ts';
import type { Config } from './config.ts';
import type { AssetPack } from './gpu/asset-pack.ts';
import type { RenderOutputs } from './gpu/outputs.ts';
import { checkLimits } from './labels.ts';
import { makePack, packParts, shardModels, type PackPart } from './packs.ts';
import { makePlanner, type Planner } from './scene/plan.ts';
import { Planners } from './workers/planners.ts';
import { WorkerCalls } from './workers/protocol.ts';
import { RenderThread } from './workers/render-thread.ts';

/** Eight images of 640 x 480 fill the device and keep every buffer far below the 128 MiB a binding may have. */
const DEFAULT_BATCH = 8;

export interface MillOptions {
  batch?: number | undefined;
  /** Planning threads. */
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
  readonly renderer: RenderThread;
  private readonly planners: Planners;
  /** For single plans; those of a run are made by the threads. */
  readonly planner: Planner;
  private readonly modelsOf: (shard: number) => number[];
  private readonly packs = new Map<number, ShardPack>();
  private packsMade = 0;

  private constructor(config: Config, library: AssetLibrary, planners: Planners, renderer: RenderThread) {
    this.config = config;
    this.library = library;
    this.planners = planners;
    this.renderer = renderer;
    this.planner = makePlanner(config, library);
    this.modelsOf = shardModels(config, library);
  }

  /** Finds everything that is wrong with the models before anything is made. */
  static async open(config: Config, options: MillOptions, outputs: RenderOutputs): Promise<Mill> {
    // Side by side: the device's thread takes longest to be ready, and planning threads load their modules while the library opens.
    const opening = RenderThread.open({
      width: config.image.width,
      height: config.image.height,
      batch: options.batch ?? DEFAULT_BATCH,
      blurTaps: blurTaps(config),
      raster32: options.raster32 ?? false,
      adapter: options.adapter ?? null,
      outputs,
    });
    opening.catch(() => undefined);
    const planners = new Planners(options.workers ?? Math.max(1, availableParallelism() - 1));
    try {
      const library = await openLibrary(config, { skipBad: options.skipBadAssets ?? false, onProgress: options.onAsset });
      checkLimits(config.labels, library.categories);
      planners.open({ config, library });
      return new Mill(config, library, planners, await opening);
    } catch (error) {
      opening.then((renderer) => renderer.close()).catch(() => undefined);
      await planners.close();
      throw error;
    }
  }

  get planningThreads(): number {
    return this.planners.count;
  }

  /** Images of the whole dataset. */
  get images(): number {
    return this.planner.schedule.images;
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
    const { id } = this.packOf(Math.floor(index / this.config.output.imagesPerShard));
    return makeImage(this.config, index, this.planners, {
      render: async (scene) => this.renderer.render(scene, await id),
      reuse: (planes) => this.renderer.reuse(planes),
    });
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

  /** @returns the pack's number on the device, once it is there */
  private async load(models: number[]): Promise<number> {
    const id = this.packsMade++;
    const parts = packParts(this.config, this.library, models);
    // The first is waited for. The others are made while images are, by a thread that takes all it has read with it when it ends.
    await this.renderer.load(id === 0 ? await makePack(parts) : await packInThread(parts), id);
    return id;
  }

  async close(): Promise<void> {
    await Promise.all([this.planners.close(), this.renderer.close()]);
  }
}

async function packInThread(parts: PackPart[]): Promise<AssetPack> {
  const thread = new WorkerCalls(new URL('./workers/pack-worker.ts', import.meta.url));
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
