/** Finds the visible pixels of each labelled instance's silhouette, and counts the hidden ones by occluder. `occlusion` must be zero before. */
import type { FrameInfo } from '../frame.ts';
import { ComputePass, type Pass, type PassContext, type Resources } from '../pass.ts';
import { shaderConstant } from '../shader-constants.ts';

export class OcclusionPass implements Pass {
  readonly name = 'occlusion';
  private readonly pass: ComputePass;
  private readonly slices: number;

  /** Which of `shown` and `occlusion` is requested. The other buffer is bound and not written. */
  constructor(context: PassContext, { shown, counts }: { shown: boolean; counts: boolean }) {
    this.slices = shaderConstant(context.shaders, 'occlusion', 'SLICES');
    this.pass = new ComputePass(context, 'occlusion', 'main', { SHOWN: Number(shown), COUNTS: Number(counts) });
  }

  bind(resources: Resources): void {
    this.pass.bind(resources);
  }

  record(encoder: GPUComputePassEncoder, { foregrounds }: FrameInfo): void {
    this.pass.dispatchItems(encoder, foregrounds * this.slices);
  }
}
