/** Packs colour words into tight RGB bytes. */
import type { FrameInfo } from '../frame.ts';
import { ComputePass, type Pass, type PassContext, type Resources } from '../pass.ts';

/** Bytes of one image in `rgb`: three a pixel, filled up to a whole word. */
export function packedImageBytes(width: number, height: number): number {
  return Math.ceil((width * height * 3) / 4) * 4;
}

export class PackPass implements Pass {
  readonly name = 'pack';
  private readonly pass: ComputePass;

  constructor(context: PassContext) {
    this.pass = new ComputePass(context, 'pack', 'main');
  }

  bind(resources: Resources): void {
    this.pass.bind(resources);
  }

  record(encoder: GPUComputePassEncoder, frame: FrameInfo): void {
    this.pass.dispatchThreads(encoder, Math.ceil((frame.width * frame.height) / 4), 1, frame.images);
  }
}
