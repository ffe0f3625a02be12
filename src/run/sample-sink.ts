/** The interface of where a run's samples go: shard after shard, each in the order of its slots. */
import type { ShardRange, Totals } from '../dataset/dataset-folder.ts';
import type { Sample } from './sample.ts';

export interface SampleSink {
  /**
   * Opens a shard, just before its first image is planned. At most two shards are open at a time, and the earlier one is finished first.
   * @returns null where the shard is there already
   */
  open(range: ShardRange): Promise<ShardSink | null>;
}

export interface ShardSink {
  /** Settles when the sink can take the next sample. */
  add(sample: Sample): Promise<void>;
  /** @param totals counts over the shard's images */
  finish(totals: Totals): Promise<void>;
  /** Removes what there is of the shard, where it can be removed. */
  abort(): Promise<void>;
}
