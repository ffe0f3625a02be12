/** Draws the surfaces behind the instances into `backdropColor`, which has the pixels of pictures before. */
import type { FrameInfo } from '../frame.ts';
import { ComputePass, type Pass, type PassContext, type Resources } from '../pass.ts';
import { shaderConstant } from '../shader-constants.ts';

export class BackdropPass implements Pass {
  readonly name = 'backdrop';
  private readonly pass: ComputePass;
  /** Pixels of a row that a workgroup takes. */
  private readonly strip: number;

  constructor(context: PassContext) {
    this.pass = new ComputePass(context, 'backdrop', 'main');
    this.strip = shaderConstant(context.shaders, 'backdrop', 'STRIP');
  }

  bind(resources: Resources): void {
    this.pass.bind(resources);
  }

  /** Dispatches nothing where no image of the batch has a backdrop. */
  record(encoder: GPUComputePassEncoder, { width, height, backdrops }: FrameInfo): void {
    this.pass.dispatchGroups(encoder, Math.ceil(width / this.strip), height, backdrops);
  }
}
