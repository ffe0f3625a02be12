/** Defines the argument of every format: the dataset's samples and the folder to write. It also numbers images and instances. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../config/errors.ts';
import type { JoinedDataset, JoinedSample } from '../dataset/joined-dataset.ts';
import type { DatasetSample, Wanted } from '../dataset/reader.ts';
import type { Split } from '../dataset/splits.ts';
import type { ImageRecord } from '../labels/record.ts';

export interface ExportSource {
  dataset: JoinedDataset;
  /** Folder to write into, which exists and is empty. */
  out: string;
  /** Whether to copy images beside the labels. */
  images: boolean;
  /** Polygons in place of boxes, in formats that take the option. */
  segments: boolean;
  /** Folders of the foreground models; null for the folder that each dataset was made from. */
  assets: readonly string[] | null;
  /** One part without a name by default. */
  splits: Split[];
  /**
   * Yields the samples of a part in the order of the shards. Each call reads the shards anew, so a format calls it once a part.
   * @param wanted suffixes of the members that the format reads, the image aside
   */
  samples: (split: Split, wanted?: Wanted) => Iterable<JoinedSample>;
  /** Tells the user what the export lacks and why. A text that is repeated is shown once. */
  note: (text: string) => void;
}

/** How a note names the dataset of a sample. */
export const datasetOf = ({ dataset: { datasets } }: ExportSource, { dataset }: JoinedSample): string => (datasets.length === 1 ? 'the dataset' : dataset.dir);

/** @throws UserError where the shard holds no image */
export function imageOf({ key, members }: DatasetSample): Buffer {
  const image = members.get('jpg');
  if (!image) throw new UserError(`export: sample ${key} has no image; wanted a member ${key}.jpg, or --no-images`);
  return image;
}

/** An integer that no other instance of the dataset has: 1800001 for the first one of image 17. Masks have 16 bits, so 100000 ids an image are enough. */
export function uniqueId(record: Pick<ImageRecord, 'index'>, id: number): number {
  return imageId(record) * 100_000 + id;
}

/** Makes the folder of a part, for formats with a folder a part. */
export function folderOf({ out }: ExportSource, { name }: Split): string {
  const folder = name === null ? out : join(out, name);
  mkdirSync(folder, { recursive: true });
  return folder;
}

/** 1 + index, because some readers take 0 for none. */
export function imageId({ index }: Pick<ImageRecord, 'index'>): number {
  return index + 1;
}
