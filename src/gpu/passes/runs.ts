/** Lists where the mask of each labelled instance begins and ends, column by column. `runs.wanted` must be zero before. */
import type { FrameInfo } from '../frame.ts';
import { ComputePass, type Pass, type PassContext, type Resources } from '../pass.ts';
import { shaderConstant } from '../shader-constants.ts';
import { oncePerShaders } from '../shader-texts.ts';
import { structLayout } from '../wgsl.ts';

export class RunsPass implements Pass {
  readonly name = 'runs';
  private readonly pass: ComputePass;
  private readonly blocks: RunBlocks;

  constructor(context: PassContext, { amodal }: { amodal: boolean }) {
    this.pass = new ComputePass(context, 'runs', 'main', { AMODAL: Number(amodal) });
    this.blocks = runBlocks(context.shaders);
  }

  bind(resources: Resources): void {
    this.pass.bind(resources);
  }

  record(encoder: GPUComputePassEncoder, { width, foregrounds }: FrameInfo): void {
    this.pass.dispatchItemThreads(encoder, foregrounds * this.blocks.perMask(width));
  }
}

type MaskSizes = Pick<FrameInfo, 'width' | 'foregrounds'>;

export interface RunBlocks {
  perMask(width: number): number;
  /** The bytes of `runBlocks`, which holds the blocks of the visible masks and then those of the silhouettes. */
  bytes(sizes: MaskSizes): number;
  /** The bytes of `runs` with this capacity. */
  listBytes(runs: number): number;
  /** Collects the positions of the foregrounds `first` to `end`, in order, and where each foreground's positions end. */
  collect(
    read: { blocks: Uint32Array; runs: Uint32Array; amodal: boolean }, sizes: MaskSizes, range: readonly [first: number, end: number],
  ): { positions: Uint32Array<ArrayBuffer>; ends: number[] };
}

export const runBlocks = oncePerShaders((shaders): RunBlocks => {
  const blockPx = shaderConstant(shaders, 'runs', 'BLOCK_PX');
  const { words, offset } = structLayout(shaders, 'runs', 'RunBlock');
  const firstPosition = structLayout(shaders, 'runs', 'Runs').offset.positions!;
  const perMask = (width: number) => Math.ceil(width / blockPx);
  return {
    perMask,
    bytes: ({ width, foregrounds }) => 2 * foregrounds * perMask(width) * words * 4,
    listBytes: (runs) => (firstPosition + runs) * 4,
    collect({ blocks, runs, amodal }, { width, foregrounds }, [first, end]) {
      const row = perMask(width) * words;
      const own = blocks.subarray(((amodal ? foregrounds : 0) + first) * row, ((amodal ? foregrounds : 0) + end) * row);
      let total = 0;
      for (let at = 0; at < own.length; at += words) total += own[at + offset.count!]!;
      const positions = new Uint32Array(total);
      const ends: number[] = [];
      let filled = 0;
      for (let at = 0; at < own.length; at += words) {
        const [start, count] = [firstPosition + own[at + offset.first!]!, own[at + offset.count!]!];
        if (count > 0) positions.set(runs.subarray(start, start + count), filled);
        filled += count;
        if ((at + words) % row === 0) ends.push(filled);
      }
      return { positions, ends };
    },
  };
});
