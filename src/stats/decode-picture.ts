/** Decodes a picture of a set as RGB, turned as its boxes are. */
import { readFile } from 'node:fs/promises';
import { decoderReason } from '../assets/pictures/check-picture.ts';
import { UserError } from '../config/errors.ts';
import { sharp } from '../encode/sharp.ts';
import { jpegQuality } from './jpeg-quality.ts';
import type { FileNumbers, RgbPicture } from './rgb-picture.ts';

export interface DecodedPicture {
  rgb: RgbPicture;
  file: FileNumbers;
}

/** Size of the upright picture, pixels. */
export async function pictureSize(path: string): Promise<{ width: number; height: number }> {
  try {
    const { autoOrient } = await sharp(path).metadata();
    return { width: autoOrient.width, height: autoOrient.height };
  } catch (error) {
    throw unreadable(path, error);
  }
}

/**
 * Decodes a picture at the size that its boxes refer to. EXIF may turn a picture: the boxes refer to the upright one where its size is
 * theirs, else to the picture as it is stored. A file of another size and the same aspect is resized by a Lanczos filter.
 * @throws UserError where the file cannot be decoded, or its aspect is another one
 */
export async function decodePicture(path: string, width: number, height: number): Promise<DecodedPicture> {
  const bytes = await readFile(path).catch((error: unknown) => { throw unreadable(path, error); });
  return await decodeBytes(bytes, width, height, path);
}

/** @param origin names the picture in messages */
export async function decodeBytes(bytes: Buffer, width: number, height: number, origin: string): Promise<DecodedPicture> {
  try {
    const metadata = await sharp(bytes).metadata();
    const upright = metadata.autoOrient;
    const stored = { width: metadata.width, height: metadata.height };
    const fits = [isSize, isAspect].flatMap((test) => [upright, stored].filter((size) => test(size, width, height)));
    const size = fits[0];
    if (!size) {
      throw new UserError(`pictures: ${origin} is ${upright.width} x ${upright.height} pixels, and its labels are for ${width} x ${height}; wanted the pictures that were labelled`);
    }
    let image = sharp(bytes, { failOn: 'error', autoOrient: size === upright });
    if (metadata.hasAlpha) image = image.flatten({ background: '#ffffff' });
    if (!isSize(size, width, height)) image = image.resize(width, height, { fit: 'fill', kernel: 'lanczos3' });
    const { data, info } = await image.toColourspace('srgb').removeAlpha().raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true });
    return {
      rgb: { width, height, data: info.channels === 3 ? data : greyToRgb(data, info.channels) },
      file: { bytes: bytes.length, pixels: stored.width * stored.height, jpegQuality: jpegQuality(bytes) },
    };
  } catch (error) {
    throw error instanceof UserError ? error : unreadable(origin, error);
  }
}

type Size = { width: number; height: number };
const isSize = (size: Size, width: number, height: number): boolean => size.width === width && size.height === height;
/** Both sides are scaled by one factor, up to a pixel of rounding. */
const isAspect = (size: Size, width: number, height: number): boolean => Math.abs(size.width * height - size.height * width) <= Math.max(size.width, size.height, width, height);

function greyToRgb(grey: Uint8Array, channels: number): Uint8Array {
  const pixels = grey.length / channels;
  const rgb = new Uint8Array(3 * pixels);
  for (let i = 0; i < pixels; i++) rgb.fill(grey[i * channels]!, 3 * i, 3 * i + 3);
  return rgb;
}

function unreadable(path: string, error: unknown): UserError {
  return new UserError(`pictures: ${path} cannot be decoded (${decoderReason(error)}); wanted a picture`);
}
