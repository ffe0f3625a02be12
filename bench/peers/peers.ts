/** Runs the peers: other renderers on the same plans, each in a process of its own. */
import { runPart } from '../part.ts';
import type { PeerRequest, PeerResult } from './scenes.ts';

const MODULES = {
  /** A bare picture: colour and light, no labels, nothing encoded. */
  three: new URL('./three.ts', import.meta.url),
  /** The least that the graphics pipeline takes. */
  raw: new URL('./raw.ts', import.meta.url),
};

export type Peer = keyof typeof MODULES;
export const PEERS = Object.keys(MODULES) as Peer[];

export type PeerOutcome = { imagesPerSecond: number; coreMsPerImage: number; images: number; settings: string } | { skipped: string };

export async function runPeer(peer: Peer, request: PeerRequest): Promise<PeerOutcome> {
  const { images, seconds, cpuSeconds, settings } = await runPart<PeerResult>(MODULES[peer], request);
  return { imagesPerSecond: images / seconds, coreMsPerImage: (cpuSeconds * 1000) / images, images, settings };
}
