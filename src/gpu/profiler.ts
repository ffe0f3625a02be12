/** Measures the device time of every stage of a batch by timestamp queries. Only `scenemill bench` makes a profiler. */
import type { QueueList, QueueUse } from './queues.ts';
import { BUFFER_USAGE, MAP_MODE } from './usage.ts';

/** Hands out the compute pass that the next stage is recorded into. */
export interface StagePasses {
  next(stage: string): GPUComputePassEncoder;
  end(): void;
}

/** All stages share one compute pass, where no profiler measures them. */
export function sharedPass(encoder: GPUCommandEncoder): StagePasses {
  let pass: GPUComputePassEncoder | null = null;
  return {
    next: () => (pass ??= encoder.beginComputePass()),
    end() {
      pass?.end();
      pass = null;
    },
  };
}

/** The timestamps of one batch: its start, two per stage, and its end. */
const MAX_STAMPS = 128;
const STAMP_BYTES = 8;

/** Every stage becomes a compute pass of its own between two timestamps. One batch at a time. */
export class Profiler {
  /** The wanted entries and capacities of the lists in the last batch that was not void. */
  queues: Record<QueueList, QueueUse> | null = null;
  private readonly querySet: GPUQuerySet;
  private readonly resolved: GPUBuffer;
  private readonly mapped: GPUBuffer;
  private stages: string[] = [];

  /** Needs the feature `timestamp-query`; Dawn rounds to 65 us unless its instance was made with `disable-dawn-features=timestamp_quantization`. */
  constructor(device: GPUDevice) {
    this.querySet = device.createQuerySet({ label: 'profiler', type: 'timestamp', count: MAX_STAMPS });
    const size = MAX_STAMPS * STAMP_BYTES;
    this.resolved = device.createBuffer({ label: 'profiler', size, usage: BUFFER_USAGE.QUERY_RESOLVE | BUFFER_USAGE.COPY_SRC });
    this.mapped = device.createBuffer({ label: 'profiler', size, usage: BUFFER_USAGE.MAP_READ | BUFFER_USAGE.COPY_DST });
  }

  /** Records the start of a batch. Time before its first stage counts as `clear`. */
  begin(encoder: GPUCommandEncoder): void {
    this.stages = [];
    encoder.beginComputePass({ timestampWrites: { querySet: this.querySet, endOfPassWriteIndex: 0 } }).end();
  }

  passes(encoder: GPUCommandEncoder): StagePasses {
    let pass: GPUComputePassEncoder | null = null;
    const end = () => {
      pass?.end();
      pass = null;
    };
    return {
      next: (stage) => {
        end();
        const first = 1 + 2 * this.stages.length;
        this.stages.push(stage);
        pass = encoder.beginComputePass({ timestampWrites: { querySet: this.querySet, beginningOfPassWriteIndex: first, endOfPassWriteIndex: first + 1 } });
        return pass;
      },
      end,
    };
  }

  /** Records the end of a batch. Time after its last stage counts as `copy`. */
  end(encoder: GPUCommandEncoder): void {
    const stamps = 2 + 2 * this.stages.length;
    encoder.beginComputePass({ timestampWrites: { querySet: this.querySet, beginningOfPassWriteIndex: stamps - 1 } }).end();
    encoder.resolveQuerySet(this.querySet, 0, stamps, this.resolved, 0);
    encoder.copyBufferToBuffer(this.resolved, 0, this.mapped, 0, stamps * STAMP_BYTES);
  }

  /** The time of every stage of the last batch, ms, in the stages' order. */
  async read(): Promise<{ stage: string; ms: number }[]> {
    await this.mapped.mapAsync(MAP_MODE.READ);
    const ns = new BigUint64Array(this.mapped.getMappedRange().slice(0));
    this.mapped.unmap();
    // Drivers are known to hand out an end that lies before its start, as WebGPU allows: such a time counts as none.
    const between = (from: number, to: number) => Math.max(0, Number(ns[to]! - ns[from]!)) / 1e6;
    const last = 2 * this.stages.length;
    return [
      { stage: 'clear', ms: between(0, 1) },
      ...this.stages.map((stage, i) => ({ stage, ms: between(1 + 2 * i, 2 + 2 * i) })),
      { stage: 'copy', ms: between(last, last + 1) },
    ];
  }
}
