/** Colours every pixel from the visibility plane, and counts those that nothing covers. `uncovered` must be zero before. */
import type { FrameInfo } from '../frame.ts';
import { ComputePass, type PassContext, type Resources } from '../pass.ts';
import { shaderConstant } from '../wgsl.ts';

export class ShadePass {
  private readonly pass: ComputePass;
  /** Blocks of 8 x 8 pixels, beside each other, that one workgroup takes. */
  private readonly blocks: number;

  constructor(context: PassContext) {
    this.pass = new ComputePass(context, 'shade', 'main');
    this.blocks = shaderConstant(context.shaders, 'shade', 'BLOCKS');
  }

  bind(resources: Resources): void {
    this.pass.bind(resources);
  }

  record(encoder: GPUComputePassEncoder, frame: FrameInfo): void {
    this.pass.dispatchGroups(encoder, Math.ceil(frame.width / (8 * this.blocks)), Math.ceil(frame.height / 8), frame.images);
  }
}
