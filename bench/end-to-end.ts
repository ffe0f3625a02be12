/** Makes the workload as `scenemill generate` does, from plan to finished shard, and measures its start and its steady state. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AdapterIdentity } from '../src/gpu/device.ts';
import { outputsOf } from '../src/labels/labels.ts';
import { Engine } from '../src/run/engine.ts';
import { imagesUnderWay, makeSamples } from '../src/run/generate.ts';
import { ShardWriter } from '../src/dataset/shard-writer.ts';
import { servePart, stopwatch } from './part.ts';
import type { Workload } from './workload.ts';

export interface EndToEndRequest extends Workload { adapter: string | undefined; firstOnly: boolean }

export interface EndToEndResult {
  adapter: AdapterIdentity;
  /** Images per batch. */
  batch: number;
  /** From the start of the process until a whole sample was in the shard's file. */
  firstImageSeconds: number;
  /** The steady state only: the pipeline is full before the first and after the last of these images; none where only the first was wanted. */
  images: number;
  seconds: number;
  cpuSeconds: number;
  bytesWritten: number;
  /** Beyond the first, of an image. */
  attempts: number;
  peakResidentBytes: number;
}

/** Whole rounds of the workload until then: a fast device makes one in a fifth of a second. */
const LEAST_SECONDS = 2;

/** Without an end, so that the pipeline is still full at the last image that counts. */
function* roundAndRound(indices: number[]): Generator<number, void, undefined> {
  for (;;) yield* indices;
}

servePart(async ({ config, indices, adapter, firstOnly }: EndToEndRequest): Promise<EndToEndResult> => {
  const folder = mkdtempSync(join(tmpdir(), 'scenemill-bench-'));
  try {
    const engine = await Engine.open(config, { adapter }, outputsOf(config.labels));
    engine.hold([0]);
    const writer = await ShardWriter.open(folder, '000000');
    // All of them twice before, and until a second device is open: compilers are done by then, and buffers have their size.
    const warmUp = Math.max(imagesUnderWay(engine), 2 * indices.length);
    const result: EndToEndResult = {
      adapter: engine.renderer.adapter, batch: engine.renderer.batch, firstImageSeconds: 0, images: 0, seconds: 0, cpuSeconds: 0, bytesWritten: 0, attempts: 0, peakResidentBytes: 0,
    };
    let elapsed: ReturnType<typeof stopwatch> | null = null;
    let done = 0;
    for await (const { key, members, totals } of makeSamples(engine, roundAndRound(indices))) {
      for (const { suffix, bytes } of members) await writer.add(`${key}.${suffix}`, bytes);
      done++;
      if (done === 1) result.firstImageSeconds = performance.now() / 1000;
      if (firstOnly) break;
      if (!elapsed) {
        if (done >= warmUp && !engine.renderer.isOpening) elapsed = stopwatch();
        continue;
      }
      result.images++;
      result.attempts += totals.attempts;
      result.bytesWritten += members.reduce((sum, { bytes }) => sum + bytes.length, 0);
      if (result.images % indices.length > 0) continue;
      Object.assign(result, elapsed());
      if (result.seconds >= LEAST_SECONDS) break;
    }
    await (firstOnly ? writer.abort() : writer.finish());
    await engine.close();
    return { ...result, peakResidentBytes: process.resourceUsage().maxRSS * 1024 };
  } finally {
    rmSync(folder, { recursive: true });
  }
});
