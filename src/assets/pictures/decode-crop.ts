/** Decodes a part of a picture at the size of an image. */
import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { UserError } from '../../config/errors.ts';
import type { Picture } from '../library.ts';
import { decoderReason } from './check-picture.ts';
import { enlarge } from './enlarge.ts';
import { isSrgb } from './icc-profile.ts';
import { sha256Of } from './sha256.ts';

/**
 * Decodes the first frame, upright, as sRGB, on white where the picture has an alpha. An embedded profile counts; CMYK without a profile is
 * converted as browsers and PIL do. Nothing is kept in memory between two calls.
 * @param crop x, y, width and height in the upright picture, pixels
 * @param flip exchanges left and right
 * @returns 4 x widthPx x heightPx bytes, RGBA, rows from the top
 * @throws UserError where the file is gone, cannot be decoded, or has changed since it was checked
 */
export async function decodeCrop(
  { path, sha256 }: Pick<Picture, 'path' | 'sha256'>, crop: readonly [number, number, number, number], flip: boolean, widthPx: number, heightPx: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const wrong = (what: string): UserError => new UserError(`assets: ${path} ${what}; wanted pictures that stay as they are until the run ends`);
  const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => { throw wrong(`can no longer be read (${error.code ?? error.message})`); });
  if (await sha256Of(bytes) !== sha256) throw wrong('has changed since the run began');
  try {
    return await decode(bytes, crop, flip, widthPx, heightPx);
  } catch (error) {
    throw wrong(`can no longer be decoded: ${decoderReason(error)}`);
  }
}

async function decode(
  bytes: Buffer, [left, top, width, height]: readonly [number, number, number, number], flip: boolean, widthPx: number, heightPx: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const { space, icc, hasAlpha } = await sharp(bytes).metadata();
  const isBareCmyk = space === 'cmyk' && !icc;
  let image = sharp(bytes, { failOn: 'error', autoOrient: true, ignoreIcc: icc !== undefined && isSrgb(icc) }).extract({ left, top, width, height });
  if (hasAlpha) image = image.flatten({ background: '#ffffff' });
  image = isBareCmyk ? image.pipelineColourspace('cmyk').toColourspace('cmyk') : image.toColourspace('srgb');
  const isLargeEnough = width >= widthPx && height >= heightPx;
  if (isLargeEnough) image = image.resize(widthPx, heightPx, { fit: 'fill', kernel: 'lanczos3' });
  const { data, info } = await image.raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true });
  const rgba = toRgba(data, info.channels, info.width, flip, isBareCmyk);
  return isLargeEnough ? rgba : enlarge(rgba, width, height, widthPx, heightPx);
}

/** From grey, RGB or CMYK. */
function toRgba(pixels: Uint8Array, channels: number, widthPx: number, flip: boolean, isCmyk: boolean): Uint8Array<ArrayBuffer> {
  const rgba = new Uint8Array(4 * pixels.length / channels).fill(255);
  const [green, blue] = channels < 3 ? [0, 0] : [1, 2];
  const step = flip ? -4 : 4;
  for (let from = 0, row = 0; from < pixels.length; row += 4 * widthPx) {
    let to = flip ? row + 4 * (widthPx - 1) : row;
    for (let x = 0; x < widthPx; x++, from += channels, to += step) {
      rgba[to] = pixels[from]!;
      rgba[to + 1] = pixels[from + green]!;
      rgba[to + 2] = pixels[from + blue]!;
      if (isCmyk) letThrough(rgba, to, 255 - pixels[from + 3]!);
    }
  }
  return rgba;
}

/** Ink and black each let a share of the light through. */
function letThrough(rgba: Uint8Array, at: number, black: number): void {
  for (let i = at; i < at + 3; i++) rgba[i] = Math.floor(((255 - rgba[i]!) * black) / 255 + 0.5);
}
