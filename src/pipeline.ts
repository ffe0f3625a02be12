/** The whole way from a config to a dataset, with back-pressure: read this first. */
import { buildRecord, recordJson } from './annotations/record.ts';
import type { Config } from './config.ts';
import { configSha256 } from './config-file.ts';
import { encodeJpeg } from './encode/jpeg.ts';
import { UserError } from './errors.ts';
import { labelMembers, outputsOf, type Member } from './labels.ts';
import { Mill, type MillOptions } from './mill.ts';
import { addTotals, DatasetFolder, emptyTotals, shardRanges, type ShardRange, type Totals } from './shards/dataset.ts';
import { ShardWriter } from './shards/writer.ts';
import { GENERATOR } from './version.ts';

export interface GenerateOptions extends MillOptions {
  /** First and last shard, zero-based; all when absent. */
  shards?: [number, number] | undefined;
  signal?: AbortSignal | undefined;
  onProgress?: ((done: number, total: number) => void) | undefined;
}

export interface GenerateSummary {
  dir: string;
  images: number;
  seconds: number;
  imagesPerSecond: number;
  /** Whether dataset.json was written: every shard of the dataset is there. */
  complete: boolean;
  totals: Totals;
}

/** Config -> AssetLibrary -> ScenePlan -> RenderedBatch -> Sample -> Shard -> Dataset. */
export async function generate(config: Config, options: GenerateOptions = {}): Promise<GenerateSummary> {
  const mill = await Mill.open(config, options, outputsOf(config.labels));
  try {
    const ranges = shardRanges(mill.images, config.output.imagesPerShard);
    const wanted = chooseShards(ranges, options.shards);
    const identity = { generator: GENERATOR, config, configSha256: configSha256(config, mill.library), adapter: mill.renderer.adapter };
    const folder = await DatasetFolder.open(config.output.dir, identity);
    const missing: ShardRange[] = [];
    for (const range of wanted) if (!await folder.readEntry(range)) missing.push(range);

    const started = performance.now();
    const totals = emptyTotals();
    const total = missing.reduce((images, range) => images + range.samples, 0);
    for (const range of missing) {
      addTotals(totals, await makeShard(mill, folder, range, options.signal, (done) => options.onProgress?.(totals.images + done, total)));
    }
    const complete = await folder.complete(ranges, mill.library);
    const seconds = (performance.now() - started) / 1000;
    return { dir: config.output.dir, images: totals.images, seconds, imagesPerSecond: totals.images / seconds, complete, totals };
  } finally {
    await mill.close();
  }
}

function chooseShards(ranges: ShardRange[], shards: [number, number] | undefined): ShardRange[] {
  if (!shards) return ranges;
  const [first, last] = shards;
  if (last >= ranges.length) throw new UserError(`generate: --shards ${first}-${last}: the dataset has ${ranges.length}; wanted 0 to ${ranges.length - 1}`);
  return ranges.slice(first, last + 1);
}

/** One shard, whole or absent. Its images are made side by side and written in their order. */
async function makeShard(mill: Mill, folder: DatasetFolder, range: ShardRange, signal: AbortSignal | undefined, onProgress: (done: number) => void): Promise<Totals> {
  await mill.useShard(range.first / mill.config.output.imagesPerShard);
  const started = performance.now();
  const writer = await ShardWriter.open(folder.shardsDir, range.name);
  const totals = emptyTotals();
  // Another run may have finished it while this one was busy with an earlier shard.
  if (await folder.readEntry(range)) {
    await writer.abort();
    return totals;
  }
  try {
    const indices = Array.from({ length: range.samples }, (_, i) => range.first + i);
    for await (const sample of makeSamples(mill, indices)) {
      signal?.throwIfAborted();
      for (const { suffix, bytes } of sample.members) await writer.add(`${sample.key}.${suffix}`, bytes);
      addTotals(totals, sample.totals);
      onProgress(totals.images);
    }
    const entry = await folder.writeEntry(range, await writer.finish(), totals);
    const seconds = (performance.now() - started) / 1000;
    await folder.log({ shard: entry.name, at: new Date().toISOString(), seconds, imagesPerSecond: range.samples / seconds, bytes: entry.bytes, rssBytes: process.memoryUsage.rss(), ...totals });
    return totals;
  } catch (error) {
    await writer.abort();
    throw error;
  }
}

/** The samples of these images, of one shard's models: made side by side, handed out in the images' order. */
export async function* makeSamples(mill: Mill, indices: number[]): AsyncGenerator<Sample, void, undefined> {
  const underWay: Promise<Sample>[] = [];
  // Two batches beyond those on the device: one being planned, one being encoded.
  const window = 5 * mill.renderer.batch;
  try {
    for (const index of indices) {
      underWay.push(settled(makeSample(mill, index)));
      if (underWay.length === window) yield await underWay.shift()!;
    }
    while (underWay.length > 0) yield await underWay.shift()!;
  } finally {
    await Promise.allSettled(underWay);
  }
}

/** A rejection is dealt with when its turn comes, not before. */
function settled<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined);
  return promise;
}

export interface Sample {
  key: string;
  members: Member[];
  totals: Totals;
}

async function makeSample(mill: Mill, index: number): Promise<Sample> {
  const { config, library } = mill;
  const { width, height, jpegQuality } = config.image;
  const { plan, image, sceneJson, leastBad } = await mill.make(index);
  const record = buildRecord(plan, library, image.measured, config.labels);
  const [jpeg, planes] = await Promise.all([encodeJpeg(image.planes.rgb, width, height, jpegQuality), labelMembers(config.labels, image.planes, width, height)]);
  const members: Member[] = [{ suffix: 'jpg', bytes: jpeg }, { suffix: 'json', bytes: Buffer.from(recordJson(record)) }, ...planes];
  if (sceneJson) members.push({ suffix: 'scene.json', bytes: sceneJson });
  const totals: Totals = {
    images: 1,
    instances: record.instances.length,
    hidden: record.hidden.length,
    unplaced: record.schedule?.unplaced.length ?? 0,
    attempts: record.attempt,
    leastBad: Number(leastBad),
  };
  return { key: record.key, members, totals };
}
