/** Writes samples as the shards of a dataset's folder, each whole or absent, with an entry and a line of run.jsonl. */
import type { DatasetFolder, ShardRange } from '../dataset/dataset-folder.ts';
import { ShardWriter } from '../dataset/shard-writer.ts';
import type { ShardCounter } from '../stats/shard-counter.ts';
import type { SampleSink, ShardSink } from './sample-sink.ts';

export class ShardFiles implements SampleSink {
  private readonly folder: DatasetFolder;
  private readonly counter: ShardCounter;
  /** When the shard before was finished. */
  private started = performance.now();

  /** @param counter is told of every shard that is finished */
  constructor(folder: DatasetFolder, counter: ShardCounter) {
    this.folder = folder;
    this.counter = counter;
  }

  /**
   * Locks the shard. Returns null where another run has finished it since this one began.
   * @throws LockedError where another live run writes this shard
   */
  async open(range: ShardRange): Promise<ShardSink | null> {
    const writer = await ShardWriter.open(this.folder.shardsDir, range.name);
    if (await this.folder.readEntry(range).catch(async (error: Error) => { await writer.abort(); throw error; })) {
      await writer.abort();
      return null;
    }
    return {
      add: async ({ key, members }) => {
        for (const { suffix, bytes } of members) await writer.add(`${key}.${suffix}`, bytes);
      },
      finish: async (totals) => {
        const entry = await this.folder.writeEntry(range, await writer.finish(), totals);
        this.counter.add(entry);
        const now = performance.now();
        const seconds = (now - this.started) / 1000;
        this.started = now;
        await this.folder.log({ shard: entry.name, at: new Date().toISOString(), seconds, imagesPerSecond: range.samples / seconds, bytes: entry.bytes, rssBytes: process.memoryUsage.rss(), ...totals });
      },
      abort: () => writer.abort(),
    };
  }
}
