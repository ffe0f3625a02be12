/** Runs the benchmark: scenemill end to end, the peers on the same plans, and scenemill's stages one at a time. */
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Config } from '../src/run/config.ts';
import type { AdapterIdentity } from '../src/gpu/device.ts';
import type { EndToEndResult } from './end-to-end.ts';
import { runPart } from './part.ts';
import { PEERS, runPeer, type Peer, type PeerOutcome } from './peers/peers.ts';
import type { StagesResult } from './stages.ts';
import { chooseImages } from './workload.ts';

export interface BenchOptions {
  adapter?: string | undefined;
  /** Default: all peers. */
  peers?: readonly Peer[] | undefined;
  /** Leaves out the start with an empty cache, which compiles all models, and the second run after the peers. */
  quick?: boolean | undefined;
  onAsset?: ((done: number, total: number) => void) | undefined;
  /** Called with the name of each part before it runs. */
  onPart?: ((part: string) => void) | undefined;
}

export interface BenchReport {
  adapter: AdapterIdentity;
  workload: { images: number; widthPx: number; heightPx: number; levels: number; models: number };
  imagesPerSecond: number;
  /** Images/s before and after the peers ran. Their difference bounds how exact the ratios are. */
  runs: number[];
  megapixelsPerSecond: number;
  megatrianglesPerSecond: { submitted: number; drawn: number };
  /** Processor time of all threads per image, ms. A software adapter's threads count too. */
  coreMsPerImage: number;
  /**
   * The share of the run, 0 to 1, that the processors and the device were busy. Where the larger share is near 1, the stages overlap as they
   * should. The processors' share includes the threads of a software adapter, and polling the device.
   */
  busyShare: { processors: number; device: number };
  /** The times of the stages, measured one stage at a time. All its figures are per image. */
  stages: StagesResult;
  bytesReadBackPerImage: number;
  bytesWrittenPerImage: number;
  attemptsPerImage: number;
  peakResidentBytes: number;
  /** From the start of the process until the first sample is in a shard's file: with an empty cache, and with all models in the cache. */
  firstImageSeconds: { cold: number | null; warm: number };
  peers: Partial<Record<Peer, PeerOutcome>>;
  /** scenemill's images/s divided by the peer's. */
  ratios: Partial<Record<Peer, number>>;
}

const END_TO_END = new URL('./end-to-end.ts', import.meta.url);
const STAGES = new URL('./stages.ts', import.meta.url);

/**
 * Measures scenemill and the peers on images of this config.
 * @throws Error of the part that failed; UserError where the config's models cannot be used
 */
export async function bench(config: Config, options: BenchOptions = {}): Promise<BenchReport> {
  const { adapter, peers = PEERS, quick = false, onAsset, onPart = () => {} } = options;
  const { workload, library } = await chooseImages(config, onAsset);
  const { width, height } = config.image;

  const part = (firstOnly: boolean, env = {}) => runPart<EndToEndResult>(END_TO_END, { ...workload, adapter, firstOnly }, env);
  let cold: number | null = null;
  if (!quick) {
    onPart('start with an empty cache');
    const cache = mkdtempSync(join(tmpdir(), 'scenemill-bench-cache-'));
    try {
      cold = (await part(true, { SCENEMILL_CACHE: cache })).firstImageSeconds;
    } finally {
      rmSync(cache, { recursive: true });
    }
  }
  onPart('end to end');
  const runs = [await part(false)];
  const { batch } = runs[0]!;

  const outcomes: BenchReport['peers'] = {};
  for (const peer of peers) {
    onPart(peer);
    outcomes[peer] = await runPeer(peer, { ...workload, adapter, batch });
  }
  if (!quick) {
    // A ratio takes the runs before and after the peers, so that a change of the machine's other load is averaged.
    onPart('end to end again');
    runs.push(await part(false));
  }
  onPart('stage by stage');
  const stages = await runPart<StagesResult>(STAGES, { ...workload, adapter, batch });

  const sum = (field: 'images' | 'seconds' | 'cpuSeconds' | 'bytesWritten' | 'attempts') => runs.reduce((total, run) => total + run[field], 0);
  const [images, imagesPerSecond] = [sum('images'), sum('images') / sum('seconds')];
  const deviceMs = Object.values(stages.deviceMs).reduce((total, ms) => total + ms, 0);
  return {
    adapter: runs[0]!.adapter,
    workload: { images: workload.indices.length, widthPx: width, heightPx: height, levels: workload.strata, models: library.models.length },
    imagesPerSecond,
    runs: runs.map((run) => run.images / run.seconds),
    megapixelsPerSecond: (imagesPerSecond * width * height) / 1e6,
    megatrianglesPerSecond: { submitted: (imagesPerSecond * stages.trianglesSubmitted) / 1e6, drawn: (imagesPerSecond * stages.trianglesDrawn) / 1e6 },
    coreMsPerImage: (sum('cpuSeconds') * 1000) / images,
    busyShare: { processors: sum('cpuSeconds') / sum('seconds') / availableParallelism(), device: (imagesPerSecond * deviceMs) / 1000 },
    stages,
    bytesReadBackPerImage: stages.bytesReadBack,
    bytesWrittenPerImage: sum('bytesWritten') / images,
    attemptsPerImage: sum('attempts') / images,
    peakResidentBytes: Math.max(...runs.map((run) => run.peakResidentBytes)),
    firstImageSeconds: { cold, warm: Math.min(...runs.map((run) => run.firstImageSeconds)) },
    peers: outcomes,
    ratios: Object.fromEntries(Object.entries(outcomes).flatMap(([peer, outcome]) => ('skipped' in outcome ? [] : [[peer, imagesPerSecond / outcome.imagesPerSecond]]))),
  };
}
