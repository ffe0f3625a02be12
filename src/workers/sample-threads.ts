/** A pool of threads that plan images and make their samples. */
// sharp wants to be loaded by the main thread before others load it, or its libraries are gone with the first of them.
import '../encode/sharp.ts';
import type { PackedScene } from '../gpu/scene-pack.ts';
import type { Sample } from '../sample.ts';
import type { ScenePlan } from '../scene/scene.ts';
import { WorkerCalls } from './protocol.ts';
import type { FinishRequest, OpenRequest, PlanRequest } from './sample-worker.ts';

export class SampleThreads {
  private readonly workers: WorkerCalls[];

  constructor(count: number) {
    this.workers = Array.from({ length: count }, () => new WorkerCalls(new URL('./sample-worker.ts', import.meta.url)));
  }

  get count(): number {
    return this.workers.length;
  }

  /** What every later image is made from. */
  open(request: OpenRequest): void {
    for (const worker of this.workers) worker.call('open', request).catch(() => undefined);
  }

  /** The thread with the least to do: an image stays with it. Which one it is has no part in the result. */
  idlest(): SampleThread {
    return new SampleThread(this.workers.reduce((best, worker) => (worker.pending < best.pending ? worker : best)));
  }

  async close(): Promise<void> {
    await Promise.all(this.workers.map((worker) => worker.close()));
  }
}

export class SampleThread {
  private readonly calls: WorkerCalls;

  constructor(calls: WorkerCalls) {
    this.calls = calls;
  }

  plan(index: number, attempt: number): Promise<PackedScene> {
    return this.calls.call('plan', { index, attempt } satisfies PlanRequest);
  }

  /** Hands over the plan of the attempt that was planned last. */
  takePlan(index: number): Promise<ScenePlan> {
    return this.calls.call('takePlan', index);
  }

  /** Of the attempt that was planned last. The planes are not read any more once it is there. */
  finish(request: FinishRequest): Promise<Sample> {
    return this.calls.call('finish', request);
  }
}
