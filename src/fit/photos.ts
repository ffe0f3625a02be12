/** Decodes photos at the size at which they are compared with images of a config. */
import { readFile } from 'node:fs/promises';
import { UserError } from '../config/errors.ts';
import type { LabelledPicture } from '../stats/coco-set.ts';
import { decodeBytes } from '../stats/decode-picture.ts';
import type { Box } from './boxes.ts';
import { jpegQuality } from '../stats/jpeg-quality.ts';

/** Pixels: 3 x width x height bytes, sRGB codes, rows from the top. */
export interface Rgb { width: number; height: number; rgb: Uint8Array }

export interface Photo extends Rgb {
  /** Of the labelled objects, pixels of this size. */
  boxes: Box[];
  /** Boxes that say no more than where objects are, such as those of crowds. */
  ignored: Box[];
  /** This size over that of the file. */
  scale: number;
  /** Null for files that are no JPEG. */
  jpegQuality: number | null;
}

/** @throws UserError where the file cannot be decoded */
export async function decodePhoto({ path, width, height, boxes }: Omit<LabelledPicture, 'key'>, longSidePx: number): Promise<Photo> {
  const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    throw new UserError(`fit: ${path} cannot be read (${error.code ?? error.message}); wanted a photo`);
  });
  return { ...await decodeScaled(bytes, { path, width, height, boxes }, longSidePx), jpegQuality: jpegQuality(bytes) };
}

/** @param longSidePx the longer side that the photo gets */
export async function decodeScaled(
  bytes: Buffer, { path, width, height, boxes }: Omit<LabelledPicture, 'key'>, longSidePx: number,
): Promise<Omit<Photo, 'jpegQuality'>> {
  const scale = longSidePx / Math.max(width, height);
  const size = { width: Math.max(1, Math.round(scale * width)), height: Math.max(1, Math.round(scale * height)) };
  const { rgb } = await decodeBytes(bytes, size.width, size.height, path);
  const scaled = (ignore: boolean) => boxes.filter((labelled) => labelled.ignore === ignore).map(({ box }): Box => [box[0] * scale, box[1] * scale, box[2] * scale, box[3] * scale]);
  return { ...size, rgb: rgb.data, boxes: scaled(false), ignored: scaled(true), scale };
}
