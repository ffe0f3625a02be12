/** Drops triangles that cover nothing, clips those that leave the picture plane, and sorts the rest into size classes. */
import type { FrameInfo } from '../frame.ts';
import { ComputePass, type PassContext, type Resources } from '../pass.ts';
import { queueArgsOffset } from '../queues.ts';

export class CullPass {
  private readonly reset: ComputePass;
  private readonly main: ComputePass;
  private readonly args: ComputePass;
  private readonly clip: ComputePass;
  private queueArgs: GPUBuffer | null = null;

  constructor(context: PassContext) {
    this.reset = new ComputePass(context, 'cull', 'reset');
    this.main = new ComputePass(context, 'cull', 'main');
    this.args = new ComputePass(context, 'cull', 'args');
    this.clip = new ComputePass(context, 'cull', 'clip');
  }

  bind(resources: Resources): void {
    for (const pass of [this.reset, this.main, this.args, this.clip]) pass.bind(resources);
    this.queueArgs = resources.queueArgs as GPUBuffer;
  }

  record(encoder: GPUComputePassEncoder, { triangleChunks }: FrameInfo): void {
    if (!this.queueArgs) throw new Error('cull: recorded before bind().');
    this.reset.dispatchItems(encoder, 1);
    this.main.dispatchItems(encoder, triangleChunks);
    this.args.dispatchItems(encoder, 1); // how many there are to clip
    this.clip.dispatchIndirect(encoder, this.queueArgs, queueArgsOffset('toClip'));
    this.args.dispatchItems(encoder, 1); // how many there are to draw
  }
}
