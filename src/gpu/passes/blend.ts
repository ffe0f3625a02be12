/** Blends transparent surfaces over the picture of what lies behind them, in `color`. */
import type { FrameInfo } from '../frame.ts';
import { ComputePass, type Pass, type PassContext, type Resources } from '../pass.ts';

export class BlendPass implements Pass {
  readonly name = 'blend';
  private readonly pass: ComputePass;

  constructor(context: PassContext) {
    this.pass = new ComputePass(context, 'blend', 'main');
  }

  bind(resources: Resources): void {
    this.pass.bind(resources);
  }

  record(encoder: GPUComputePassEncoder, { width, height, images }: FrameInfo): void {
    this.pass.dispatchThreads(encoder, width, height, images);
  }
}
