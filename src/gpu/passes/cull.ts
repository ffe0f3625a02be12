/** Drops triangles that cover nothing, clips those that leave the picture plane, and sorts the rest into size classes. */
import type { FrameInfo } from '../frame.ts';
import { ComputePass, type Pass, type PassContext, type Resources } from '../pass.ts';
import { shaderConstant } from '../shader-constants.ts';

/** near: queues the triangles that are not drawn last; far: queues those drawn last that near triangles do not hide, by `blocks`. */
export type CullRound = 'near' | 'far';

export class CullPass implements Pass {
  readonly name = 'cull';
  private readonly begin: ComputePass;
  private readonly main: ComputePass;
  private readonly clip: ComputePass;
  private readonly args: ComputePass;
  private readonly round: CullRound;
  private readonly clipGroups: number;

  constructor(context: PassContext, round: CullRound) {
    const constants = { FAR: Number(round === 'far') };
    this.begin = new ComputePass(context, 'cull', round === 'near' ? 'reset' : 'next');
    this.main = new ComputePass(context, 'cull', 'main', constants);
    this.clip = new ComputePass(context, 'cull', 'clip', constants);
    this.args = new ComputePass(context, 'cull', 'args');
    this.round = round;
    this.clipGroups = shaderConstant(context.shaders, 'cull', 'CLIP_GROUPS');
  }

  bind(resources: Resources): void {
    for (const pass of [this.begin, this.main, this.clip, this.args]) pass.bind(resources);
  }

  record(encoder: GPUComputePassEncoder, { nearChunks, triangleChunks }: FrameInfo): void {
    this.begin.dispatchItems(encoder, 1);
    this.main.dispatchItems(encoder, this.round === 'near' ? nearChunks : triangleChunks - nearChunks);
    this.clip.dispatchGroups(encoder, this.clipGroups, 1, 1);
    this.args.dispatchItems(encoder, 1); // how many there are to draw
  }
}

/** Joins the lists of both rounds, for passes that draw each triangle once. */
export class CullWholePass implements Pass {
  readonly name = 'cull';
  private readonly whole: ComputePass;

  constructor(context: PassContext) {
    this.whole = new ComputePass(context, 'cull', 'whole');
  }

  bind(resources: Resources): void {
    this.whole.bind(resources);
  }

  record(encoder: GPUComputePassEncoder): void {
    this.whole.dispatchItems(encoder, 1);
  }
}
