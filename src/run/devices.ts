/** Collects single scenes into batches for the threads that own devices: one at first, and a second one where that has no time left. */
import { MessageChannel } from 'node:worker_threads';
import { checkPack, packBytes, packTransferList, type AssetLimits, type AssetPack } from '../gpu/asset-pack.ts';
import type { AdapterIdentity } from '../gpu/device.ts';
import type { Planes } from '../gpu/outputs.ts';
import type { RenderedImage } from '../gpu/rendered-images.ts';
import type { PackedScene } from '../gpu/scene-pack.ts';
import { DeviceThread } from './device-thread.ts';
import type { OpenRequest, OpenResult } from './device-worker.ts';

/**
 * Of the same adapter. What one leaves idle, the other takes: two cores without a GPU wait 8 % of the time for the slower half of a dispatch,
 * and the thread that feeds an H100 is busy all the time. Two instead of one: 0.93 of the time an image on those two cores, 0.79 on
 * sixteen, 0.8 on sixteen with the H100. Four: no less.
 */
export const MOST_DEVICES = 2;
/** Submitted to a device and not yet read back: one is drawn, one waits. With three: 1.0. */
const BATCHES_PER_DEVICE = 2;
export const MOST_BATCHES = MOST_DEVICES * BATCHES_PER_DEVICE;
/** To open a device takes 2 s of processor time, what some hundred images gain: runs of fewer do without. */
const BATCHES_BEFORE_SECOND = 16;
/**
 * It also takes all models into memory once more, which a software adapter has in common with everybody: it does without where they take more
 * than two of its largest buffers, 256 MB. With 400 models of 10,000 on each of two devices a run took 1.1 GB more, and no less time.
 */
const MOST_BUFFERS = 2;

interface Waiting { scene: PackedScene; pack: number; resolve: (image: RenderedImage) => void; reject: (error: Error) => void }

export class RenderThreads {
  readonly adapter: AdapterIdentity;
  readonly batch: number;
  readonly limits: AssetLimits;
  private readonly request: OpenRequest;
  /** Those that have all packs. */
  private readonly devices: DeviceThread[];
  private second: DeviceThread | null = null;
  /** Whether the second device is about to help. */
  isOpening = false;
  private batchesSent = 0;
  private readonly packs = new Map<number, () => Promise<AssetPack>>();
  private changes = Promise.resolve();
  private waiting: Waiting[] = [];
  private readonly reusable: Planes[] = [];
  private newestPack = 0;
  private largestPackBytes = 0;

  private constructor(request: OpenRequest, device: DeviceThread, { identity, maxBatch, limits }: OpenResult) {
    this.request = request;
    this.devices = [device];
    this.adapter = identity;
    this.batch = maxBatch;
    this.limits = limits;
  }

  static async open(request: OpenRequest): Promise<RenderThreads> {
    const device = new DeviceThread(request);
    try {
      return new RenderThreads(request, device, await device.opened);
    } catch (error) {
      await device.close();
      throw error;
    }
  }

  /** That are open and have all packs. */
  get deviceCount(): number {
    return this.devices.length;
  }

  /**
   * Puts a pack on the devices, beside those that are there.
   * @param makePack called once for those that are open, and again when the second one opens
   * @param id larger than those of the packs before
   * @throws Error when it passes what the adapter binds
   */
  async load(makePack: () => Promise<AssetPack>, id = 0): Promise<void> {
    const pack = await makePack();
    await this.change(async () => {
      await this.put(id, pack, this.devices);
      this.packs.set(id, makePack);
    });
  }

  /** Takes a pack off the devices. No scene of it may be waiting or under way. */
  drop(id: number): Promise<void> {
    return this.change(async () => {
      this.packs.delete(id);
      await Promise.all(this.devices.map((device) => device.drop(id)));
    });
  }

  /** Which batch a scene ends up in, and on which device, has no part in its image; all of one batch are of the same pack, which has been loaded. */
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
    await Promise.all([...this.devices.map((device) => device.close()), this.second?.close()]);
  }

  private submit(): void {
    while (this.waiting.length > 0) {
      const oldest = Math.min(...this.waiting.map(({ pack }) => pack));
      const waiting = this.waiting.filter(({ pack }) => pack === oldest).slice(0, this.batch);
      // A full batch always goes; a partial one only when the devices would be idle otherwise, or where too few are left to fill it.
      const isIdle = this.devices.every(({ batches }) => batches === 0);
      if (waiting.length < this.batch && !isIdle && oldest === this.newestPack) return;
      const device = this.devices.reduce((best, other) => (other.batches < best.batches ? other : best));
      if (device.batches === BATCHES_PER_DEVICE) return this.openSecond();
      this.batchesSent++;
      const taken = inHalves(waiting);
      this.waiting = this.waiting.filter((scene) => !taken.includes(scene));
      device.render(taken.map(({ scene }) => scene), oldest, this.reusable.splice(-taken.length)).then(
        (images) => taken.forEach(({ resolve }, i) => resolve(images[i]!)),
        (error: Error) => taken.forEach(({ reject }) => reject(error)),
      ).finally(() => this.submit());
    }
  }

  /** Opens the second device, once: where that fails, the first goes on alone. */
  private openSecond(): void {
    if (this.second || this.batchesSent < BATCHES_BEFORE_SECOND || this.largestPackBytes > MOST_BUFFERS * this.limits.bufferBytes) return;
    const device = this.second = new DeviceThread(this.request);
    this.isOpening = true;
    this.change(async () => {
      const { identity } = await device.opened;
      if (JSON.stringify(identity) !== JSON.stringify(this.adapter)) throw new Error('another adapter, which makes other bytes');
      for (const [id, makePack] of this.packs) await this.put(id, await makePack(), [device]);
      this.devices.push(device);
      this.submit();
    }).catch(() => device.close()).finally(() => { this.isOpening = false; });
  }

  /** The pack goes from device to device, so that it is in memory once. */
  private async put(id: number, pack: AssetPack, devices: readonly DeviceThread[]): Promise<void> {
    checkPack(pack, this.limits);
    this.largestPackBytes = Math.max(this.largestPackBytes, packBytes(pack));
    for (const device of devices) pack = await device.load(pack, id);
    release(packTransferList(pack));
  }

  /** What the devices hold changes step by step, so that every one has every pack. */
  private change(step: () => Promise<void>): Promise<void> {
    const done = this.changes.then(step);
    this.changes = done.catch(() => undefined);
    return done;
  }
}

/** Frees memory at once, which garbage collectors that see little of it leave for seconds: what is posted to nobody is gone. */
function release(buffers: ArrayBuffer[]): void {
  const { port1 } = new MessageChannel();
  port1.close();
  port1.postMessage(null, buffers);
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
