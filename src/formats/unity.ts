/** Converts labels to Unity's conventions: a left-handed camera frame (x right, y up, z forward), a projection matrix, colours in masks. */
import { encodePng8 } from '../encode/png.ts';
import type { Quaternion, Vec3 } from '../geometry/vectors.ts';
import type { JoinedDataset } from '../dataset/joined-dataset.ts';
import type { ImageRecord, RecordInstance } from '../labels/record.ts';

/** w comes last in Unity's files and their readers, though the pages of Unity's schema put it first. */
export type UnityQuaternion = [x: number, y: number, z: number, w: number];

export const NO_ROTATION: UnityQuaternion = [0, 0, 0, 1];

/** Mirrors y: a rotation about an axis becomes the opposite rotation about the mirrored axis. */
function unityRotation([w, x, y, z]: Quaternion): UnityQuaternion {
  return [-x, y, -z, w];
}

const unityPoint = ([x, y, z]: Vec3): Vec3 => [x, -y, z];

/** The box in metres, in the model's own size: lengths of the record are divided by the pose's scale. */
export function unityBox({ box3d: { center, size, rotation }, pose: { scale } }: RecordInstance): { translation: Vec3; size: Vec3; rotation: UnityQuaternion } {
  const metric = ([x, y, z]: Vec3): Vec3 => [x / scale, y / scale, z / scale];
  return { translation: unityPoint(metric(center)), size: metric(size), rotation: unityRotation(rotation) };
}

/**
 * Upper left 3 x 3 of OpenGL's projection matrix P, row by row. P (x, y, -z) / z is the projection of a point (x, y, z) of Unity's
 * frame, in [-1, 1], y up. The third row is [0, 0, -1], because there are no clipping planes.
 */
export function projectionMatrix({ camera: { fx, fy, cx, cy }, width, height }: ImageRecord): number[] {
  return [(2 * fx) / width, 0, 1 - (2 * cx) / width, 0, (2 * fy) / height, (2 * cy) / height - 1, 0, 0, -1];
}

export type MaskColor = [r: number, g: number, b: number, a: number];

/** A colour for each id below 2^24. No two ids share one, because an odd factor permutes the integers below a power of two. Only id 0 is black. */
export function maskColorOf(id: number): MaskColor {
  const mixed = Math.imul(id, 0x9e3779) & 0xffffff;
  return [mixed >> 16, (mixed >> 8) & 255, mixed & 255, 255];
}

/** Encodes a plane of ids as an RGBA PNG: the colour of each pixel's id, black where the id is 0. */
export async function encodeColors(ids: ArrayLike<number>, width: number, height: number): Promise<Buffer> {
  const pixels = new Uint32Array(width * height);
  const bytes = new Uint8Array(pixels.buffer);
  const packed = new Map<number, number>();
  for (let at = 0; at < pixels.length; at++) {
    const id = ids[at]!;
    let color = packed.get(id);
    if (color === undefined) {
      color = new Uint32Array(Uint8Array.from(maskColorOf(id)).buffer)[0]!;
      packed.set(id, color);
    }
    pixels[at] = color;
  }
  return await encodePng8(bytes, width, height, 4);
}

/** Counts the visible instances of each class. */
export function countsByClass(instances: RecordInstance[], categories: { id: number; name: string }[]): { id: number; name: string; count: number }[] {
  return categories.map(({ id, name }) => ({ id, name, count: instances.filter(({ categoryId }) => categoryId === id).length }));
}

/** The description of 2D boxes that are not those of the visible pixels; nothing for those that are. */
export function describeBoxes({ datasets }: Pick<JoinedDataset, 'datasets'>): { description?: string } {
  return datasets.some(({ config: { labels } }) => labels.box) ? { description: 'Boxes by labels.box; tight: boxes of the visible pixels' } : {};
}
