/** Draws each labelled instance alone: one bit per pixel of its canvas. `silhouettes` must be zero before. */
import { ComputePass, type PassContext, type Resources } from '../pass.ts';
import { queueArgsOffset } from '../queues.ts';

export class SilhouettePass {
  private readonly small: ComputePass;
  private readonly tile: ComputePass;
  private queueArgs: GPUBuffer | null = null;

  constructor(context: PassContext) {
    this.small = new ComputePass(context, 'silhouette', 'small');
    this.tile = new ComputePass(context, 'silhouette', 'tile');
  }

  bind(resources: Resources): void {
    this.small.bind(resources);
    this.tile.bind(resources);
    this.queueArgs = resources.queueArgs as GPUBuffer;
  }

  record(encoder: GPUComputePassEncoder): void {
    if (!this.queueArgs) throw new Error('silhouette: recorded before bind().');
    this.small.dispatchIndirect(encoder, this.queueArgs, queueArgsOffset('silhouetteSmall'));
    this.tile.dispatchIndirect(encoder, this.queueArgs, queueArgsOffset('silhouetteTile'));
  }
}
