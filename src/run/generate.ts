/** Makes the images of a config. Read this first: it is the whole run, and it bounds how many images are in progress. */
import type { Writable } from 'node:stream';
import { configSha256 } from '../config/identity.ts';
import { UserError } from '../config/errors.ts';
import { outputsOf } from '../labels/labels.ts';
import type { Config } from './config.ts';
import { Engine, type EngineOptions } from './engine.ts';
import { scenarioSha256 } from './load-scenario.ts';
import type { SampleSink, ShardSink } from './sample-sink.ts';
import type { Sample } from './sample.ts';
import { ShardFiles } from './shard-files.ts';
import { ReaderLeftError, TarStream } from './tar-stream.ts';
import { ShardCounter } from '../stats/shard-counter.ts';
import { addTotals, DatasetFolder, emptyTotals, shardRanges, type ShardRange, type Totals } from '../dataset/dataset-folder.ts';
import { GENERATOR } from './version.ts';
import { MOST_BATCHES, MOST_DEVICES } from './devices.ts';

export interface GenerateOptions extends EngineOptions {
  /** First and last shard to make, counted from 0; default: all. */
  shards?: [number, number] | undefined;
  /** Ends the run. Finished shards stay, unfinished ones are removed. */
  signal?: AbortSignal | undefined;
  onProgress?: ((done: number, total: number) => void) | undefined;
}

interface RunSummary {
  /** Images that this run made. */
  images: number;
  seconds: number;
  imagesPerSecond: number;
  /** Counts over the images that this run made. */
  totals: Totals;
}

export interface GenerateSummary extends RunSummary {
  dir: string;
  /** Whether every shard of the dataset exists, so that dataset.json was written. */
  complete: boolean;
}

export interface StreamSummary extends RunSummary {
  /** Whether the reader closed the stream before the end of the tar. */
  readerLeft: boolean;
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

    const counter = new ShardCounter(config.output.dir, engine.images);
    const summary = await timed((totals) => makeShards(engine, new ShardFiles(folder, counter), missing, totals, options)).finally(() => counter.close());
    return { dir: config.output.dir, ...summary, complete: await folder.complete(ranges, engine.library) };
  } finally {
    await engine.close();
  }
}

/**
 * Makes the same samples, and writes them to a stream as one tar, in the order of the shards. No file is written. Images are made no faster
 * than the stream takes them, and a reader that leaves ends the run without an error.
 * @param output stays open
 * @throws UserError where the config or the models are wrong
 */
export async function streamSamples(config: Config, output: Writable, options: GenerateOptions = {}): Promise<StreamSummary> {
  const engine = await Engine.open(config, options, outputsOf(config.labels));
  try {
    options.signal?.throwIfAborted();
    const wanted = chooseShards(shardRanges(engine.images, config.output.imagesPerShard), options.shards);
    const stream = new TarStream(output, options.signal);
    let readerLeft = false;
    const summary = await timed(async (totals) => {
      try {
        await makeShards(engine, stream, wanted, totals, options);
        await stream.end();
      } catch (error) {
        if (!(error instanceof ReaderLeftError)) throw error;
        readerLeft = true;
      }
    });
    return { ...summary, readerLeft };
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

/** @param make adds the counts of each image that it has made */
async function timed(make: (totals: Totals) => Promise<void>): Promise<RunSummary> {
  const totals = emptyTotals();
  const started = performance.now();
  await make(totals);
  const seconds = (performance.now() - started) / 1000;
  return { images: totals.images, seconds, imagesPerSecond: totals.images / seconds, totals };
}

/** A shard that this run makes. It is opened before its first image is planned, and its images are written in the order of its slots. */
interface OpenShard { range: ShardRange; sink: ShardSink; totals: Totals }

/**
 * Makes shards. The images of two adjacent shards are in progress at the same time, so that neither threads nor devices are idle at the end
 * of a shard.
 * @param made gets the counts over the images, as they are written
 */
async function makeShards(engine: Engine, sink: SampleSink, ranges: ShardRange[], made: Totals, { signal, onStage, onProgress }: GenerateOptions): Promise<void> {
  if (ranges.length > 0) onStage?.(`making the first images on ${engine.renderer.adapter.device}`);
  const { order } = engine;
  const wanted = ranges.reduce((images, range) => images + range.samples, 0);
  const open: OpenShard[] = [];
  const waiting = [...ranges];
  const hold = (...more: ShardRange[]) =>
    engine.hold([...open.map(({ range }) => range), ...more].map(({ first }) => order.shardOf(order.indexAt(first))));

  /** The image indices of all shards that can be opened. Each shard is opened just before its first image. */
  async function* indices(): AsyncGenerator<number, void, undefined> {
    for (let range = waiting.shift(); range; range = waiting.shift()) {
      const shard = await sink.open(range).catch((error: Error) => { refusal = error; });
      if (refusal) return;
      if (!shard) continue;
      open.push({ range, sink: shard, totals: emptyTotals() });
      hold();
      for (let i = 0; i < range.samples; i++) yield order.indexAt(range.first + i);
    }
  }

  /** The reason why a shard cannot be opened. It ends the run once the shards before it are written. */
  let refusal: Error | null = null;
  try {
    for await (const sample of makeSamples(engine, indices())) {
      signal?.throwIfAborted();
      const { range, sink: shard, totals } = open[0]!;
      await shard.add(sample);
      addTotals(totals, sample.totals);
      addTotals(made, sample.totals);
      onProgress?.(made.images, wanted);
      // The next shard's models are loaded while this shard's images are made, and not before the first image is written.
      if (totals.images === 1) hold(...waiting.slice(0, 1));
      if (totals.images < range.samples) continue;
      await shard.finish(totals);
      open.shift();
      hold(...waiting.slice(0, 1));
    }
    if (refusal) throw refusal as Error;
  } catch (error) {
    for (const { sink: shard } of open) await shard.abort();
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
