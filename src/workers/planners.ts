/** A pool of planning threads. */
import type { OpenRequest, PlannedImage, PlanRequest } from './plan-worker.ts';
import { WorkerCalls } from './protocol.ts';

export class Planners {
  private readonly workers: WorkerCalls[];

  constructor(count: number) {
    this.workers = Array.from({ length: count }, () => new WorkerCalls(new URL('./plan-worker.ts', import.meta.url)));
  }

  get count(): number {
    return this.workers.length;
  }

  /** What every later plan is made from. A failure shows when an image is planned. */
  open(request: OpenRequest): void {
    for (const worker of this.workers) worker.call('open', request).catch(() => undefined);
  }

  /** Which thread plans an image has no part in the result. */
  plan(index: number, attempt: number): Promise<PlannedImage> {
    const idlest = this.workers.reduce((best, worker) => (worker.pending < best.pending ? worker : best));
    return idlest.call<PlannedImage>('plan', { index, attempt } satisfies PlanRequest);
  }

  async close(): Promise<void> {
    await Promise.all(this.workers.map((worker) => worker.close()));
  }
}
