/** Runs the peers, which are other renderers on the same plans, each in a process of its own. */
import { runPart } from '../part.ts';
import { blenderProblem, runBlender } from './blender.ts';
import type { PeerRequest, PeerResult } from './scenes.ts';

const PARTS = {
  /** three.js draws colour and light, without labels and without encoding. */
  three: new URL('./three.ts', import.meta.url),
  /** The graphics pipeline draws ids and nothing else, so it bounds what a renderer with vertex and fragment shaders can reach. */
  raw: new URL('./raw.ts', import.meta.url),
};

export const PEERS = ['three', 'raw', 'eevee', 'cycles'] as const;
export type Peer = (typeof PEERS)[number];

/** The speed of a peer, without its set-up; or why it did not run. */
export type PeerOutcome = { imagesPerSecond: number; coreMsPerImage: number; images: number; settings: string } | { skipped: string };

/** @throws Error where the peer fails */
export async function runPeer(peer: Peer, request: PeerRequest): Promise<PeerOutcome> {
  if (peer === 'three' || peer === 'raw') return outcomeOf(await runPart<PeerResult>(PARTS[peer], request));
  const problem = blenderProblem();
  return problem === null ? outcomeOf(await runBlender(peer, request)) : { skipped: problem };
}

function outcomeOf({ images, seconds, cpuSeconds, settings }: PeerResult): PeerOutcome {
  return { imagesPerSecond: images / seconds, coreMsPerImage: (cpuSeconds * 1000) / images, images, settings };
}
