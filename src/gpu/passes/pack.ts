/** Packs colour words into tight RGB bytes. */
import type { FrameInfo } from '../frame.ts';
import { ComputePass, type Pass, type PassContext, type Resources } from '../pass.ts';
import { shaderConstant } from '../shader-constants.ts';

/** The bytes of one image in `rgb`: three per pixel, padded to a whole word. */
export function packedImageBytes(width: number, height: number): number {
  return Math.ceil((width * height * 3) / 4) * 4;
}

export class PackPass implements Pass {
  readonly name = 'pack';
  private readonly pass: ComputePass;
  private readonly pixelsPerThread: number;

  constructor(context: PassContext) {
    this.pass = new ComputePass(context, 'pack', 'main');
    this.pixelsPerThread = shaderConstant(context.shaders, 'pack', 'PIXELS_PER_THREAD');
  }

  bind(resources: Resources): void {
    this.pass.bind(resources);
  }

  record(encoder: GPUComputePassEncoder, frame: FrameInfo): void {
    this.pass.dispatchThreads(encoder, Math.ceil((frame.width * frame.height) / this.pixelsPerThread), 1, frame.images);
  }
}
