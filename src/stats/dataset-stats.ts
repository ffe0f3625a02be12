/** Counts a dataset: its shards on several threads, each once, because what was counted is stored beside the shard's entry. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomic } from '../dataset/atomic-file.ts';
import type { DatasetInfo } from '../dataset/reader.ts';
import { ImagePrints } from './image-prints.ts';
import { RecordStats } from './record-stats.ts';
import { SetStats } from './set-stats.ts';
import { COUNTED_BY, type ShardRequest, type ShardStatsJson } from './shard-stats.ts';
import { onThreads } from './stats-threads.ts';

/** Pictures of a dataset that are decoded; all where it has no more. */
const MEASURED_PICTURES = 1000;

interface StoredStats extends ShardStatsJson {
  countedBy: string;
  /** Of the shard that was counted. */
  sha256: string;
  measured: number;
}

export interface DatasetStats { set: SetStats; record: RecordStats; prints: ImagePrints }

export interface DatasetStatsOptions {
  /** Default: a thread a core; 0: the calling thread. */
  threads?: number | undefined;
  /** Pictures to decode. */
  pictures?: number | undefined;
  onProgress?: ((doneShards: number, shards: number) => void) | undefined;
}

/**
 * Merges what all shards hold. Memory does not grow with the number of images, but for eight bytes an image. A shard that was counted before is not read again, unless
 * its hash or the number of measured pictures is another one.
 * @throws UserError where a shard is missing or damaged
 */
export async function datasetStats(dataset: DatasetInfo, { threads, pictures = MEASURED_PICTURES, onProgress }: DatasetStatsOptions = {}): Promise<DatasetStats> {
  const { dir, shards } = dataset;
  const total: DatasetStats = { set: new SetStats(), record: new RecordStats(), prints: new ImagePrints() };
  const images = shards.reduce((sum, { samples }) => sum + samples, 0);
  let done = 0;
  const add = ({ set, record, prints }: ShardStatsJson): void => {
    total.set.merge(SetStats.fromJSON(set));
    total.record.merge(RecordStats.fromJSON(record));
    total.prints.merge(ImagePrints.fromJSON(prints));
    onProgress?.(++done, shards.length);
  };
  const missing: { request: ShardRequest; sha256: string | undefined }[] = [];
  for (const { name, samples, sha256 } of shards) {
    const measured = measuredPictures(samples, images, pictures);
    const stored = await readStored(pathOf(dir, name));
    if (stored && stored.countedBy === COUNTED_BY && stored.sha256 === sha256 && stored.measured === measured) add(stored);
    else missing.push({ request: { dir, name, samples, measured }, sha256 });
  }
  await onThreads<ShardRequest, ShardStatsJson>('shard', missing.map(({ request }) => request), async (counted, index) => {
    const { request, sha256 } = missing[index]!;
    // A dataset that cannot be written to is counted anew each time.
    if (sha256 !== undefined) await storeShardStats(request, sha256, counted).catch(() => undefined);
    add(counted);
  }, threads);
  return total;
}

/** How many pictures of a shard are measured. It is rounded up, so that every shard has one. */
export function measuredPictures(samples: number, images: number, pictures = MEASURED_PICTURES): number {
  return images <= pictures ? samples : Math.min(samples, Math.ceil((pictures * samples) / images));
}

/** Writes what was counted beside the shard's entry. */
export async function storeShardStats({ dir, name, measured }: ShardRequest, sha256: string, counted: ShardStatsJson): Promise<void> {
  const stored: StoredStats = { countedBy: COUNTED_BY, sha256, measured, ...counted };
  await writeFileAtomic(pathOf(dir, name), `${JSON.stringify(stored)}\n`);
}

const pathOf = (dir: string, name: string): string => join(dir, 'shards', `${name}.stats.json`);

/** Null where it is missing, or is no JSON. */
async function readStored(path: string): Promise<StoredStats | null> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as StoredStats;
  } catch {
    return null;
  }
}
