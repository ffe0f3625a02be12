/** Blends pixels across silhouette edges, and adds noise or keeps what is in front of the background alone: from `color` to `color2`. */
import type { FrameInfo } from '../frame.ts';
import { ComputePass, type Pass, type PassContext, type Resources } from '../pass.ts';
import { shaderConstant } from '../shader-constants.ts';

export class AntialiasPass implements Pass {
  readonly name = 'antialias';
  private readonly pass: ComputePass;
  /** Pixels of the strip that a workgroup takes. */
  private readonly strip: { width: number; rows: number };

  /** @param alpha whether to write what is in front of the background alone, with the share of each pixel that it covers */
  constructor(context: PassContext, { noise, alpha = false }: { noise: boolean; alpha?: boolean }) {
    this.pass = new ComputePass(context, 'antialias', 'main', { NOISE: Number(noise), ALPHA: Number(alpha) });
    const constant = (name: string) => shaderConstant(context.shaders, 'antialias', name);
    this.strip = { width: constant('WIDTH'), rows: constant('ROWS') };
  }

  bind(resources: Resources): void {
    this.pass.bind(resources);
  }

  record(encoder: GPUComputePassEncoder, { width, height, images }: FrameInfo): void {
    this.pass.dispatchGroups(encoder, Math.ceil(width / this.strip.width), Math.ceil(height / this.strip.rows), images);
  }
}
