/** Picks pictures evenly from both sets, small enough to lie in a page, with what is drawn over them. */
import { basename } from 'node:path';
import { tracedInstances } from './traced-instances.ts';
import type { SampledPicture, SampleObject } from './report-data.ts';
import type { Camera } from '../geometry/projection.ts';
import { rotate } from '../geometry/poses.ts';
import type { Vec3 } from '../geometry/vectors.ts';
import type { RecordInstance } from '../labels/record.ts';
import { sharp } from '../encode/sharp.ts';
import { evenIndices } from '../stats/even-indices.ts';
import { type DatasetInfo, type DatasetSample, readSamples } from '../dataset/reader.ts';
import { MASK_MEMBERS } from '../formats/masks.ts';
import { decodePicture } from '../stats/decode-picture.ts';
import type { LabelledSet } from '../stats/coco-set.ts';

/** What is drawn over an object besides its box: pixels of the sample. */
export interface ObjectMarks {
  /** Borders of the visible pixels as an SVG path; null where the dataset has no masks. */
  maskPath: string | null;
  /** The edges of the 3D box as an SVG path; null where there is none, or a corner is behind the camera. */
  solidPath: string | null;
  keypoints: { x: number; y: number; isVisible: boolean }[];
}

export interface PictureOverlay extends SampledPicture {
  /** A small JPEG. */
  jpeg: Buffer;
  /** As many as `objects`; none for a real picture. */
  marks: ObjectMarks[];
}

/** Pixels of a small picture's longer side. */
const SMALL_SIDE_PX = 480;
const SMALL_QUALITY = 74;

/** @throws UserError where a shard is missing or damaged */
export async function sampleDataset(dataset: DatasetInfo, wanted: number): Promise<PictureOverlay[]> {
  const overlays: PictureOverlay[] = [];
  let before = 0;
  const total = dataset.shards.reduce((sum, { samples }) => sum + samples, 0);
  const slots = evenIndices(total, wanted);
  for (const shard of dataset.shards) {
    const positions = new Set(slots.filter((slot) => slot >= before && slot < before + shard.samples).map((slot) => slot - before));
    before += shard.samples;
    if (positions.size === 0) continue;
    let [last, position, found] = ['', -1, 0];
    const keep = (key: string): boolean => {
      if (key !== last) position++;
      last = key;
      return positions.has(position);
    };
    for (const sample of readSamples({ ...dataset, shards: [shard] }, ['jpg', ...MASK_MEMBERS], keep)) {
      overlays.push(await overlayOf(sample));
      if (++found === positions.size) break;
    }
  }
  return overlays;
}

async function overlayOf(sample: DatasetSample): Promise<PictureOverlay> {
  const { key, record, members } = sample;
  const { width, height, instances, camera } = record;
  const jpg = members.get('jpg');
  const masks = await tracedInstances(sample);
  return {
    key, width, height,
    objects: instances.map(sampleObject),
    marks: instances.map((instance, i): ObjectMarks => ({
      maskPath: masks?.[i] ?? null,
      solidPath: solidPath(instance.box3d, camera),
      keypoints: (instance.keypoints ?? []).filter(({ state }) => state !== 'outside').map(({ x, y, state }) => ({ x, y, isVisible: state === 'visible' })),
    })),
    jpeg: await small(jpg ? sharp(jpg) : sharp({ create: { width, height, channels: 3, background: '#d0d4d9' } }), width, height),
  };
}

function sampleObject({ category, bbox, labelBox, ignore, visibility }: RecordInstance): SampleObject {
  const labelled = labelBox as SampleObject['box'] | undefined;
  return { category, box: labelled ?? bbox, tightBox: labelled ? bbox : null, ignore: ignore === true, visibility };
}

/** Pictures with boxes come first in the choice; a set without any shows pictures alone. */
export async function sampleRealSet({ pictures }: LabelledSet, wanted: number): Promise<PictureOverlay[]> {
  const labelled = pictures.filter(({ boxes }) => boxes.length > 0);
  const from = labelled.length > 0 ? labelled : pictures;
  return await Promise.all(evenIndices(from.length, wanted).map(async (index): Promise<PictureOverlay> => {
    const { key, path, width, height, boxes } = from[index]!;
    const { rgb } = await decodePicture(path, width, height);
    return {
      key: basename(key.replaceAll('\\', '/')), width, height, marks: [],
      objects: boxes.map(({ category, box, ignore }) => ({ category, box, tightBox: null, ignore, visibility: null })),
      jpeg: await small(sharp(rgb.data, { raw: { width: rgb.width, height: rgb.height, channels: 3 } }), width, height),
    };
  }));
}

async function small(image: ReturnType<typeof sharp>, width: number, height: number): Promise<Buffer> {
  const scale = Math.min(1, SMALL_SIDE_PX / Math.max(width, height));
  return await image.resize(Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale)), { fit: 'fill' }).removeAlpha().jpeg({ quality: SMALL_QUALITY }).toBuffer();
}

/** Pairs of the box' corners that an edge joins; bit i of a corner's number is its side along axis i. */
const EDGES = Array.from({ length: 8 }, (_, corner) => [1, 2, 4].filter((bit) => (corner & bit) === 0).map((bit) => [corner, corner | bit] as const)).flat();

function solidPath(box3d: RecordInstance['box3d'] | undefined, { fx, fy, cx, cy }: Pick<Camera, 'fx' | 'fy' | 'cx' | 'cy'>): string | null {
  if (!box3d) return null;
  const { center, size, rotation } = box3d;
  const corners: [number, number][] = [];
  for (let corner = 0; corner < 8; corner++) {
    const local = [0, 1, 2].map((axis) => ((corner >> axis) & 1 ? 0.5 : -0.5) * size[axis]!) as Vec3;
    const [x, y, z] = rotate(rotation, local).map((value, axis) => value + center[axis]!) as [number, number, number];
    if (z <= 0) return null;
    corners.push([(fx * x) / z + cx, (fy * y) / z + cy]);
  }
  const text = ([x, y]: [number, number]): string => `${x.toFixed(1)} ${y.toFixed(1)}`;
  return EDGES.map(([from, to]) => `M${text(corners[from]!)}L${text(corners[to]!)}`).join('');
}
