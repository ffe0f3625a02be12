/** Reads a dataset from its folder: dataset.json, and the samples one by one. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { box } from '../labels/box.ts';
import type { ImageRecord } from '../labels/record.ts';
import { FileFrameSchema, SymmetrySchema } from '../config/asset-rules.ts';
import { BaseSchema } from '../config/schema.ts';
import { UserError } from '../config/errors.ts';
import { tarMembers } from './tar-reader.ts';

const { assets } = BaseSchema.shape;

/** The part of dataset.json that readers use. */
const DatasetSchema = z.looseObject({
  format: z.literal(1),
  generator: z.string(),
  configSha256: z.string(),
  /** Readers use no other keys of the config. */
  config: z.object({
    assets: z.looseObject({ unit: assets.shape.unit, textureSize: assets.shape.textureSize, transparency: assets.shape.transparency, doubleSided: assets.shape.doubleSided }).prefault({}),
    labels: z.looseObject({ instances: z.boolean().default(false), rle: z.boolean().default(false), box: box.schema }).prefault({}),
  }).prefault({}),
  seed: z.number().default(0),
  categories: z.array(z.object({ id: z.int().min(1), name: z.string() })),
  models: z.array(z.object({ name: z.string(), category: z.string().nullable(), layer: z.string(), sha256: z.string(), frame: FileFrameSchema.optional(), symmetries: z.array(SymmetrySchema).optional() })).default([]),
  shards: z.array(z.object({ name: z.string().min(1), first: z.int().min(0), samples: z.int().min(0), sha256: z.string().optional() })),
});

export type DatasetInfo = z.infer<typeof DatasetSchema> & { dir: string };

/** A sample as it was read from a shard. */
export interface DatasetSample {
  key: string;
  shard: DatasetInfo['shards'][number];
  /** Position in the shard, from 0. It is no difference of indices, because the order may be shuffled. */
  position: number;
  record: ImageRecord;
  /** Bytes of the wanted members, by suffix: `jpg`, `instances.png`, ... */
  members: Map<string, Buffer>;
}

/** Suffixes of the members to read, or all members. */
export type Wanted = readonly string[] | 'all';

/** @throws UserError where the folder holds no finished dataset */
export async function openDataset(dir: string): Promise<DatasetInfo> {
  const path = join(dir, 'dataset.json');
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new UserError(`dataset: ${path} cannot be read (${error.code ?? error.message}); wanted the folder of a finished dataset`);
  });
  const parsed = DatasetSchema.safeParse(parseJson(text, path));
  if (parsed.success) return { ...parsed.data, dir };
  const { path: key, message } = parsed.error.issues[0]!;
  throw new UserError(`dataset: ${path}: ${key.join('.')}: ${message}; wanted the dataset.json of a dataset`);
}

/**
 * Yields the samples in the order of the shards; one sample is in memory at a time.
 *
 * @param wanted suffixes of the members to read besides the record
 * @param keep whether to yield the sample of that key
 * @throws UserError where a shard is missing or damaged
 */
export function* readSamples(dataset: DatasetInfo, wanted: Wanted, keep: (key: string) => boolean = () => true): Generator<DatasetSample, void, undefined> {
  for (const shard of dataset.shards) {
    const path = join(dataset.dir, 'shards', `${shard.name}.tar`);
    let [key, isKept, position] = ['', false, -1];
    let record: ImageRecord | null = null;
    let members = new Map<string, Buffer>();
    const finished = (): DatasetSample => {
      if (!record) throw new UserError(`dataset: ${path}: sample ${key} has no record; wanted a member ${key}.json`);
      return { key, shard, position, record, members };
    };
    let suffix = ''; // of the member that `wants` was last asked about
    const wants = (name: string): boolean => {
      const dot = name.indexOf('.');
      suffix = name.slice(dot + 1);
      return (name.startsWith(key) && dot === key.length ? isKept : keep(name.slice(0, dot))) && (suffix === 'json' || wanted === 'all' || wanted.includes(suffix));
    };
    for (const { name, bytes } of tarMembers(path, wants)) {
      const dot = name.indexOf('.');
      if (dot !== key.length || !name.startsWith(key)) {
        if (isKept) yield finished();
        key = name.slice(0, dot);
        isKept = keep(key);
        position++;
        record = null;
        members = new Map<string, Buffer>();
      }
      if (bytes === null) continue;
      if (suffix === 'json') record = parseJson(bytes.toString(), `${path}: ${name}`) as ImageRecord;
      else members.set(suffix, Buffer.from(bytes));
    }
    if (isKept) yield finished();
  }
}

function parseJson(text: string, origin: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UserError(`dataset: ${origin} is no JSON (${(error as Error).message}); wanted what the generator wrote`);
  }
}
