/** Writes photos without their objects, to be shown behind models. */
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { UserError } from '../config/errors.ts';
import { encodeJpeg } from '../encode/jpeg.ts';
import type { LabelledSet } from '../stats/coco-set.ts';
import { grown, maskOf } from './boxes.ts';
import { inpaint } from './inpaint.ts';
import { evenIndices } from '../stats/even-indices.ts';
import { decodePhoto, type Photo } from './photos.ts';
import { colorsAround } from './usual-colors.ts';

/** Photos that are written, evenly spaced over all. */
const MOST_PHOTOS = 500;
/** Boxes over objects: so much is filled, and within a larger box what belongs to an object's shadow or reflection. */
const FILLED = 1.35;
const REACH = 2.4;
/** Difference from the neighbourhood's colour of a shadow, codes. */
const SHADOW = 7;
/** Largest share of the pixels beside objects that may be shadows. */
const MOST_SHADOW = 0.5;
/** Largest share of a photo that is filled. */
const MOST_FILLED = 0.4;
const QUALITY = 95;

/**
 * Writes the photos at the size of images. Photos of which objects cover too much are left out.
 * @param boxScale boxes over objects, as they were labelled
 * @param dir new or empty; it gets all photos or none
 * @returns how many were written
 * @throws UserError where the folder is not empty, or no photo can be used
 */
export async function writeBackdrops(
  { pictures }: LabelledSet, boxScale: number, longSidePx: number, dir: string, onProgress?: (done: number, total: number) => void,
): Promise<number> {
  const folder = resolve(dir);
  await requireEmpty(folder);
  const partial = `${folder}.partial`;
  await rm(partial, { recursive: true, force: true });
  await mkdir(partial, { recursive: true });
  try {
    const chosen = evenIndices(pictures.length, MOST_PHOTOS).map((index) => pictures[index]!);
    let written = 0;
    for (const [i, picture] of chosen.entries()) {
      const photo = await decodePhoto(picture, longSidePx);
      const { width, height, rgb } = photo;
      const mask = objectMask(photo, boxScale);
      onProgress?.(i + 1, chosen.length);
      if (mask.reduce((sum, value) => sum + value, 0) > MOST_FILLED * mask.length) continue;
      inpaint({ width, height, rgb }, mask);
      await writeFile(join(partial, `${String(i).padStart(5, '0')}.jpg`), await encodeJpeg(rgb, width, height, QUALITY));
      written++;
    }
    if (written === 0) throw new UserError(`fit: objects cover more than ${100 * MOST_FILLED} % of every photo; wanted photos with background for --use-backgrounds`);
    await rm(folder, { recursive: true, force: true });
    await rename(partial, folder);
    return written;
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
}

/** 1 where objects are, with their shadows: pixels that are connected with a box and differ from what is around. */
export function objectMask(photo: Photo, boxScale: number): Uint8Array {
  const { width, height, rgb } = photo;
  const within = (factor: number) => maskOf([...photo.boxes, ...photo.ignored].map((box) => grown(box, Math.max(1.1, factor / boxScale))), width, height);
  const mask = within(FILLED);
  const reach = within(REACH);
  const around = colorsAround(photo, reach);
  const differs = (i: number) => [0, 1, 2].some((channel) => Math.abs(rgb[3 * i + channel]! - around[3 * i + channel]!) > SHADOW);
  // Where nearly everything differs from its neighbourhood, that is no shadow.
  const beside = Array.from(mask.keys()).filter((i) => reach[i] === 1 && mask[i] === 0);
  if (beside.filter(differs).length > MOST_SHADOW * beside.length) return mask;
  const growing = Array.from(mask.keys()).filter((i) => mask[i] === 1);
  for (let next = 0; next < growing.length; next++) {
    const i = growing[next]!;
    const x = i % width;
    for (const other of [x > 0 ? i - 1 : -1, x < width - 1 ? i + 1 : -1, i - width, i + width]) {
      if (other < 0 || other >= mask.length || mask[other] === 1 || reach[other] === 0 || !differs(other)) continue;
      mask[other] = 1;
      growing.push(other);
    }
  }
  return mask;
}

/** @throws UserError where the folder has anything in it */
export async function requireEmpty(dir: string): Promise<void> {
  const folder = resolve(dir);
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw new UserError(`fit: --use-backgrounds ${folder} cannot be read (${error.code ?? error.message}); wanted a new or empty folder`);
  });
  if (names.length > 0) throw new UserError(`fit: --use-backgrounds ${folder} is not empty; wanted a new or empty folder`);
}
