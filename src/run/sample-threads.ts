/** A pool of threads that plan images and make their samples. */
// The main thread loads sharp before the workers do. Otherwise sharp's libraries are unloaded when the first worker that loaded them ends.
import '../encode/sharp.ts';
import type { RenderedImage } from '../gpu/rendered-images.ts';
import type { PackedScene } from '../gpu/scene-rows.ts';
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

  /** Opens the scenario on every thread. A failure rejects the first call for an image. */
  open(request: OpenSampleRequest): void {
    for (const worker of this.workers) worker.call('open', request).catch(() => undefined);
  }

  /** Gives image `index` to the thread with the fewest pending calls. The result does not depend on the thread. */
  maker(index: number): SampleMaker {
    const idlest = this.workers.reduce((best, worker) => (worker.pending < best.pending ? worker : best));
    return new SampleMaker(idlest, this.nextTicket++, index);
  }

  async close(): Promise<void> {
    await Promise.all(this.workers.map((worker) => worker.close()));
  }
}

/** Makes one image, on the thread that keeps its plan. */
export class SampleMaker {
  private readonly calls: WorkerCalls;
  private readonly ticket: number;
  private readonly index: number;

  constructor(calls: WorkerCalls, ticket: number, index: number) {
    this.calls = calls;
    this.ticket = ticket;
    this.index = index;
  }

  /** Plans an attempt, and packs its scene. */
  plan(attempt: number): Promise<PackedScene> {
    const { ticket, index } = this;
    return this.calls.call('plan', { ticket, index, attempt } satisfies PlanRequest);
  }

  /** Judges the attempt that was planned last. */
  judge(measured: MeasuredImage): Promise<Verdict> {
    return this.calls.call('judge', { ticket: this.ticket, measured } satisfies JudgeRequest);
  }

  /** Returns the plan of the attempt that was planned last. The thread forgets the image. */
  takePlan(): Promise<ScenePlan> {
    return this.calls.call('takePlan', this.ticket);
  }

  /**
   * Judges the attempt that was planned last. Where it is accepted, or is the least bad one, makes its sample, and the thread forgets the image.
   * The planes may be overwritten once the promise settles.
   */
  finish({ measured, planes }: RenderedImage, isLeastBad: boolean): Promise<Outcome<Sample>> {
    const { ticket } = this;
    return this.calls.call('finish', { ticket, image: { measured, planes }, isLeastBad } satisfies FinishRequest);
  }
}
