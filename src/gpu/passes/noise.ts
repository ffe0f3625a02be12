/** Adds white Gaussian-like noise to the coded image, in place. */
import type { FrameInfo } from '../frame.ts';
import { ComputePass, type PassContext, type Resources } from '../pass.ts';
import { shaderConstant } from '../wgsl.ts';

export class NoisePass {
  private readonly pass: ComputePass;
  /** Pixels in a column that one thread takes. */
  private readonly rows: number;

  constructor(context: PassContext) {
    this.pass = new ComputePass(context, 'noise', 'main');
    this.rows = shaderConstant(context.shaders, 'noise', 'ROWS');
  }

  bind(resources: Resources): void {
    this.pass.bind(resources);
  }

  record(encoder: GPUComputePassEncoder, { width, height, images }: FrameInfo): void {
    this.pass.dispatchThreads(encoder, width, Math.ceil(height / this.rows), images);
  }
}
