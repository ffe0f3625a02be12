/** Computes the box of a COCO segmentation: polygons, or run lengths with or without compression. */
import { decodeRleString } from '../labels/coco-rle.ts';

export type CocoSegmentation = number[][] | { size: [height: number, width: number]; counts: number[] | string } | undefined;

/** x, y, width and height; null where nothing is inside, or the segmentation is malformed. */
export function segmentationBox(segmentation: unknown): [number, number, number, number] | null {
  if (Array.isArray(segmentation)) return polygonsBox(segmentation);
  if (typeof segmentation !== 'object' || segmentation === null) return null;
  const { size, counts } = segmentation as { size?: unknown; counts?: unknown };
  if (!Array.isArray(size) || !(Number(size[0]) >= 1)) return null;
  try {
    return runsBox(typeof counts === 'string' ? decodeRleString(counts) : counts as number[], Number(size[0]));
  } catch {
    return null;
  }
}

function polygonsBox(polygons: unknown[]): [number, number, number, number] | null {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const polygon of polygons) {
    if (!Array.isArray(polygon)) return null;
    for (let i = 0; i + 1 < polygon.length; i += 2) {
      const [x, y] = [polygon[i] as unknown, polygon[i + 1] as unknown];
      if (typeof x !== 'number' || typeof y !== 'number') return null;
      [left, top, right, bottom] = [Math.min(left, x), Math.min(top, y), Math.max(right, x), Math.max(bottom, y)];
    }
  }
  return right > left && bottom > top ? [left, top, right - left, bottom - top] : null;
}

/** Runs go down the columns; the first one is outside. */
function runsBox(counts: number[], height: number): [number, number, number, number] | null {
  let [left, top, right, bottom, at] = [Infinity, Infinity, -Infinity, -Infinity, 0];
  for (const [i, count] of counts.entries()) {
    if (i % 2 === 1 && count > 0) {
      const [first, last] = [at, at + count - 1];
      const [from, to] = [Math.floor(first / height), Math.floor(last / height)];
      left = Math.min(left, from);
      right = Math.max(right, to + 1);
      // A run of several columns reaches the last row of one and the first row of the next.
      top = Math.min(top, from === to ? first % height : 0);
      bottom = Math.max(bottom, from === to ? last % height + 1 : height);
    }
    at += count;
  }
  return right > left && bottom > top ? [left, top, right - left, bottom - top] : null;
}
