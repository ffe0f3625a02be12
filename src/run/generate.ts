/** Makes a dataset from a config. Read this first: it is the whole run, and it bounds how many images are in progress. */
import { configSha256 } from '../config/identity.ts';
import { UserError } from '../config/errors.ts';
import { outputsOf } from '../labels/labels.ts';
import type { Config } from './config.ts';
import { Engine, type EngineOptions } from './engine.ts';
import { scenarioSha256 } from './load-scenario.ts';
import type { Sample } from './sample.ts';
import { addTotals, DatasetFolder, emptyTotals, shardRanges, type ShardRange, type Totals } from '../dataset/dataset-folder.ts';
import { ShardWriter } from '../dataset/shard-writer.ts';
import { GENERATOR } from './version.ts';
import { MOST_BATCHES, MOST_DEVICES } from './devices.ts';

export interface GenerateOptions extends EngineOptions {
  /** First and last shard to make, counted from 0; default: all. */
  shards?: [number, number] | undefined;
  /** Ends the run. Finished shards stay, unfinished ones are removed. */
  signal?: AbortSignal | undefined;
  onProgress?: ((done: number, total: number) => void) | undefined;
}

export interface GenerateSummary {
  dir: string;
  /** Images that this run made. */
  images: number;
  seconds: number;
  imagesPerSecond: number;
  /** Whether every shard of the dataset exists, so that dataset.json was written. */
  complete: boolean;
  /** Counts over the images that this run made. */
  totals: Totals;
}

/**
 * Makes the missing shards of a dataset: Config -> AssetLibrary -> ScenePlan -> RenderedBatch -> Sample -> Shard -> Dataset.
 * @throws UserError where the config, the models or the folder are wrong; TryAgainError where another run holds a shard
 */
export async function generate(config: Config, options: GenerateOptions = {}): Promise<GenerateSummary> {
  const engine = await Engine.open(config, options, outputsOf(config.labels));
  try {
    options.signal?.throwIfAborted();
    const ranges = shardRanges(engine.images, config.output.imagesPerShard);
    const wanted = chooseShards(ranges, options.shards);
    const identity = { generator: GENERATOR, config, configSha256: configSha256(config, engine.library, scenarioSha256(config.scenario)), adapter: engine.renderer.adapter };
    const folder = await DatasetFolder.open(config.output.dir, identity);
    const missing: ShardRange[] = [];
    for (const range of wanted) if (!await folder.readEntry(range)) missing.push(range);

    if (missing.length > 0) options.onStage?.(`making the first images on ${engine.renderer.adapter.device}`);
    const started = performance.now();
    const totals = await makeShards(engine, folder, missing, options);
    const complete = await folder.complete(ranges, engine.library);
    const seconds = (performance.now() - started) / 1000;
    return { dir: config.output.dir, images: totals.images, seconds, imagesPerSecond: totals.images / seconds, complete, totals };
  } finally {
    await engine.close();
  }
}

function chooseShards(ranges: ShardRange[], shards: [number, number] | undefined): ShardRange[] {
  if (!shards) return ranges;
  const [first, last] = shards;
  if (last >= ranges.length) throw new UserError(`generate: --shards ${first}-${last}: the dataset has ${ranges.length}; wanted 0 to ${ranges.length - 1}`);
  return ranges.slice(first, last + 1);
}

/** A shard that this run makes. It is locked before its first image is planned, and its images are written in the order of its slots. */
interface OpenShard { range: ShardRange; writer: ShardWriter; totals: Totals }

/**
 * Makes shards, each whole or absent, and returns the counts over their images. The images of two adjacent shards are in progress at the same
 * time, so that neither threads nor devices are idle at the end of a shard.
 */
async function makeShards(engine: Engine, folder: DatasetFolder, ranges: ShardRange[], { signal, onProgress }: GenerateOptions): Promise<Totals> {
  const { order } = engine;
  const made = emptyTotals();
  const wanted = ranges.reduce((images, range) => images + range.samples, 0);
  const open: OpenShard[] = [];
  const waiting = [...ranges];
  const hold = (...more: ShardRange[]) =>
    engine.hold([...open.map(({ range }) => range), ...more].map(({ first }) => order.shardOf(order.indexAt(first))));

  /** The image indices of all shards that can be opened. Each shard is opened just before its first image. */
  async function* indices(): AsyncGenerator<number, void, undefined> {
    for (let range = waiting.shift(); range; range = waiting.shift()) {
      const isOpen = await openShard(range).catch((error: Error) => { refusal = error; });
      if (refusal) return;
      if (!isOpen) continue;
      hold();
      for (let i = 0; i < range.samples; i++) yield order.indexAt(range.first + i);
    }
  }

  /** Returns false where another run has finished the shard since this one began. */
  async function openShard(range: ShardRange): Promise<boolean> {
    const writer = await ShardWriter.open(folder.shardsDir, range.name);
    open.push({ range, writer, totals: emptyTotals() });
    if (!await folder.readEntry(range)) return true;
    await open.pop()!.writer.abort();
    return false;
  }

  /** The reason why a shard cannot be opened. It ends the run once the shards before it are written. */
  let refusal: Error | null = null;
  let started = performance.now();
  try {
    for await (const sample of makeSamples(engine, indices())) {
      signal?.throwIfAborted();
      const { range, writer, totals } = open[0]!;
      for (const { suffix, bytes } of sample.members) await writer.add(`${sample.key}.${suffix}`, bytes);
      addTotals(totals, sample.totals);
      addTotals(made, sample.totals);
      onProgress?.(made.images, wanted);
      // The next shard's models are loaded while this shard's images are made, and not before the first image is written.
      if (totals.images === 1) hold(...waiting.slice(0, 1));
      if (totals.images < range.samples) continue;
      const entry = await folder.writeEntry(range, await writer.finish(), totals);
      open.shift();
      hold(...waiting.slice(0, 1));
      const seconds = (performance.now() - started) / 1000;
      started = performance.now();
      await folder.log({ shard: entry.name, at: new Date().toISOString(), seconds, imagesPerSecond: range.samples / seconds, bytes: entry.bytes, rssBytes: process.memoryUsage.rss(), ...totals });
    }
    if (refusal) throw refusal as Error;
    return made;
  } catch (error) {
    for (const { writer } of open) await writer.abort();
    throw error;
  }
}

/**
 * How many images are in progress at once, so that every thread and device finds work. Each device has its submitted batches and one more that
 * fills up. Each sample thread has eight images: some to plan, some to finish, and some that wait for earlier images to be written.
 */
export function imagesInProgress({ renderer, threads }: Engine): number {
  return (MOST_BATCHES + MOST_DEVICES) * renderer.batch + 8 * threads;
}

/** Makes the samples of these images, many at a time, and yields them in the order of `indices`. */
export async function* makeSamples(engine: Engine, indices: AsyncIterable<number> | Iterable<number>): AsyncGenerator<Sample, void, undefined> {
  const inProgress: Promise<Sample>[] = [];
  // At most one shard's worth, so that images of at most two shards are in progress: the devices hold the models of two.
  const most = Math.min(imagesInProgress(engine), engine.config.output.imagesPerShard);
  // Until the first sample is there, one image per thread, so that the first batch is small and does not delay it.
  let window = Math.min(engine.threads, most);
  try {
    for await (const index of indices) {
      inProgress.push(settled(engine.makeSample(index)));
      if (inProgress.length < window) continue;
      yield await inProgress.shift()!;
      window = most;
    }
    while (inProgress.length > 0) yield await inProgress.shift()!;
  } finally {
    await Promise.allSettled(inProgress);
  }
}

/** Returns the promise. A rejection before it is awaited is not reported as unhandled. */
function settled<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined);
  return promise;
}
