/** Counts each finished shard of a run on a thread of its own, so that a report of the dataset need not read it again. */
// The main thread loads sharp before the worker does. Otherwise sharp's libraries are unloaded when the worker ends.
import '../encode/sharp.ts';
import { WorkerCalls } from '../threads/calls.ts';
import { moduleUrl } from '../threads/module-url.ts';
import { measuredPictures, storeShardStats } from './dataset-stats.ts';
import type { ShardRequest, ShardStatsJson } from './shard-stats.ts';

/** A report reads smaller datasets within seconds, and their runs would wait for the thread's start. */
const LEAST_IMAGES = 10_000;

export class ShardCounter {
  readonly #dir: string;
  readonly #images: number;
  #worker: WorkerCalls | null = null;
  readonly #counts: Promise<void>[] = [];

  /**
   * @param dir of the dataset
   * @param images of the whole dataset
   */
  constructor(dir: string, images: number) {
    this.#dir = dir;
    this.#images = images;
  }

  /** Returns at once. A shard that cannot be counted is left to the report, whose reader says what is wrong with it. */
  add({ name, samples, sha256 }: { name: string; samples: number; sha256: string }): void {
    if (this.#images < LEAST_IMAGES) return;
    this.#worker ??= new WorkerCalls(moduleUrl('./stats-worker', import.meta.url));
    const request: ShardRequest = { dir: this.#dir, name, samples, measured: measuredPictures(samples, this.#images) };
    this.#counts.push(this.#worker.call<ShardStatsJson>('shard', request).then((counted) => storeShardStats(request, sha256, counted)).catch(() => undefined));
  }

  /** Waits for what is not counted yet. */
  async close(): Promise<void> {
    await Promise.all(this.#counts);
    await this.#worker?.close();
  }
}
