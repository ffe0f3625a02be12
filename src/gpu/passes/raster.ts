/** Draws the triangles of the picture: keeps at every pixel the nearest one's depth and id. `plane` must be zero before. */
import { ComputePass, type PassContext, type Resources } from '../pass.ts';
import { queueArgsOffset } from '../queues.ts';

export class RasterPass {
  /** With 64-bit atomics depths and ids, else the depths. */
  private readonly near: Round;
  private readonly far: Round;
  /** The ids of the triangles that have these depths. */
  private readonly ids: Round | null;
  private queueArgs: GPUBuffer | null = null;

  constructor(context: PassContext) {
    const round = (constants: Record<string, number>): Round => ({
      small: new ComputePass(context, 'raster', 'small', constants),
      tile: new ComputePass(context, 'raster', 'tile', constants),
    });
    const { ATOMIC64 } = context.defines;
    this.near = round(ATOMIC64 ? { FAR: 0 } : { FAR: 0, IDS: 0 });
    this.far = round(ATOMIC64 ? { FAR: 1 } : { FAR: 1, IDS: 0 });
    this.ids = ATOMIC64 ? null : round({ FAR: 1, IDS: 1 });
  }

  bind(resources: Resources): void {
    for (const { small, tile } of [this.near, this.far, ...(this.ids ? [this.ids] : [])]) {
      small.bind(resources);
      tile.bind(resources);
    }
    this.queueArgs = resources.queueArgs as GPUBuffer;
  }

  /** Draws what the near round of cull queued. */
  recordNear(encoder: GPUComputePassEncoder): void {
    this.draw(encoder, this.near);
  }

  /** Draws what the far round queued, where the `blocks` let it be seen. */
  recordFar(encoder: GPUComputePassEncoder): void {
    this.draw(encoder, this.far);
  }

  /** After both rounds, with their lists made one: nothing to do with 64-bit atomics. */
  recordIds(encoder: GPUComputePassEncoder): void {
    if (this.ids) this.draw(encoder, this.ids);
  }

  private draw(encoder: GPUComputePassEncoder, { small, tile }: Round): void {
    if (!this.queueArgs) throw new Error('raster: recorded before bind().');
    small.dispatchIndirect(encoder, this.queueArgs, queueArgsOffset('pictureSmall'));
    tile.dispatchIndirect(encoder, this.queueArgs, queueArgsOffset('pictureTile'));
  }
}

interface Round { small: ComputePass; tile: ComputePass }
