/** Counts what every labelled instance shows, and what pairs of them share. `counters` and `pairShared` must be zero before. */
import type { FrameInfo } from '../frame.ts';
import { ComputePass, type Pass, type PassContext, type Resources } from '../pass.ts';

/** Constant of measure.wgsl. */
const SLICES = 2;

export class MeasurePass implements Pass {
  readonly name = 'measure';
  private readonly instance: ComputePass;
  private readonly pair: ComputePass;

  constructor(context: PassContext) {
    this.instance = new ComputePass(context, 'measure', 'instance');
    this.pair = new ComputePass(context, 'measure', 'pair');
  }

  bind(resources: Resources): void {
    for (const pass of [this.instance, this.pair]) pass.bind(resources);
  }

  record(encoder: GPUComputePassEncoder, { foregrounds, pairs }: FrameInfo): void {
    this.instance.dispatchItems(encoder, foregrounds * SLICES);
    this.pair.dispatchItems(encoder, pairs * SLICES);
  }
}
