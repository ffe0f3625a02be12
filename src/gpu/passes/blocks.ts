/** Finds the depth of the farthest pixel of every block, so that cull can drop triangles that lie behind all of the block's pixels. */
import type { FrameInfo } from '../frame.ts';
import { ComputePass, type Pass, type PassContext, type Resources } from '../pass.ts';
import { shaderConstant } from '../shader-constants.ts';
import type { ShaderTexts } from '../shader-texts.ts';

export class BlocksPass implements Pass {
  readonly name = 'blocks';
  private readonly pass: ComputePass;
  private readonly blockSize: number;

  constructor(context: PassContext) {
    this.pass = new ComputePass(context, 'blocks', 'main');
    this.blockSize = blockSizePx(context.shaders);
  }

  bind(resources: Resources): void {
    this.pass.bind(resources);
  }

  record(encoder: GPUComputePassEncoder, { width, height, images }: FrameInfo): void {
    this.pass.dispatchThreads(encoder, Math.ceil(width / this.blockSize), Math.ceil(height / this.blockSize), images);
  }
}

const blockSizePx = (shaders: ShaderTexts): number => shaderConstant(shaders, 'shared/block', 'BLOCK_SIZE');

/** Words of `blocks` for one image. */
export function imageBlocks(shaders: ShaderTexts, width: number, height: number): number {
  const size = blockSizePx(shaders);
  return Math.ceil(width / size) * Math.ceil(height / size);
}
