/** Lists the visible triangles, also those behind transparent ones, and computes once for each what its pixels share in shading. `setupIndices` must be zero before. */
import type { FrameInfo } from '../frame.ts';
import { ComputePass, type Pass, type PassContext, type Resources } from '../pass.ts';
import { shaderConstant } from '../shader-constants.ts';

/** The visibility buffers of what lies behind transparent triangles. */
const BEHIND = ['behind', 'second', 'third', 'fourth'] as const;

export class SetupPass implements Pass {
  readonly name = 'setup';
  private readonly find: ComputePass;
  private readonly findBehind: ComputePass[];
  private readonly args: ComputePass;
  private readonly main: ComputePass;
  /** How many pixels of a column one thread of `find` takes. */
  private readonly rows: number;

  constructor(context: PassContext) {
    this.find = new ComputePass(context, 'setup', 'find');
    this.findBehind = BEHIND.map(() => new ComputePass(context, 'setup', 'find'));
    this.args = new ComputePass(context, 'setup', 'args');
    this.main = new ComputePass(context, 'setup', 'main');
    this.rows = shaderConstant(context.shaders, 'setup', 'ROWS');
  }

  bind(resources: Resources): void {
    for (const pass of [this.find, this.args, this.main]) pass.bind(resources);
    this.findBehind.forEach((pass, i) => pass.bind({ ...resources, visibility: resources[BEHIND[i]!]! }));
  }

  record(encoder: GPUComputePassEncoder, { width, height, images, transparentInstances }: FrameInfo): void {
    for (const find of [this.find, ...(transparentInstances > 0 ? this.findBehind : [])]) find.dispatchThreads(encoder, width, Math.ceil(height / this.rows), images);
    this.args.dispatchItems(encoder, 1);
    this.main.dispatchList(encoder, 'visible');
  }
}
