/** Finds whether every keypoint is visible, from the surface at its pixel. */
import type { FrameInfo } from '../frame.ts';
import { ComputePass, type Pass, type PassContext, type Resources } from '../pass.ts';

export class KeypointsPass implements Pass {
  readonly name = 'keypoints';
  private readonly pass: ComputePass;

  constructor(context: PassContext) {
    this.pass = new ComputePass(context, 'keypoints', 'main');
  }

  bind(resources: Resources): void {
    this.pass.bind(resources);
  }

  record(encoder: GPUComputePassEncoder, { keypoints }: FrameInfo): void {
    this.pass.dispatchItemThreads(encoder, keypoints);
  }
}
