/** Counts what every labelled instance shows, what pairs of them share, and what no triangle covers. */
import type { FrameInfo } from '../frame.ts';
import { ComputePass, type PassContext, type Resources } from '../pass.ts';

/** Constants of measure.wgsl. */
const SLICES = 2;
const PIXELS_PER_GROUP = 4096;

export class MeasurePass {
  private readonly init: ComputePass;
  private readonly instance: ComputePass;
  private readonly pair: ComputePass;
  private readonly empty: ComputePass;

  constructor(context: PassContext) {
    this.init = new ComputePass(context, 'measure', 'init');
    this.instance = new ComputePass(context, 'measure', 'instance');
    this.pair = new ComputePass(context, 'measure', 'pair');
    this.empty = new ComputePass(context, 'measure', 'empty');
  }

  bind(resources: Resources): void {
    for (const pass of [this.init, this.instance, this.pair, this.empty]) pass.bind(resources);
  }

  record(encoder: GPUComputePassEncoder, { width, height, images, foregrounds, pairs }: FrameInfo): void {
    this.init.dispatchItems(encoder, Math.ceil(Math.max(images, foregrounds, pairs) / 64));
    this.instance.dispatchItems(encoder, foregrounds * SLICES);
    this.pair.dispatchItems(encoder, pairs * SLICES);
    this.empty.dispatchGroups(encoder, Math.ceil((width * height) / PIXELS_PER_GROUP), 1, images);
  }
}
