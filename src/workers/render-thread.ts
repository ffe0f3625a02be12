/** Collects single scenes into batches for the thread that owns the device. */
import type { AssetLimits, AssetPack } from '../gpu/asset-pack.ts';
import type { AdapterIdentity } from '../gpu/device.ts';
import type { RenderedImage } from '../gpu/renderer.ts';
import { transferList, type PackedScene } from '../gpu/scene-pack.ts';
import { WorkerCalls } from './protocol.ts';
import type { OpenRequest, OpenResult } from './render-worker.ts';

/** Batches submitted and not yet read back. Three keep the device busy while one is copied and one is recorded. */
const BATCHES_IN_FLIGHT = 3;

interface Waiting { scene: PackedScene; resolve: (image: RenderedImage) => void; reject: (error: Error) => void }

export class RenderThread {
  readonly adapter: AdapterIdentity;
  readonly batch: number;
  readonly limits: AssetLimits;
  private readonly calls: WorkerCalls;
  private readonly waiting: Waiting[] = [];
  private inFlight = 0;

  private constructor(calls: WorkerCalls, { identity, maxBatch, limits }: OpenResult) {
    this.calls = calls;
    this.adapter = identity;
    this.batch = maxBatch;
    this.limits = limits;
  }

  static async open(request: OpenRequest): Promise<RenderThread> {
    const calls = new WorkerCalls(new URL('./render-worker.ts', import.meta.url));
    try {
      return new RenderThread(calls, await calls.call<OpenResult>('open', request));
    } catch (error) {
      await calls.close();
      throw error;
    }
  }

  /** The models that every later scene may name. Scenes still waiting must have been rendered. */
  async load(pack: AssetPack): Promise<void> {
    await this.calls.call('load', pack);
  }

  /** Which batch a scene ends up in has no part in its image. */
  render(scene: PackedScene): Promise<RenderedImage> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ scene, resolve, reject });
      // After the current turn, so that scenes that arrive together share a batch.
      setImmediate(() => this.submit());
    });
  }

  async close(): Promise<void> {
    await this.calls.close();
  }

  private submit(): void {
    while (this.waiting.length > 0 && this.inFlight < BATCHES_IN_FLIGHT) {
      // A full batch always goes; a partial one only when the device would be idle otherwise.
      if (this.waiting.length < this.batch && this.inFlight > 0) return;
      const taken = this.waiting.splice(0, this.batch);
      this.inFlight++;
      const scenes = taken.map(({ scene }) => scene);
      this.calls.call<RenderedImage[]>('render', scenes, scenes.flatMap(transferList)).then(
        (images) => taken.forEach(({ resolve }, i) => resolve(images[i]!)),
        (error: Error) => taken.forEach(({ reject }) => reject(error)),
      ).finally(() => {
        this.inFlight--;
        this.submit();
      });
    }
  }
}
