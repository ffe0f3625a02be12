/** Makes a pass that only batches with transparent materials need, at the first such batch: others pay nothing for it. */
import type { FrameInfo } from './frame.ts';
import type { Pass, Resources } from './pass.ts';

export class TransparentPass implements Pass {
  readonly name: string;
  private readonly make: () => Pass;
  private made: Pass | null = null;
  private resources: Resources = {};

  constructor(name: string, make: () => Pass) {
    this.name = name;
    this.make = make;
  }

  bind(resources: Resources): void {
    this.resources = resources;
    this.made?.bind(resources);
  }

  record(encoder: GPUComputePassEncoder, info: FrameInfo): void {
    if (info.transparentInstances === 0) return;
    if (!this.made) {
      this.made = this.make();
      this.made.bind(this.resources);
    }
    this.made.record(encoder, info);
  }
}
