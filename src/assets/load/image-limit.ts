/** Refuses images of too many pixels by the size in their header, before any pixel is decoded: a small file can state any size. */
import { DEFAULT_LIMITS } from '../../config/asset-limits.ts';
import { shorten } from './model-files.ts';

/** One for the process, which compiles for one run. */
let mostPx = DEFAULT_LIMITS.texturePx;

/** Sets the limit for all images that this process decodes from now on. */
export function limitTextures(texturePx: number): void {
  mostPx = texturePx;
}

export function pixelLimit(): number {
  return mostPx;
}

/** @throws Error where the image has no or too many pixels */
export function checkImageSize(widthPx: number, heightPx: number, name: string): void {
  if (widthPx * heightPx <= mostPx && widthPx > 0 && heightPx > 0) return;
  throw new Error(`texture "${shorten(name)}" is ${widthPx} x ${heightPx} pixels; wanted 1 to ${mostPx} pixels (assets.limits.texturePx)`);
}
