/** Opens everything a run needs: the library, the planning threads and the device's thread. */
import { availableParallelism } from 'node:os';
import { makeImage, type MadeImage } from './attempts.ts';
import type { AssetLibrary } from './assets/library.ts';
import { openLibrary } from './assets/open-library.ts';
import type { Config } from './config.ts';
import { packAssets } from './gpu/asset-pack.ts';
import type { RenderOutputs } from './gpu/outputs.ts';
import { checkLimits } from './labels.ts';
import { modelsOfShard } from './packs.ts';
import { makePlanner, type Planner } from './scene/plan.ts';
import { readShaders } from './shaders.ts';
import { Planners } from './workers/planners.ts';
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

export class Mill {
  readonly config: Config;
  readonly library: AssetLibrary;
  readonly renderer: RenderThread;
  private readonly planners: Planners;
  /** For single plans; those of a run are made by the threads. */
  readonly planner: Planner;
  private loadedModels = '';

  private constructor(config: Config, library: AssetLibrary, planners: Planners, renderer: RenderThread) {
    this.config = config;
    this.library = library;
    this.planners = planners;
    this.renderer = renderer;
    this.planner = makePlanner(config, library);
  }

  /** Finds everything that is wrong with the models before anything is made. */
  static async open(config: Config, options: MillOptions, outputs: RenderOutputs): Promise<Mill> {
    const library = await openLibrary(config, { skipBad: options.skipBadAssets ?? false, onProgress: options.onAsset });
    checkLimits(config.labels, library.categories);
    const planners = new Planners(options.workers ?? Math.max(1, availableParallelism() - 1), { config, library });
    try {
      const renderer = await RenderThread.open({
        width: config.image.width,
        height: config.image.height,
        batch: options.batch ?? DEFAULT_BATCH,
        blurTaps: blurTaps(config),
        raster32: options.raster32 ?? false,
        adapter: options.adapter ?? null,
        outputs,
      });
      return new Mill(config, library, planners, renderer);
    } catch (error) {
      await planners.close();
      throw error;
    }
  }

  /** Images of the whole dataset. */
  get images(): number {
    return this.planner.schedule.images;
  }

  /** Puts the models of a shard on the device. No image may be under way. */
  async useShard(shard: number): Promise<void> {
    const models = modelsOfShard(this.config, this.library, shard);
    if (models.join() === this.loadedModels) return;
    await this.renderer.load(packAssets(this.library, models, readShaders(), this.renderer.limits));
    this.loadedModels = models.join();
  }

  make(index: number): Promise<MadeImage> {
    return makeImage(this.config, index, this.planners, this.renderer);
  }

  async close(): Promise<void> {
    await Promise.all([this.planners.close(), this.renderer.close()]);
  }
}

/** Weights of the longest kernel that the config can ask for: the centre's, and one side. */
export function blurTaps({ blur, image }: Config): number {
  return blur.enabled ? Math.ceil((blur.kernel[1] * image.width) / 2) + 1 : 1;
}
