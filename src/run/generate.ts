/** The whole way from a config to a dataset, with back-pressure: read this first. */
import { configSha256 } from '../config/identity.ts';
import { UserError } from '../config/errors.ts';
import { shardOf } from '../config/schema.ts';
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

/** A shard that this run makes: locked before its first image is begun, written as its images come. */
interface OpenShard { range: ShardRange; writer: ShardWriter; totals: Totals }

/**
 * Shards, each whole or absent. All their images are made side by side and written in their order, so that nothing waits where a shard
 * ends: the next one is open by then, with its models on the device.
 */
async function makeShards(engine: Engine, folder: DatasetFolder, ranges: ShardRange[], { signal, onProgress }: GenerateOptions): Promise<Totals> {
  const made = emptyTotals();
  const wanted = ranges.reduce((images, range) => images + range.samples, 0);
  const open: OpenShard[] = [];
  const waiting = [...ranges];
  const hold = (...more: ShardRange[]) =>
    engine.hold([...open.map(({ range }) => range), ...more].map(({ first }) => shardOf(first, engine.config)));

  /** Each shard is opened when the first of its images is begun. */
  async function* indices(): AsyncGenerator<number, void, undefined> {
    for (let range = waiting.shift(); range; range = waiting.shift()) {
      const isOpen = await openShard(range).catch((error: Error) => { refusal = error; });
      if (refusal) return;
      if (!isOpen) continue;
      hold();
      for (let i = 0; i < range.samples; i++) yield range.first + i;
    }
  }

  /** False where another run has finished the shard while this one was busy with earlier ones. */
  async function openShard(range: ShardRange): Promise<boolean> {
    const writer = await ShardWriter.open(folder.shardsDir, range.name);
    open.push({ range, writer, totals: emptyTotals() });
    if (!await folder.readEntry(range)) return true;
    await open.pop()!.writer.abort();
    return false;
  }

  /** What keeps a shard from being opened ends the run once the shards before are done. */
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
      // The next shard's models are loaded while this one's images are made; the very first image does not wait for them.
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
 * Enough for every thread and device to find work: the batches that the devices have and one more for each, and for each thread that makes
 * samples eight images that it plans, finishes, will do either with, or that wait for one before them. 16 cores with an H200 made
 * 940 images/s with 140 under way and 1,010 with 200.
 */
export function imagesUnderWay({ renderer, threads }: Engine): number {
  return (MOST_BATCHES + MOST_DEVICES) * renderer.batch + 8 * threads;
}

/** The samples of these images: made side by side, handed out in the images' order. */
export async function* makeSamples(engine: Engine, indices: AsyncIterable<number> | Iterable<number>): AsyncGenerator<Sample, void, undefined> {
  const underWay: Promise<Sample>[] = [];
  // Never more than a shard, so that no third one is begun before the first is finished: the models of two are on the device.
  const most = Math.min(imagesUnderWay(engine), engine.config.output.imagesPerShard);
  // An image for each thread until the first is there, which does not wait for the others of its batch.
  let window = Math.min(engine.threads, most);
  try {
    for await (const index of indices) {
      underWay.push(settled(engine.makeSample(index)));
      if (underWay.length < window) continue;
      yield await underWay.shift()!;
      window = most;
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
