/** Drops triangles that cover nothing, clips those that leave the picture plane, and sorts the rest into size classes. */
import type { FrameInfo } from '../frame.ts';
import { ComputePass, type PassContext, type Resources } from '../pass.ts';
import { shaderConstant } from '../wgsl.ts';

interface Round { begin: ComputePass; main: ComputePass; clip: ComputePass }

export class CullPass {
  private readonly near: Round;
  private readonly far: Round;
  private readonly whole: ComputePass;
  private readonly args: ComputePass;
  private readonly clipGroups: number;

  constructor(context: PassContext) {
    const round = (begin: string, FAR: number): Round => ({
      begin: new ComputePass(context, 'cull', begin),
      main: new ComputePass(context, 'cull', 'main', { FAR }),
      clip: new ComputePass(context, 'cull', 'clip', { FAR }),
    });
    this.near = round('reset', 0);
    this.far = round('next', 1);
    this.whole = new ComputePass(context, 'cull', 'whole');
    this.args = new ComputePass(context, 'cull', 'args');
    this.clipGroups = shaderConstant(context.shaders, 'cull', 'CLIP_GROUPS');
  }

  bind(resources: Resources): void {
    for (const { begin, main, clip } of [this.near, this.far]) for (const pass of [begin, main, clip]) pass.bind(resources);
    this.whole.bind(resources);
    this.args.bind(resources);
  }

  /** Queues what is not background. */
  recordNear(encoder: GPUComputePassEncoder, info: FrameInfo): void {
    this.record(encoder, info.nearChunks, this.near);
  }

  /** Queues what the `blocks` of the near triangles' picture leave of the background. */
  recordFar(encoder: GPUComputePassEncoder, info: FrameInfo): void {
    this.record(encoder, info.triangleChunks - info.nearChunks, this.far);
  }

  /** Makes the lists of both rounds one, for passes that draw each triangle once. */
  recordWhole(encoder: GPUComputePassEncoder): void {
    this.whole.dispatchItems(encoder, 1);
  }

  private record(encoder: GPUComputePassEncoder, chunks: number, { begin, main, clip }: Round): void {
    begin.dispatchItems(encoder, 1);
    main.dispatchItems(encoder, chunks);
    clip.dispatchGroups(encoder, this.clipGroups, 1, 1);
    this.args.dispatchItems(encoder, 1); // how many there are to draw
  }
}
