/** Lists where the mask of each labelled instance begins and ends, column by column. `runs.wanted` must be zero before. */
import type { FrameInfo } from '../frame.ts';
import { ComputePass, type Pass, type PassContext, type Resources } from '../pass.ts';

/** Words of a RunBlock: first, count. */
const BLOCK_WORDS = 2;
const BLOCK_PX = 32;

/** Words of `runBlocks`: those of the visible masks, then those of the silhouettes. */
export const runBlockWords = ({ width, foregrounds }: Pick<FrameInfo, 'width' | 'foregrounds'>): number => 2 * foregrounds * blocksPerMask(width) * BLOCK_WORDS;
const blocksPerMask = (width: number): number => Math.ceil(width / BLOCK_PX);

export class RunsPass implements Pass {
  readonly name = 'runs';
  private readonly pass: ComputePass;

  constructor(context: PassContext, { amodal }: { amodal: boolean }) {
    this.pass = new ComputePass(context, 'runs', 'main', { AMODAL: Number(amodal) });
  }

  bind(resources: Resources): void {
    this.pass.bind(resources);
  }

  record(encoder: GPUComputePassEncoder, { width, foregrounds }: FrameInfo): void {
    this.pass.dispatchItems(encoder, Math.ceil((foregrounds * blocksPerMask(width)) / 64));
  }
}

/** What the pass left, in order: of the foregrounds `first` to `end`, where each one's positions end. */
export function collectRuns(
  { blocks, runs, amodal }: { blocks: Uint32Array; runs: Uint32Array; amodal: boolean },
  { width, foregrounds }: Pick<FrameInfo, 'width' | 'foregrounds'>,
  [first, end]: readonly [number, number],
): { positions: Uint32Array<ArrayBuffer>; ends: number[] } {
  const row = blocksPerMask(width) * BLOCK_WORDS;
  const own = blocks.subarray(((amodal ? foregrounds : 0) + first) * row, ((amodal ? foregrounds : 0) + end) * row);
  let total = 0;
  for (let i = 1; i < own.length; i += BLOCK_WORDS) total += own[i]!;
  const positions = new Uint32Array(total);
  const ends: number[] = [];
  let at = 0;
  for (let i = 0; i < own.length; i += BLOCK_WORDS) {
    const [start, count] = [1 + own[i]!, own[i + 1]!]; // `runs` starts with `wanted`
    if (count > 0) positions.set(runs.subarray(start, start + count), at);
    at += count;
    if ((i + BLOCK_WORDS) % row === 0) ends.push(at);
  }
  return { positions, ends };
}
