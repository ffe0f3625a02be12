/** Makes outputs of where masks begin and end: those of the visible masks, and those of the silhouettes. */
import type { BufferNeed } from '../buffer-needs.ts';
import type { FrameInfo } from '../frame.ts';
import type { Output, OutputContext } from '../output.ts';
import { runBlocks, RunsPass } from '../passes/runs.ts';
import type { MappedSections } from '../readback.ts';
import type { ResourceTable } from '../resources.ts';
import { occlusionBuffers, occlusionPass } from './occlusion.ts';

/** The first capacity of the list, which both outputs share: with many objects, there is about one run for ten pixels. */
const FIRST_RUNS_PER_PIXEL = 0.1;

/** @param amodal of the silhouettes within the image */
export const runsOutput = ({ amodal }: { amodal: boolean }) => (context: OutputContext): Output => {
  const blocks = runBlocks(context.passes.shaders);
  return {
    passes: [...(amodal ? [] : occlusionPass(context, 'runs')), new RunsPass(context.passes, { amodal })],
    after: 'measure',
    buffers: (info) => [
      ...occlusionBuffers(info, context.asked),
      { name: 'runBlocks', bytes: blocks.bytes(info), readBytes: blocks.bytes(info) },
      runsBuffer(info, blocks.listBytes),
    ],
    outgrew: (mapped, table) => outgrew(mapped, table, blocks.listBytes),
    measured: ({ image, batch: { info, first: { foregrounds: first } }, mapped }) =>
      blocks.collect({ blocks: mapped.words('runBlocks'), runs: mapped.words('runs'), amodal }, info, [first[image]!, first[image + 1]!]),
  };
};

/** The list starts with how many there were, and holds as many as its buffer does. */
function runsBuffer({ images, width, height }: FrameInfo, listBytes: (runs: number) => number): BufferNeed {
  const empty = listBytes(0);
  return { name: 'runs', bytes: empty, zeroBytes: empty, readBytes: Infinity, firstBytes: listBytes(Math.ceil(images * width * height * FIRST_RUNS_PER_PIXEL)) };
}

function outgrew(mapped: MappedSections, table: ResourceTable, listBytes: (runs: number) => number): boolean {
  const bytes = listBytes(mapped.words('runs')[0]!);
  // An earlier batch may have made the list longer while this batch was in progress.
  table.reserve('runs', bytes);
  return bytes > mapped.bytes('runs').length;
}
