/** Decodes an image file to 8-bit RGBA. */
import sharp, { type Metadata } from 'sharp';
import { bmpSize, decodeBmp, isBmp } from './decode-bmp.ts';
import { decodeKtx2, isKtx2, Ktx2Error } from './decode-ktx2.ts';
import { decodeTga, isTga, tgaSize } from './decode-tga.ts';
import { checkImageSize, pixelLimit } from './image-limit.ts';
import { shorten } from './model-files.ts';
import type { SourceImage } from '../source-model.ts';

/** What textures may be; sharp would draw SVG and PDF too, which can hold anything. */
const FORMATS = ['png', 'jpeg', 'webp', 'heif', 'gif', 'tiff'];

/**
 * Decodes PNG, JPEG, WebP, AVIF, GIF, TIFF, KTX2 of Basis Universal, BMP and TGA: grey, palette and 16-bit images too.
 * An embedded ICC profile is ignored, as glTF asks (2.0, section 3.8.3).
 * @throws Error `texture "<name>" cannot be decoded: <why>`; where it has too many pixels, as `checkImageSize`
 */
export async function decodeImage(bytes: Uint8Array, name: string): Promise<SourceImage> {
  const refuse = (why: string) => (error: unknown): never => {
    throw new Error(`texture "${shorten(name)}" cannot be decoded: ${why}`, { cause: error });
  };
  const noImage = refuse('it is cut short, or not a PNG, JPEG, WebP, AVIF, GIF, TIFF, KTX2, BMP or TGA');
  if (bytes.byteLength === 0) return noImage(null);
  if (isKtx2(bytes)) return decodeKtx2(bytes, name).catch((error: Error) => (error instanceof Ktx2Error ? refuse(error.message)(error) : Promise.reject(error)));
  if (isDds(bytes)) return refuse('it is a DDS, which is not read; wanted PNG, JPEG, WebP, AVIF, GIF, TIFF, KTX2, BMP or TGA')(null);
  const own = isBmp(bytes) ? { size: bmpSize, decode: decodeBmp } : isTga(bytes) ? { size: tgaSize, decode: decodeTga } : null;
  if (own) {
    checkImageSize(...own.size(bytes), name);
    try {
      return own.decode(bytes);
    } catch (error) {
      return refuse((error as Error).message)(error);
    }
  }
  const check = async (): Promise<string> => {
    // The size is checked here with a message of our own, not by sharp.
    const { format, width, height }: Metadata = await sharp(bytes, { failOn: 'error', limitInputPixels: false }).metadata().catch(noImage);
    if (!FORMATS.includes(format)) return noImage(null);
    checkImageSize(width, height, name);
    return format.toUpperCase();
  };
  // To have sharp read a header takes a third of the time of a JPEG of 1024 x 1024, so those that are what they seem are decoded at once.
  if (!isJpegOrPng(bytes)) await check();
  // Only errors count, because libpng warns about profiles, which are ignored.
  const { data, info } = await sharp(bytes, { ignoreIcc: true, failOn: 'error', limitInputPixels: pixelLimit() })
    .toColourspace('srgb')
    .ensureAlpha()
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true })
    .catch(async (error: unknown) => refuse(`the ${await check()} is damaged or cut short`)(error));
  return { widthPx: info.width, heightPx: info.height, rgba: new Uint8Array(data.buffer, data.byteOffset, data.byteLength) };
}

/** By its first bytes, "DDS ". */
const isDds = (bytes: Uint8Array): boolean => startsWith(bytes, [0x44, 0x44, 0x53, 0x20]);

const isJpegOrPng = (bytes: Uint8Array): boolean => startsWith(bytes, [0xff, 0xd8, 0xff]) || startsWith(bytes, [0x89, 0x50, 0x4e, 0x47]);

function startsWith(bytes: Uint8Array, first: number[]): boolean {
  return first.every((byte, i) => bytes[i] === byte);
}
