/** Makes an output of what hides each labelled instance, by a pass that the runs of visible masks need too. */
import type { BufferNeed } from '../buffer-needs.ts';
import type { FrameInfo } from '../frame.ts';
import type { Output, OutputContext } from '../output.ts';
import { OcclusionPass } from '../passes/occlusion.ts';

/** Outputs that need the pass, in the order of the work. */
const USERS = ['occlusion', 'runs'] as const;

/** For one of its users. The first that is asked for brings the pass, which does at once what both want of it. */
export function occlusionPass({ passes, asked }: OutputContext, user: (typeof USERS)[number]): OcclusionPass[] {
  if (USERS.find((name) => asked.has(name)) !== user) return [];
  return [new OcclusionPass(passes, { shown: asked.has('runs'), counts: asked.has('occlusion') })];
}

/** Buffers of the pass; what is not asked for has to be bound all the same. */
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
