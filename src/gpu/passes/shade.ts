/** Colours every pixel from the visibility buffer, or from what lies `behind` transparent triangles, and counts the uncovered pixels. `uncovered` must be zero before. */
import type { FrameInfo } from '../frame.ts';
import { ComputePass, type Pass, type PassContext, type Resources } from '../pass.ts';
import { shaderConstant } from '../shader-constants.ts';

export class ShadePass implements Pass {
  readonly name = 'shade';
  private readonly pass: ComputePass;
  private readonly passBehind: ComputePass;
  /** Width and height of a workgroup's strip, pixels. */
  private readonly strip: { width: number; rows: number };

  constructor(context: PassContext) {
    this.pass = new ComputePass(context, 'shade', 'main');
    this.passBehind = new ComputePass(context, 'shade', 'main');
    const rows = shaderConstant(context.shaders, 'shared/lanes', 'SIDE');
    this.strip = { width: rows * shaderConstant(context.shaders, 'shade', 'BLOCKS'), rows };
  }

  bind(resources: Resources): void {
    this.pass.bind(resources);
    this.passBehind.bind({ ...resources, visibility: resources.behind! });
  }

  record(encoder: GPUComputePassEncoder, frame: FrameInfo): void {
    const pass = frame.transparentInstances > 0 ? this.passBehind : this.pass;
    pass.dispatchGroups(encoder, Math.ceil(frame.width / this.strip.width), Math.ceil(frame.height / this.strip.rows), frame.images);
  }
}
