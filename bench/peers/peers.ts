/** Runs the peers: other renderers on the same plans, each in a process of its own. */
import { runPart } from '../part.ts';
import { blenderProblem, runBlender } from './blender.ts';
import type { PeerRequest, PeerResult } from './scenes.ts';

const PARTS = {
  /** A bare picture: colour and light, no labels, nothing encoded. */
  three: new URL('./three.ts', import.meta.url),
  /** The least that the graphics pipeline takes. */
  raw: new URL('./raw.ts', import.meta.url),
};

export const PEERS = ['three', 'raw', 'eevee', 'cycles'] as const;
export type Peer = (typeof PEERS)[number];

/** How many images it made, of which set-up is no part; or why it made none. */
export type PeerOutcome = { imagesPerSecond: number; coreMsPerImage: number; images: number; settings: string } | { skipped: string };

export async function runPeer(peer: Peer, request: PeerRequest): Promise<PeerOutcome> {
  if (peer === 'three' || peer === 'raw') return outcomeOf(await runPart<PeerResult>(PARTS[peer], request));
  const problem = blenderProblem();
  return problem === null ? outcomeOf(await runBlender(peer, request)) : { skipped: problem };
}

function outcomeOf({ images, seconds, cpuSeconds, settings }: PeerResult): PeerOutcome {
  return { imagesPerSecond: images / seconds, coreMsPerImage: (cpuSeconds * 1000) / images, images, settings };
}
