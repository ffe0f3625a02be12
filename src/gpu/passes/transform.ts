/** Moves every vertex into camera space, projects it and snaps it to the picture's grid. */
import type { FrameInfo } from '../frame.ts';
import { ComputePass, type Pass, type PassContext, type Resources } from '../pass.ts';

export class TransformPass implements Pass {
  readonly name = 'transform';
  private readonly main: ComputePass;

  constructor(context: PassContext) {
    this.main = new ComputePass(context, 'transform', 'main');
  }

  bind(resources: Resources): void {
    this.main.bind(resources);
  }

  record(encoder: GPUComputePassEncoder, { vertexChunks }: FrameInfo): void {
    this.main.dispatchItems(encoder, vertexChunks);
  }
}
