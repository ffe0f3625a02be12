/** Collects single scenes into batches for the thread that owns the device. */
import { checkPack, packTransferList, type AssetLimits, type AssetPack } from '../gpu/asset-pack.ts';
import type { AdapterIdentity } from '../gpu/device.ts';
import type { Planes } from '../gpu/outputs.ts';
import type { RenderedImage } from '../gpu/rendered-images.ts';
import { transferList, type PackedScene } from '../gpu/scene-pack.ts';
import { WorkerCalls } from './protocol.ts';
import type { LoadRequest, OpenRequest, OpenResult, RenderRequest } from './render-worker.ts';

/** Batches submitted and not yet read back. Three keep the device busy while one is copied and one is recorded. */
const BATCHES_IN_FLIGHT = 3;

interface Waiting { scene: PackedScene; pack: number; resolve: (image: RenderedImage) => void; reject: (error: Error) => void }

export class RenderThread {
  readonly adapter: AdapterIdentity;
  readonly batch: number;
  readonly limits: AssetLimits;
  private readonly calls: WorkerCalls;
  private waiting: Waiting[] = [];
  private inFlight = 0;
  private readonly reusable: Planes[] = [];
  private newestPack = 0;

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

  /**
   * Puts a pack on the device, beside those that are there. Its arrays are handed over.
   * @param id larger than those of the packs before
   * @throws Error when it passes what the adapter binds
   */
  async load(pack: AssetPack, id = 0): Promise<void> {
    checkPack(pack, this.limits);
    await this.calls.call('load', { pack, id } satisfies LoadRequest, packTransferList(pack));
  }

  /** Takes a pack off the device. No scene of it may be waiting or under way. */
  async drop(id: number): Promise<void> {
    await this.calls.call('drop', id);
  }

  /** Which batch a scene ends up in has no part in its image; all of one batch are of the same pack, which has been loaded. */
  render(scene: PackedScene, pack = 0): Promise<RenderedImage> {
    return new Promise((resolve, reject) => {
      this.newestPack = Math.max(this.newestPack, pack);
      this.waiting.push({ scene, pack, resolve, reject });
      // After the current turn, so that scenes that arrive together share a batch.
      setImmediate(() => this.submit());
    });
  }

  /** Takes back the planes of an image that nobody reads any more: later images are put there. */
  reuse(planes: Planes): void {
    this.reusable.push(planes);
  }

  async close(): Promise<void> {
    await this.calls.close();
  }

  private submit(): void {
    while (this.waiting.length > 0 && this.inFlight < BATCHES_IN_FLIGHT) {
      const oldest = Math.min(...this.waiting.map(({ pack }) => pack));
      const waiting = this.waiting.filter(({ pack }) => pack === oldest).slice(0, this.batch);
      // A full batch always goes; a partial one only when the device would be idle otherwise, or where too few are left to fill it.
      if (waiting.length < this.batch && this.inFlight > 0 && oldest === this.newestPack) return;
      const taken = inHalves(waiting);
      this.waiting = this.waiting.filter((scene) => !taken.includes(scene));
      this.inFlight++;
      const scenes = taken.map(({ scene }) => scene);
      this.calls.call<RenderedImage[]>('render', { scenes, pack: oldest, reused: this.reusable.splice(-scenes.length) } satisfies RenderRequest, scenes.flatMap(transferList)).then(
        (images) => taken.forEach(({ resolve }, i) => resolve(images[i]!)),
        (error: Error) => taken.forEach(({ reject }) => reject(error)),
      ).finally(() => {
        this.inFlight--;
        this.submit();
      });
    }
  }
}

/**
 * The same in an order whose halves have about as much to draw. A software adapter gives each of two threads the workgroups of one half of a
 * batch: 0.986 of the time an image. A device that hands out workgroups one by one does not mind.
 */
function inHalves(waiting: Waiting[]): Waiting[] {
  const byTriangles = waiting.toSorted((a, b) => b.scene.triangles - a.scene.triangles);
  const isOfFirst = (i: number) => i % 4 === 0 || i % 4 === 3;
  return [...byTriangles.filter((_, i) => isOfFirst(i)), ...byTriangles.filter((_, i) => !isOfFirst(i))];
}
