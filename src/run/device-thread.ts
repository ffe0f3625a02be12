/** One device, from the side of the thread that sends it work. */
import { packTransferList, type AssetPack } from '../gpu/asset-pack.ts';
import type { Planes } from '../gpu/outputs.ts';
import type { RenderedImage } from '../gpu/rendered-images.ts';
import { transferList, type PackedScene } from '../gpu/scene-pack.ts';
import { WorkerCalls } from '../threads/calls.ts';
import { moduleUrl } from '../threads/module-url.ts';
import type { LoadRequest, OpenRequest, OpenResult, RenderRequest } from './device-worker.ts';

export class DeviceThread {
  /** What the adapter is and allows; rejected where it cannot be opened. */
  readonly opened: Promise<OpenResult>;
  /** Batches submitted and not yet read back. */
  batches = 0;
  private readonly calls = new WorkerCalls(moduleUrl('./device-worker', import.meta.url));

  constructor(request: OpenRequest) {
    this.opened = this.calls.call<OpenResult>('open', request);
  }

  /** Hands the pack's arrays over, and gives them back when they have been copied to the device. */
  load(pack: AssetPack, id: number): Promise<AssetPack> {
    return this.calls.call('load', { pack, id } satisfies LoadRequest, packTransferList(pack));
  }

  drop(id: number): Promise<void> {
    return this.calls.call('drop', id);
  }

  /** @param reused planes that are not wanted any more, into which the new images go */
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
