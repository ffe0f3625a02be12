/** Exports to MDS, the shards of MosaicML's streaming: index.json and shard.NNNNN.mds. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../config/errors.ts';
import type { JoinedSample } from '../dataset/joined-dataset.ts';
import type { Split } from '../dataset/splits.ts';
import { encodePng16 } from '../encode/png.ts';
import { type ExportSource, folderOf, imageOf } from './export-source.ts';
import { readPlane } from './masks.ts';

/** Of a shard, bytes; streaming's own default. */
const SIZE_LIMIT = 1 << 26;

/** Streaming's encoding of a member by the last part of its suffix; other members are bytes. */
const ENCODINGS: Record<string, string> = { jpg: 'jpeg', png: 'png', json: 'json' };

/**
 * Format: https://github.com/mosaicml/streaming, streaming/base/format/mds. Columns: `key`, `image` (the JPEG's bytes), `record` (JSON),
 * and one for each further member, such as `instances.png`.
 */
export async function exportMds(source: ExportSource): Promise<void> {
  for (const split of source.splits) await writeSplit(source, split);
}

async function writeSplit(source: ExportSource, split: Split): Promise<void> {
  const out = folderOf(source, split);
  const { dataset: { generator, configSha256 }, images } = source;
  const shards: object[] = [];
  let columns: Columns | null = null;
  let waiting: Buffer[] = [];
  let bytes = 0;
  const finishShard = () => {
    if (!columns || waiting.length === 0) return;
    const basename = `shard.${String(shards.length).padStart(5, '0')}.mds`;
    const shard = encodeShard(waiting, columns);
    writeFileSync(join(out, basename), shard);
    shards.push({ ...columns.config, raw_data: { basename, bytes: shard.length, hashes: {} }, samples: waiting.length, zip_data: null });
    [waiting, bytes] = [[], 0];
  };
  for (const sample of source.samples(split, 'all')) {
    columns ??= columnsOf(sample, images);
    const row = await encodeSample(sample, columns);
    // Each sample takes four bytes of offset; headBytes holds the offset of the end.
    if (columns.headBytes + bytes + row.length + 4 > SIZE_LIMIT) finishShard();
    waiting.push(row);
    bytes += row.length + 4;
  }
  finishShard();
  writeFileSync(join(out, 'index.json'), `${JSON.stringify({ version: 2, shards, generator, config_sha256: configSha256 })}\n`);
}

interface Columns {
  /** Sorted, as in streaming's own writer; `image` and `record` are the members `jpg` and `json`. */
  names: string[];
  config: object;
  /** Bytes of a shard that belong to no sample. */
  headBytes: number;
}

function columnsOf({ members }: JoinedSample, images: boolean): Columns {
  const suffixes = ['json', ...(images ? ['jpg'] : []), ...[...members.keys()].filter((suffix) => suffix !== 'jpg')];
  const encodings = new Map([['key', 'str'], ...suffixes.map((suffix): [string, string] => [nameOf(suffix), ENCODINGS[suffix.split('.').at(-1)!] ?? 'bytes'])]);
  const names = [...encodings.keys()].sort();
  const config = {
    column_encodings: names.map((name) => encodings.get(name)), column_names: names, column_sizes: names.map(() => null),
    compression: null, format: 'mds', hashes: [], size_limit: SIZE_LIMIT, version: 2,
  };
  return { names, config, headBytes: 8 + Buffer.byteLength(JSON.stringify(config)) };
}

const nameOf = (suffix: string): string => ({ jpg: 'image', json: 'record' })[suffix] ?? suffix;

/** Joins the sizes of the columns, then the columns. */
async function encodeSample(sample: JoinedSample, { names }: Columns): Promise<Buffer> {
  const { key, members } = sample;
  const more = [...members.keys()].find((suffix) => suffix !== 'jpg' && !names.includes(suffix));
  if (more !== undefined) throw new UserError(`export: sample ${key} has ${more}, but the first one has not; wanted the same members in all samples`);
  const values: Buffer[] = [];
  for (const name of names) {
    const value = await valueOf(sample, name);
    if (!value) throw new UserError(`export: sample ${key} has no ${name}, but the first one has; wanted the same members in all samples`);
    values.push(value);
  }
  const sizes = Buffer.alloc(4 * values.length);
  values.forEach((value, i) => sizes.writeUInt32LE(value.length, 4 * i));
  return Buffer.concat([sizes, ...values]);
}

async function valueOf(sample: JoinedSample, name: string): Promise<Buffer | undefined> {
  if (name === 'key') return Buffer.from(sample.key);
  if (name === 'record') return Buffer.from(JSON.stringify(sample.record));
  if (name === 'image') return imageOf(sample);
  return (name === 'semantic.png' ? await renumberedClasses(sample) : null) ?? sample.members.get(name);
}

/** The plane of classes with the joined dataset's ids; null where its bytes can stay. */
async function renumberedClasses(sample: JoinedSample): Promise<Buffer | null> {
  const { classIds, record: { width, height } } = sample;
  const plane = classIds && await readPlane(sample, 'semantic.png');
  return plane && await encodePng16(plane.map((id) => classIds.get(id) ?? 0), width, height);
}

/** Joins the number of samples, the offset of each, the offset of the end, the columns as JSON, and the samples. */
function encodeShard(samples: Buffer[], { config }: Columns): Buffer {
  const json = Buffer.from(JSON.stringify(config));
  const head = Buffer.alloc(4 + 4 * (samples.length + 1));
  head.writeUInt32LE(samples.length, 0);
  let at = head.length + json.length;
  head.writeUInt32LE(at, 4);
  samples.forEach((sample, i) => {
    at += sample.length;
    head.writeUInt32LE(at, 8 + 4 * i);
  });
  return Buffer.concat([head, json, ...samples]);
}
