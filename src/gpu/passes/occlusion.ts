/** Says which pixels of its silhouette each labelled instance shows, and what hides the others. `hiders` must be zero before. */
import type { FrameInfo } from '../frame.ts';
import { ComputePass, type PassContext, type Resources } from '../pass.ts';
import { shaderConstant } from '../wgsl.ts';

export class OcclusionPass {
  private readonly pass: ComputePass;
  private readonly slices: number;

  /** Which of the two buffers are asked for; the other one is bound and left alone. */
  constructor(context: PassContext, { shown, hiders }: { shown: boolean; hiders: boolean }) {
    this.slices = shaderConstant(context.shaders, 'occlusion', 'SLICES');
    this.pass = new ComputePass(context, 'occlusion', 'main', { SHOWN: Number(shown), HIDERS: Number(hiders) });
  }

  bind(resources: Resources): void {
    this.pass.bind(resources);
  }

  record(encoder: GPUComputePassEncoder, { foregrounds }: FrameInfo): void {
    this.pass.dispatchItems(encoder, foregrounds * this.slices);
  }
}
