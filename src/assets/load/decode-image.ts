/** Decodes an image file to 8-bit RGBA. */
import sharp from 'sharp';
import { decodeBmp, isBmp } from './decode-bmp.ts';
import { decodeTga, isTga } from './decode-tga.ts';
import type { SourceImage } from '../source-model.ts';

/**
 * Decodes PNG, JPEG, WebP and whatever else sharp reads, BMP and TGA: grey, palette and 16-bit images too.
 * An embedded ICC profile is ignored, as glTF asks (2.0, section 3.8.3).
 * @throws Error `texture "<name>" cannot be decoded: <why>`
 */
export async function decodeImage(bytes: Uint8Array, name: string): Promise<SourceImage> {
  try {
    if (isBmp(bytes)) return decodeBmp(bytes);
    if (isTga(bytes)) return decodeTga(bytes);
    // Only errors count, because libpng warns about profiles, which are ignored.
    const { data, info } = await sharp(bytes, { ignoreIcc: true, failOn: 'error' })
      .toColourspace('srgb')
      .ensureAlpha()
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
    return { widthPx: info.width, heightPx: info.height, rgba: new Uint8Array(data.buffer, data.byteOffset, data.byteLength) };
  } catch (error) {
    throw new Error(`texture "${name}" cannot be decoded: ${(error as Error).message}`);
  }
}
