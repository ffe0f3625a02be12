/** Collects single scenes into batches for the threads that own devices: one thread, and a second one once the first is always busy. */
import { MessageChannel } from 'node:worker_threads';
import { checkPack, packBytes, packTransferList, type AssetLimits, type AssetPack } from '../gpu/asset-pack.ts';
import type { AdapterIdentity } from '../gpu/device.ts';
import type { Planes } from '../gpu/outputs.ts';
import type { RenderedImage } from '../gpu/rendered-images.ts';
import type { PackedScene } from '../gpu/scene-rows.ts';
import { DeviceThread } from './device-thread.ts';
import type { OpenRequest, OpenResult } from './device-worker.ts';

/**
 * Both devices are of the same adapter. A software adapter waits at the end of each dispatch for its slowest thread, and the second
 * device's work fills that wait. With a GPU, one thread alone cannot submit batches fast enough. Four devices gain nothing more.
 */
export const MOST_DEVICES = 2;
/** Batches that are submitted to a device and not yet read back: the device draws one while the other waits. A third gains nothing. */
const BATCHES_PER_DEVICE = 2;
export const MOST_BATCHES = MOST_DEVICES * BATCHES_PER_DEVICE;
/** Opening a device takes 2 s of processor time, which it saves over a few hundred images. Shorter runs use one device. */
const BATCHES_BEFORE_SECOND = 16;
/**
 * A second device holds a second copy of all models, which on a software adapter takes main memory. It is not opened for packs larger than
 * this many of the adapter's largest buffers (256 MB on software adapters): with such packs two devices are no faster than one.
 */
const MOST_BUFFERS = 2;

interface Waiting { scene: PackedScene; pack: number; resolve: (image: RenderedImage) => void; reject: (error: Error) => void }

/** Renders scenes on one or two devices, in batches. */
export class RenderThreads {
  readonly adapter: AdapterIdentity;
  readonly batch: number;
  readonly limits: AssetLimits;
  private readonly request: OpenRequest;
  /** The devices that have all packs. */
  private readonly devices: DeviceThread[];
  private second: DeviceThread | null = null;
  /** Whether the second device is being opened. */
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

  /** @throws Error where the adapter cannot be opened; UserError where no adapter has the requested name */
  static async open(request: OpenRequest): Promise<RenderThreads> {
    const device = new DeviceThread(request);
    try {
      return new RenderThreads(request, device, await device.opened);
    } catch (error) {
      await device.close();
      throw error;
    }
  }

  /** How many devices are open and have all packs. */
  get deviceCount(): number {
    return this.devices.length;
  }

  /**
   * Copies a pack to the devices, beside the packs that they have.
   * @param makePack called once for the open devices, and again when the second device opens
   * @param id larger than the ids of earlier packs
   * @throws Error where a buffer of the pack is larger than the adapter can bind
   */
  async load(makePack: () => Promise<AssetPack>, id = 0): Promise<void> {
    const pack = await makePack();
    await this.change(async () => {
      await this.put(id, pack, this.devices);
      this.packs.set(id, makePack);
    });
  }

  /** Frees a pack on the devices. None of its scenes may be waiting or in progress. */
  drop(id: number): Promise<void> {
    return this.change(async () => {
      this.packs.delete(id);
      await Promise.all(this.devices.map((device) => device.drop(id)));
    });
  }

  /**
   * Renders one scene of a loaded pack. All scenes of a batch have the same pack. The image depends neither on the batch nor on the device.
   * @param scene transferred to the device's thread
   */
  render(scene: PackedScene, pack = 0): Promise<RenderedImage> {
    return new Promise((resolve, reject) => {
      this.newestPack = Math.max(this.newestPack, pack);
      this.waiting.push({ scene, pack, resolve, reject });
      // Submits after this iteration of the event loop, so that scenes that arrive together share a batch.
      setImmediate(() => this.submit());
    });
  }

  /** Takes planes that nobody reads any more, and writes later images into them. */
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
      // A full batch is submitted at once. A partial one is submitted where all devices are idle, or where its pack is not the
      // newest: few scenes of an older pack are still to come.
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

  /** Opens the second device, once. Where that fails, the run goes on with the first. */
  private openSecond(): void {
    if (this.second || this.batchesSent < BATCHES_BEFORE_SECOND || this.largestPackBytes > MOST_BUFFERS * this.limits.bufferBytes) return;
    const device = this.second = new DeviceThread(this.request);
    this.isOpening = true;
    this.change(async () => {
      const { identity } = await device.opened;
      if (JSON.stringify(identity) !== JSON.stringify(this.adapter)) throw new Error('devices: the second device has another adapter, whose bytes differ.');
      for (const [id, makePack] of this.packs) await this.put(id, await makePack(), [device]);
      this.devices.push(device);
      this.submit();
    }).catch(() => device.close()).finally(() => { this.isOpening = false; });
  }

  /** Copies the pack to one device after the other, so that main memory holds it once. */
  private async put(id: number, pack: AssetPack, devices: readonly DeviceThread[]): Promise<void> {
    checkPack(pack, this.limits);
    this.largestPackBytes = Math.max(this.largestPackBytes, packBytes(pack));
    for (const device of devices) pack = await device.load(pack, id);
    release(packTransferList(pack));
  }

  /** Runs `step` after all earlier ones, so that every device ends up with every pack. */
  private change(step: () => Promise<void>): Promise<void> {
    const done = this.changes.then(step);
    this.changes = done.catch(() => undefined);
    return done;
  }
}

/**
 * Frees the buffers at once: transferring them to a closed port detaches them. A garbage collector sees only their small handles, and may
 * keep their memory for seconds.
 */
function release(buffers: ArrayBuffer[]): void {
  const { port1 } = new MessageChannel();
  port1.close();
  port1.postMessage(null, buffers);
}

/**
 * Orders the scenes so that both halves of the batch have about as many triangles. A software adapter with two threads gives each thread one
 * half of a dispatch, and waits for the slower one. A device that hands out workgroups one by one gains nothing.
 */
function inHalves(waiting: Waiting[]): Waiting[] {
  const byTriangles = waiting.toSorted((a, b) => b.scene.triangles - a.scene.triangles);
  const isInFirst = (i: number) => i % 4 === 0 || i % 4 === 3;
  return [...byTriangles.filter((_, i) => isInFirst(i)), ...byTriangles.filter((_, i) => !isInFirst(i))];
}
