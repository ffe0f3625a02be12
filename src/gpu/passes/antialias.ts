/** Blends pixels across silhouette edges, and adds noise: from `color` to `color2`. */
import type { FrameInfo } from '../frame.ts';
import { ComputePass, type PassContext, type Resources } from '../pass.ts';
import { shaderConstant } from '../wgsl.ts';

export class AntialiasPass {
  private readonly pass: ComputePass;
  /** Pixels in a column that one thread takes. */
  private readonly rows: number;

  constructor(context: PassContext, { noise }: { noise: boolean }) {
    this.pass = new ComputePass(context, 'antialias', 'main', { NOISE: Number(noise) });
    this.rows = shaderConstant(context.shaders, 'antialias', 'ROWS');
  }

  bind(resources: Resources): void {
    this.pass.bind(resources);
  }

  record(encoder: GPUComputePassEncoder, { width, height, images }: FrameInfo): void {
    this.pass.dispatchThreads(encoder, width, Math.ceil(height / this.rows), images);
  }
}
