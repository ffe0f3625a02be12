/** Blends pixels across silhouette edges, and adds noise: from `color` to `color2`. */
import type { FrameInfo } from '../frame.ts';
import { ComputePass, type Pass, type PassContext, type Resources } from '../pass.ts';
import { shaderConstant } from '../shader-constants.ts';

export class AntialiasPass implements Pass {
  readonly name = 'antialias';
  private readonly pass: ComputePass;
  /** Pixels of the strip that a workgroup takes. */
  private readonly strip: { width: number; rows: number };

  constructor(context: PassContext, { noise }: { noise: boolean }) {
    this.pass = new ComputePass(context, 'antialias', 'main', { NOISE: Number(noise) });
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
