/** Makes the output that tells which instances hide each labelled instance. The runs of visible masks need its pass too. */
import type { BufferNeed } from '../buffer-needs.ts';
import type { FrameInfo } from '../frame.ts';
import type { Output, OutputContext } from '../output.ts';
import { OcclusionPass } from '../passes/occlusion.ts';

/** Outputs that need the pass, in the order of the work. */
const USERS = ['occlusion', 'runs'] as const;

/** Returns the pass for the first of the requested outputs that need it, and nothing for the others. The pass serves all of them. */
export function occlusionPass({ passes, asked }: OutputContext, user: (typeof USERS)[number]): OcclusionPass[] {
  if (USERS.find((name) => asked.has(name)) !== user) return [];
  return [new OcclusionPass(passes, { shown: asked.has('runs'), counts: asked.has('occlusion') })];
}

/** The buffers of the pass. A buffer whose output is not requested must be bound too. */
export const occlusionBuffers = ({ silhouetteWords, occlusionCounters }: FrameInfo, asked: ReadonlySet<string>): BufferNeed[] => {
  const counterBytes = asked.has('occlusion') ? occlusionCounters * 4 : 0;
  return [
    { name: 'shown', bytes: asked.has('runs') ? silhouetteWords * 4 : 0 },
    { name: 'occlusion', bytes: counterBytes, zeroBytes: counterBytes, readBytes: counterBytes },
  ];
};

export const occlusionOutput = (context: OutputContext): Output => ({
  passes: occlusionPass(context, 'occlusion'),
  after: 'measure',
  buffers: (info) => occlusionBuffers(info, context.asked),
  measured: ({ image, batch: { first: { occlusionCounters: first } }, mapped }) => mapped.words('occlusion').slice(first[image], first[image + 1]),
});
