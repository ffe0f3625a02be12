/** Reads the masks of a sample's instances, from the record's run lengths or else from instances.png. */
import { decodeRleString, encodeRleString, maskCounts, maskFromCounts } from '../labels/coco-rle.ts';
import { sharp } from '../encode/sharp.ts';
import { UserError } from '../config/errors.ts';
import type { RecordInstance } from '../labels/record.ts';
import type { Rle } from '../labels/run-lengths.ts';
import type { JoinedSample } from '../dataset/joined-dataset.ts';
import type { DatasetSample } from '../dataset/reader.ts';

/** Members that `visibleRles` and `idPlane` read. */
export const MASK_MEMBERS = ['instances.png'];

/** Run lengths of every instance's visible pixels, in the record's order; null where the sample has no masks. */
export async function visibleRles(sample: DatasetSample): Promise<Rle[] | null> {
  const { instances, width, height } = sample.record;
  if (instances.every(({ rle }) => rle)) return instances.map(({ rle }) => rle!);
  const ids = await readPlane(sample, 'instances.png');
  return ids && instances.map(({ id, bbox: [x, , boxWidth] }) => ({
    size: [height, width],
    counts: encodeRleString(maskCounts(ids, width, height, id, [x, x + boxWidth])),
  }));
}

/** The record's id of every pixel, row after row, 0 = none; null where the sample has no masks. */
export async function idPlane(sample: DatasetSample): Promise<Uint16Array | null> {
  const { instances, width, height } = sample.record;
  const ids = await readPlane(sample, 'instances.png');
  if (ids) return ids;
  if (!instances.every(({ rle }) => rle)) return null;
  const plane = new Uint16Array(width * height);
  for (const { id, rle } of instances) maskOf(rle!).forEach((inside, at) => { if (inside) plane[at] = id; });
  return plane;
}

/** The categoryId of every pixel, 0 = none, from a plane of the record's ids. */
export function classPlane(ids: Uint16Array, instances: RecordInstance[]): Uint16Array {
  const classOf = new Uint16Array(0x10000);
  for (const { id, categoryId } of instances) classOf[id] = categoryId;
  return ids.map((id) => classOf[id]!);
}

/** 1 inside, 0 outside, row after row. */
export function maskOf({ size: [height, width], counts }: Rle): Uint8Array {
  return maskFromCounts(decodeRleString(counts), width, height);
}

/**
 * Decodes a member that is a 16-bit grey PNG, row after row; null where the sample lacks it.
 * @throws UserError where its size is not the image's
 */
export async function readPlane({ key, members, record }: DatasetSample, suffix: string): Promise<Uint16Array | null> {
  const png = members.get(suffix);
  if (!png) return null;
  const { data, info } = await sharp(png).toColourspace('grey16').raw({ depth: 'ushort' }).toBuffer({ resolveWithObject: true });
  if (info.width !== record.width || info.height !== record.height || info.channels !== 1)
    throw new UserError(`export: ${key}.${suffix} has ${info.width} x ${info.height} x ${info.channels} values; wanted ${record.width} x ${record.height} x 1`);
  return new Uint16Array(data.buffer, data.byteOffset, data.length / 2);
}

/** Whether the sample has masks. For a sample without instances, its dataset's config decides. */
export function hasMasks({ members, record: { instances }, dataset: { config: { labels } } }: JoinedSample): boolean {
  if (members.has('instances.png')) return true;
  return instances.length > 0 ? instances.every(({ rle }) => rle) : labels.instances || labels.rle;
}

export function noMasks({ key }: DatasetSample, format: string): UserError {
  return new UserError(`export: sample ${key} has no masks, and ${format} needs them; wanted a dataset made with labels.rle or labels.instances switched on`);
}

/** Whether a format that cannot say "ignore" leaves the instance out. */
export const isCounted = ({ ignore }: RecordInstance): boolean => ignore !== true;
