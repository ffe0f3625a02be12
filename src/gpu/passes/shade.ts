/** Colours every pixel from the visibility plane, and counts those that nothing covers. `uncovered` must be zero before. */
import type { FrameInfo } from '../frame.ts';
import { ComputePass, type PassContext, type Resources } from '../pass.ts';

export class ShadePass {
  private readonly pass: ComputePass;

  constructor(context: PassContext) {
    this.pass = new ComputePass(context, 'shade', 'main');
  }

  bind(resources: Resources): void {
    this.pass.bind(resources);
  }

  record(encoder: GPUComputePassEncoder, frame: FrameInfo): void {
    this.pass.dispatchThreads(encoder, frame.width, frame.height, frame.images);
  }
}
