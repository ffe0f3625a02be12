/** Draws each labelled instance alone: one bit per pixel of its canvas. `silhouettes` must be zero before. */
import { ComputePass, type Pass, type PassContext, type Resources } from '../pass.ts';

export class SilhouettePass implements Pass {
  readonly name = 'silhouette';
  private readonly small: ComputePass;
  private readonly tile: ComputePass;

  constructor(context: PassContext) {
    this.small = new ComputePass(context, 'silhouette', 'small');
    this.tile = new ComputePass(context, 'silhouette', 'tile');
  }

  bind(resources: Resources): void {
    for (const pass of [this.small, this.tile]) pass.bind(resources);
  }

  record(encoder: GPUComputePassEncoder): void {
    this.small.dispatchList(encoder, 'silhouetteSmall');
    this.tile.dispatchList(encoder, 'silhouetteTile');
  }
}
