/** Makes the workload as `scenemill generate` does, from plan to finished shard, and measures its start and its steady state. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AdapterIdentity } from '../src/gpu/device.ts';
import { outputsOf } from '../src/labels.ts';
import { Mill } from '../src/mill.ts';
import { makeSamples } from '../src/pipeline.ts';
import { ShardWriter } from '../src/shards/writer.ts';
import { servePart, stopwatch } from './part.ts';
import type { Workload } from './workload.ts';

export interface EndToEndRequest extends Workload { adapter: string | undefined; firstOnly: boolean }

export interface EndToEndResult {
  adapter: AdapterIdentity;
  /** From the start of the process until a whole sample was in the shard's file. */
  firstImageSeconds: number;
  /** The steady state only: the pipeline is full before the first and after the last of these images. */
  images: number;
  seconds: number;
  cpuSeconds: number;
  bytesWritten: number;
  /** Beyond the first, of an image. */
  attempts: number;
  peakResidentBytes: number;
}

servePart(async ({ config, indices, adapter, firstOnly }: EndToEndRequest): Promise<EndToEndResult> => {
  const folder = mkdtempSync(join(tmpdir(), 'scenemill-bench-'));
  try {
    const mill = await Mill.open(config, { adapter }, outputsOf(config.labels));
    mill.hold([0]);
    const writer = await ShardWriter.open(folder, '000000');
    // makeSamples keeps five batches under way, which keep the pipeline full past the last image that counts.
    const underWay = 5 * mill.renderer.batch;
    // All of them once before, as the peers do: compilers are done by then, and buffers have their size.
    const warmUp = Math.max(underWay, indices.length);
    const sequence = Array.from({ length: warmUp + indices.length + underWay }, (_, i) => indices[i % indices.length]!);
    const result: EndToEndResult = {
      adapter: mill.renderer.adapter, firstImageSeconds: 0, images: firstOnly ? 0 : indices.length,
      seconds: 0, cpuSeconds: 0, bytesWritten: 0, attempts: 0, peakResidentBytes: 0,
    };
    let elapsed = stopwatch();
    let done = 0;
    for await (const { key, members, totals } of makeSamples(mill, sequence)) {
      for (const { suffix, bytes } of members) await writer.add(`${key}.${suffix}`, bytes);
      done++;
      if (done === 1) result.firstImageSeconds = performance.now() / 1000;
      if (firstOnly) break;
      if (done > warmUp && done <= warmUp + indices.length) {
        result.attempts += totals.attempts;
        result.bytesWritten += members.reduce((sum, { bytes }) => sum + bytes.length, 0);
      }
      if (done === warmUp) elapsed = stopwatch();
      if (done === warmUp + indices.length) Object.assign(result, elapsed());
    }
    await (firstOnly ? writer.abort() : writer.finish());
    await mill.close();
    return { ...result, peakResidentBytes: process.resourceUsage().maxRSS * 1024 };
  } finally {
    rmSync(folder, { recursive: true });
  }
});
