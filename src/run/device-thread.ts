/** The caller's side of one thread that owns a device. */
import { packTransferList, type AssetPack } from '../gpu/asset-pack.ts';
import type { Planes } from '../gpu/outputs.ts';
import type { RenderedImage } from '../gpu/rendered-images.ts';
import { transferList, type PackedScene } from '../gpu/scene-rows.ts';
import { WorkerCalls } from '../threads/calls.ts';
import { moduleUrl } from '../threads/module-url.ts';
import type { LoadRequest, OpenRequest, OpenResult, RenderRequest } from './device-worker.ts';

export class DeviceThread {
  /** The adapter's identity and limits; rejects where the adapter cannot be opened. */
  readonly opened: Promise<OpenResult>;
  /** Batches submitted and not yet read back. */
  batches = 0;
  private readonly calls = new WorkerCalls(moduleUrl('./device-worker', import.meta.url));

  constructor(request: OpenRequest) {
    this.opened = this.calls.call<OpenResult>('open', request);
  }

  /** Copies a pack to the device. The pack's arrays are transferred to the thread; the result holds them again. */
  load(pack: AssetPack, id: number): Promise<AssetPack> {
    return this.calls.call('load', { pack, id } satisfies LoadRequest, packTransferList(pack));
  }

  /** Frees the pack `id` on the device. */
  drop(id: number): Promise<void> {
    return this.calls.call('drop', id);
  }

  /**
   * Renders one batch, in the order of `scenes`, which are transferred.
   * @param pack id of the loaded pack that the scenes were packed for
   * @param reused planes that nobody reads any more; the new images are written into them
   */
  async render(scenes: PackedScene[], pack: number, reused: Planes[]): Promise<RenderedImage[]> {
    this.batches++;
    try {
      return await this.calls.call('render', { scenes, pack, reused } satisfies RenderRequest, scenes.flatMap(transferList));
    } finally {
      this.batches--;
    }
  }

  close(): Promise<void> {
    return this.calls.close();
  }
}
