/** What every format is given: the dataset's samples, where to write, and numbers that are unique over all shards. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../config/errors.ts';
import type { DatasetInfo, DatasetSample, Wanted } from '../dataset/reader.ts';
import type { Split } from '../dataset/splits.ts';
import type { ImageRecord } from '../labels/record.ts';

export interface ExportSource {
  dataset: DatasetInfo;
  /** Folder to write into; it is there and empty. */
  out: string;
  /** Whether to copy images; labels are written in any case. */
  images: boolean;
  /** Polygons in place of boxes, in formats that take the option. */
  segments: boolean;
  /** Folder of the foreground models; null: where the dataset was made from. */
  assets: string | null;
  /** One part without a name where none was asked for. */
  splits: Split[];
  /**
   * The samples of a part, in order, once.
   * @param wanted suffixes of the members that the format reads, the image aside
   */
  samples: (split: Split, wanted?: Wanted) => Iterable<DatasetSample>;
  /** Tells the user what he might not expect; the same text once. */
  note: (text: string) => void;
}

export function imageOf({ key, members }: DatasetSample): Buffer {
  const image = members.get('jpg');
  if (!image) throw new UserError(`export: sample ${key} has no image; wanted a member ${key}.jpg, or --no-images`);
  return image;
}

/** Whole number that no other instance of the dataset has; image 17's first is 1800001. Masks are of 16 bits, so 100000 are enough. */
export function uniqueId(record: Pick<ImageRecord, 'index'>, id: number): number {
  return imageId(record) * 100_000 + id;
}

/** Folder of a part, for formats that keep parts apart. */
export function folderOf({ out }: ExportSource, { name }: Split): string {
  const folder = name === null ? out : join(out, name);
  mkdirSync(folder, { recursive: true });
  return folder;
}

/** From 1, because some readers take 0 for none. */
export function imageId({ index }: Pick<ImageRecord, 'index'>): number {
  return index + 1;
}
