/** Draws rectangles, text and other images into an image in memory. */
import { textPixels } from './bitmap-font.ts';

export interface RgbImage {
  /** 3 x width x height bytes, interleaved, rows from the top. */
  rgb: Uint8Array;
  width: number;
  height: number;
}

export type Rgb = readonly [number, number, number];

/** An image of one colour. */
export function plainImage(width: number, height: number, color: Rgb): RgbImage {
  const image = { rgb: new Uint8Array(3 * width * height), width, height };
  fillRectangle(image, 0, 0, width, height, color);
  return image;
}

/** The rectangle is clipped to the image. */
export function fillRectangle({ rgb, width, height }: RgbImage, left: number, top: number, w: number, h: number, color: Rgb): void {
  for (let y = Math.max(0, top); y < Math.min(height, top + h); y++) {
    for (let x = Math.max(0, left); x < Math.min(width, left + w); x++) rgb.set(color, 3 * (y * width + x));
  }
}

/** @param scale pixels of the image for one of the font */
export function drawText(image: RgbImage, left: number, top: number, text: string, color: Rgb, scale = 1): void {
  for (const [x, y] of textPixels(text).pixels) fillRectangle(image, left + scale * x, top + scale * y, scale, scale, color);
}

/** Copies `part`, which lies within the image. */
export function pasteImage(image: RgbImage, left: number, top: number, part: RgbImage): void {
  for (let y = 0; y < part.height; y++) image.rgb.set(part.rgb.subarray(3 * y * part.width, 3 * (y + 1) * part.width), 3 * ((top + y) * image.width + left));
}
