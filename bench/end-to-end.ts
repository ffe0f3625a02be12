/** Makes the workload as `scenemill generate` does, from plan to finished shard, and measures the start and the steady state. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AdapterIdentity } from '../src/gpu/device.ts';
import { outputsOf } from '../src/labels/labels.ts';
import { Engine } from '../src/run/engine.ts';
import { imagesInProgress, makeSamples } from '../src/run/generate.ts';
import { ShardWriter } from '../src/dataset/shard-writer.ts';
import { servePart, stopwatch } from './part.ts';
import type { Workload } from './workload.ts';

export interface EndToEndRequest extends Workload { adapter: string | undefined; firstOnly: boolean }

export interface EndToEndResult {
  adapter: AdapterIdentity;
  /** Images per batch. */
  batch: number;
  /** From the start of the process until the first sample was in the shard's file. */
  firstImageSeconds: number;
  /** Images of the steady state: the pipeline is full before the first and after the last of them. 0 with `firstOnly`, as are the next four. */
  images: number;
  seconds: number;
  cpuSeconds: number;
  bytesWritten: number;
  /** Attempts beyond each image's first. */
  attempts: number;
  peakResidentBytes: number;
}

/** The steady state lasts whole rounds of the workload, and at least this long: a fast device takes 0.2 s for a round. */
const LEAST_SECONDS = 2;

/** Repeats the indices without end, so that the pipeline is still full at the last image that counts. */
function* repeated(indices: number[]): Generator<number, void, undefined> {
  for (;;) yield* indices;
}

servePart(async ({ config, indices, adapter, firstOnly }: EndToEndRequest): Promise<EndToEndResult> => {
  const folder = mkdtempSync(join(tmpdir(), 'scenemill-bench-'));
  try {
    const engine = await Engine.open(config, { adapter }, outputsOf(config.labels));
    engine.hold([0]);
    const writer = await ShardWriter.open(folder, '000000');
    // The warm-up makes the workload twice and lasts until a second device is open. By then code is compiled, and buffers have grown.
    const warmUp = Math.max(imagesInProgress(engine), 2 * indices.length);
    const result: EndToEndResult = {
      adapter: engine.renderer.adapter, batch: engine.renderer.batch, firstImageSeconds: 0, images: 0, seconds: 0, cpuSeconds: 0, bytesWritten: 0, attempts: 0, peakResidentBytes: 0,
    };
    let elapsed: ReturnType<typeof stopwatch> | null = null;
    let done = 0;
    for await (const { key, members, totals } of makeSamples(engine, repeated(indices))) {
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
