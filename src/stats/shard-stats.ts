/** Counts one shard: all of its records, and the pixels of an evenly spaced sample of its pictures. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { UserError } from '../config/errors.ts';
import { tarMembers } from '../dataset/tar-reader.ts';
import type { LabelledBox } from './coco-set.ts';
import { decodeBytes } from './decode-picture.ts';
import { ImagePrints } from './image-prints.ts';
import { measurePicture } from './measure-picture.ts';
import { RecordStats, type RecordStatsJson } from './record-stats.ts';
import { RECORD_STATISTICS, type StatsInstance, type StatsRecord } from './record-statistics.ts';
import { SetStats, type SetStatsJson } from './set-stats.ts';
import { STATISTICS } from './statistics.ts';

/** Raised where the way of counting changes, so that a stored file of before is made again. Changed tables need no raise. */
const VERSION = 3;
/** What a stored file must have been counted by. */
export const COUNTED_BY = createHash('sha256').update(JSON.stringify([VERSION, STATISTICS, RECORD_STATISTICS])).digest('hex').slice(0, 16);

export interface ShardRequest {
  /** Of the dataset. */
  dir: string;
  name: string;
  samples: number;
  /** How many pictures to measure; those of all samples where it is as many. */
  measured: number;
}

/** `shards/<name>.stats.json` without what tells whether it is up to date. */
export interface ShardStatsJson { set: SetStatsJson; record: RecordStatsJson; prints: string }

/** Whether the picture at that position is one of `measured` that are spread evenly over `samples`. */
export const isMeasured = (position: number, samples: number, measured: number): boolean =>
  Math.floor(((position + 1) * measured) / samples) > Math.floor((position * measured) / samples);

/**
 * Reads a shard once; one sample is in memory at a time.
 * @throws UserError where the shard is missing or damaged
 */
export async function readShardStats({ dir, name, samples, measured }: ShardRequest): Promise<ShardStatsJson> {
  const path = join(dir, 'shards', `${name}.tar`);
  const [set, records, prints] = [new SetStats(), new RecordStats(), new ImagePrints()];
  let [key, position] = ['', -1];
  let record: StatsRecord | null = null;
  let picture: Buffer | null = null;
  const add = async (): Promise<void> => {
    if (key === '') return;
    if (!record) throw new UserError(`dataset: ${path}: sample ${key} has no record; wanted a member ${key}.json`);
    records.add(record);
    await addSample(set, prints, record, picture, `${key}.jpg of ${path}`);
  };
  const wants = (member: string): boolean => {
    const dot = member.indexOf('.');
    if (member.slice(dot) === '.json') return true;
    const at = member.slice(0, dot) === key ? position : position + 1;
    return member.slice(dot) === '.jpg' && isMeasured(at, samples, measured);
  };
  for (const { name: member, bytes } of tarMembers(path, wants)) {
    const dot = member.indexOf('.');
    if (member.slice(0, dot) !== key) {
      await add();
      key = member.slice(0, dot);
      position++;
      record = null;
      picture = null;
    }
    if (bytes === null) continue;
    if (member.slice(dot) === '.json') record = parseRecord(bytes, `${path}: ${member}`);
    else picture = Buffer.from(bytes);
  }
  await add();
  return { set: set.toJSON(), record: records.toJSON(), prints: prints.toJSON() };
}

/** The boxes of a record as those of any labelled picture: those that exports write. */
function boxesOf({ instances }: StatsRecord): LabelledBox[] {
  return instances.map(({ category, labelBox, bbox, ignore }: StatsInstance) => ({ category, box: labelBox ?? bbox, ignore: ignore === true }));
}

/** @param picture null where it is not measured */
async function addSample(set: SetStats, prints: ImagePrints, record: StatsRecord, picture: Buffer | null, origin: string): Promise<void> {
  const { width, height } = record;
  const boxes = boxesOf(record);
  prints.add(width, height, boxes);
  const decoded = picture && await decodeBytes(picture, width, height, origin);
  set.add({ width, height, boxes, pixels: decoded && measurePicture(decoded.rgb, boxes), file: decoded && decoded.file });
}

function parseRecord(bytes: Buffer, origin: string): StatsRecord {
  try {
    return JSON.parse(bytes.toString()) as StatsRecord;
  } catch (error) {
    throw new UserError(`dataset: ${origin} is no JSON (${(error as Error).message}); wanted what the generator wrote`);
  }
}
