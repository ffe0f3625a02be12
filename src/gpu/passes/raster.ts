/** Draws the triangles of the picture: keeps at every pixel the nearest one's depth and id. `plane` must be zero before. */
import { ComputePass, type PassContext, type Resources } from '../pass.ts';
import { queueArgsOffset } from '../queues.ts';

export class RasterPass {
  /** One round with 64-bit atomics; else one for the depths and one for the ids of the triangles that have them. */
  private readonly rounds: { small: ComputePass; tile: ComputePass }[];
  private queueArgs: GPUBuffer | null = null;

  constructor(context: PassContext) {
    const constants: Record<string, number>[] = context.defines.ATOMIC64 ? [{}] : [{ IDS: 0 }, { IDS: 1 }];
    this.rounds = constants.map((round) => ({
      small: new ComputePass(context, 'raster', 'small', round),
      tile: new ComputePass(context, 'raster', 'tile', round),
    }));
  }

  bind(resources: Resources): void {
    for (const { small, tile } of this.rounds) {
      small.bind(resources);
      tile.bind(resources);
    }
    this.queueArgs = resources.queueArgs as GPUBuffer;
  }

  record(encoder: GPUComputePassEncoder): void {
    if (!this.queueArgs) throw new Error('raster: recorded before bind().');
    for (const { small, tile } of this.rounds) {
      small.dispatchIndirect(encoder, this.queueArgs, queueArgsOffset('pictureSmall'));
      tile.dispatchIndirect(encoder, this.queueArgs, queueArgsOffset('pictureTile'));
    }
  }
}
