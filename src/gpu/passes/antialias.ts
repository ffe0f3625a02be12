/** Blends pixels across silhouette edges, from `color` to `color2`. */
import type { FrameInfo } from '../frame.ts';
import { ComputePass, type PassContext, type Resources } from '../pass.ts';

export class AntialiasPass {
  private readonly pass: ComputePass;

  constructor(context: PassContext) {
    this.pass = new ComputePass(context, 'antialias', 'main');
  }

  bind(resources: Resources): void {
    this.pass.bind(resources);
  }

  record(encoder: GPUComputePassEncoder, frame: FrameInfo): void {
    this.pass.dispatchThreads(encoder, frame.width, frame.height, frame.images);
  }
}
