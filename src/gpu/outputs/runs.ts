/** Makes outputs of where masks begin and end: those of the visible masks, and those of the silhouettes. */
import type { Output, OutputContext } from '../output.ts';
import { collectRuns, runBlockWords, RunsPass } from '../passes/runs.ts';
import { occlusionBuffers, occlusionPass } from './occlusion.ts';

/** For a start of the list, which both share: many objects make a run on every tenth pixel. */
const FIRST_RUNS_PER_PIXEL = 0.1;

/** @param amodal of the silhouettes within the image */
export const runsOutput = ({ amodal }: { amodal: boolean }) => (context: OutputContext): Output => ({
  passes: [...(amodal ? [] : occlusionPass(context, 'runs')), new RunsPass(context.passes, { amodal })],
  after: 'measure',
  buffers: (info) => [
    ...occlusionBuffers(info, context.asked),
    { name: 'runBlocks', bytes: runBlockWords(info) * 4, readBytes: runBlockWords(info) * 4 },
    // Starts with how many there were.
    { name: 'runs', bytes: 4, zeroBytes: 4, readBytes: Infinity, firstBytes: 4 + Math.ceil(info.images * info.width * info.height * FIRST_RUNS_PER_PIXEL) * 4 },
  ],
  outgrew: (mapped, table) => {
    const runs = mapped.words('runs');
    const wanted = runs[0]!;
    if (wanted <= runs.length - 1) return false;
    // An earlier batch may have made it longer while this one was under way.
    table.reserve('runs', 4 + wanted * 4);
    return true;
  },
  measured: ({ image, batch: { info, firstForeground: first }, mapped }) =>
    collectRuns({ blocks: mapped.words('runBlocks'), runs: mapped.words('runs'), amodal }, info, [first[image]!, first[image + 1]!]),
});
