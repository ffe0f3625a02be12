// Encodes packed RGB pixels as a baseline JPEG.
import { sharp } from './sharp.ts';

/**
 * Encodes off the calling thread. The pixels may lie in a SharedArrayBuffer. They are not copied, so they must not change until the
 * promise settles.
 *
 * @param rgb 3 x widthPx x heightPx bytes, sRGB coded, rows from the top
 * @param quality 1 to 100, libjpeg's scale
 * @throws Error where the number of bytes does not fit the size
 */
export async function encodeJpeg(rgb: Uint8Array, widthPx: number, heightPx: number, quality: number): Promise<Buffer> {
  if (rgb.length !== 3 * widthPx * heightPx) {
    throw new Error(`jpeg: ${rgb.length} bytes for ${widthPx} x ${heightPx} pixels; wanted ${3 * widthPx * heightPx}`);
  }
  return await sharp(rgb, { raw: { width: widthPx, height: heightPx, channels: 3 } })
    // Optimised Huffman tables would make the file a little smaller and more than double the time.
    .jpeg({ quality, optimiseCoding: false })
    .toBuffer();
}
