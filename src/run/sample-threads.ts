/** A pool of threads that plan images and make their samples. */
// sharp wants to be loaded by the main thread before others load it, or its libraries are gone with the first of them.
import '../encode/sharp.ts';
import type { RenderedImage } from '../gpu/rendered-images.ts';
import type { PackedScene } from '../gpu/scene-pack.ts';
import type { Verdict } from '../scenarios/scenario.ts';
import type { MeasuredImage } from '../scene/measured.ts';
import type { ScenePlan } from '../scene/scene.ts';
import { WorkerCalls } from '../threads/calls.ts';
import { moduleUrl } from '../threads/module-url.ts';
import type { Outcome } from './accept.ts';
import type { FinishRequest, JudgeRequest, OpenSampleRequest, PlanRequest } from './sample-worker.ts';
import type { Sample } from './sample.ts';

export class SampleThreads {
  private readonly workers: WorkerCalls[];
  private nextTicket = 0;

  constructor(count: number) {
    this.workers = Array.from({ length: count }, () => new WorkerCalls(moduleUrl('./sample-worker', import.meta.url)));
  }

  get count(): number {
    return this.workers.length;
  }

  /** What every later image is made from. A failure shows when an image is planned. */
  open(request: OpenSampleRequest): void {
    for (const worker of this.workers) worker.call('open', request).catch(() => undefined);
  }

  /** What makes image `index`: the thread with the least to do. Which one it is has no part in the result. */
  maker(index: number): SampleMaker {
    const idlest = this.workers.reduce((best, worker) => (worker.pending < best.pending ? worker : best));
    return new SampleMaker(idlest, this.nextTicket++, index);
  }

  async close(): Promise<void> {
    await Promise.all(this.workers.map((worker) => worker.close()));
  }
}

/** One image's way through the thread that it stays with. */
export class SampleMaker {
  private readonly calls: WorkerCalls;
  private readonly ticket: number;
  private readonly index: number;

  constructor(calls: WorkerCalls, ticket: number, index: number) {
    this.calls = calls;
    this.ticket = ticket;
    this.index = index;
  }

  plan(attempt: number): Promise<PackedScene> {
    const { ticket, index } = this;
    return this.calls.call('plan', { ticket, index, attempt } satisfies PlanRequest);
  }

  /** Of the attempt that was planned last. */
  judge(measured: MeasuredImage): Promise<Verdict> {
    return this.calls.call('judge', { ticket: this.ticket, measured } satisfies JudgeRequest);
  }

  /** Hands over the plan of the attempt that was planned last: the end of it. */
  takePlan(): Promise<ScenePlan> {
    return this.calls.call('takePlan', this.ticket);
  }

  /** Judges the attempt that was planned last, and ends it where it is taken. The planes are not read any more once the sample is there. */
  finish({ measured, planes }: RenderedImage, isLeastBad: boolean): Promise<Outcome<Sample>> {
    const { ticket } = this;
    return this.calls.call('finish', { ticket, image: { measured, planes }, isLeastBad } satisfies FinishRequest);
  }
}
