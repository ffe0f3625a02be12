/** Finds the blocks where something transparent shows, so that what lies behind is drawn there and nowhere else. */
import type { FrameInfo } from '../frame.ts';
import { ComputePass, type Pass, type PassContext, type Resources } from '../pass.ts';
import { shaderConstant } from '../shader-constants.ts';

/**
 * - uncover: after `blocks`, lets cull keep what lies behind transparent triangles
 * - main: opens those blocks to the rounds of raster that draw what lies behind, and closes all others; copies what is not transparent to `behind`
 */
export type OpeningsStep = 'uncover' | 'main';

export class OpeningsPass implements Pass {
  readonly name = 'openings';
  private readonly pass: ComputePass;
  private readonly blockSize: number;

  constructor(context: PassContext, step: OpeningsStep) {
    this.pass = new ComputePass(context, 'openings', step);
    this.blockSize = shaderConstant(context.shaders, 'shared/block', 'BLOCK_SIZE');
  }

  bind(resources: Resources): void {
    this.pass.bind(resources);
  }

  record(encoder: GPUComputePassEncoder, { width, height, images }: FrameInfo): void {
    this.pass.dispatchThreads(encoder, Math.ceil(width / this.blockSize), Math.ceil(height / this.blockSize), images);
  }
}
