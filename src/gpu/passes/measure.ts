/** Counts the pixels of every labelled instance, and those that pairs of them share. `counters` and `pairShared` must be zero before. */
import type { FrameInfo } from '../frame.ts';
import { ComputePass, type Pass, type PassContext, type Resources } from '../pass.ts';
import { shaderConstant } from '../shader-constants.ts';

export class MeasurePass implements Pass {
  readonly name = 'measure';
  private readonly instance: ComputePass;
  private readonly pair: ComputePass;
  /** How many workgroups share one instance or one pair. */
  private readonly slices: number;

  constructor(context: PassContext) {
    this.instance = new ComputePass(context, 'measure', 'instance');
    this.pair = new ComputePass(context, 'measure', 'pair');
    this.slices = shaderConstant(context.shaders, 'measure', 'SLICES');
  }

  bind(resources: Resources): void {
    for (const pass of [this.instance, this.pair]) pass.bind(resources);
  }

  record(encoder: GPUComputePassEncoder, { foregrounds, pairs }: FrameInfo): void {
    this.instance.dispatchItems(encoder, foregrounds * this.slices);
    this.pair.dispatchItems(encoder, pairs * this.slices);
  }
}
