// Encodes 8-bit and 16-bit pixel planes as PNG.
import { sharp } from './sharp.ts';

// Adaptive filters take three times as long. Level 1 takes as long as level 2, and makes files of twice the size.
const FAST = { compressionLevel: 2, adaptiveFiltering: false } as const;

/**
 * Encodes off the calling thread. The values are not copied, so they must not change until the promise settles.
 *
 * @param values channels x widthPx x heightPx bytes, interleaved, rows from the top
 * @param channels 1 for grey, 3 for RGB, 4 for RGBA
 * @throws Error where the number of values does not fit the size
 */
export async function encodePng8(values: Uint8Array, widthPx: number, heightPx: number, channels: 1 | 3 | 4): Promise<Buffer> {
  requireLength(values.length, widthPx, heightPx, channels);
  return await sharp(values, { raw: { width: widthPx, height: heightPx, channels } })
    .toColourspace(channels === 1 ? 'b-w' : 'srgb')
    .png(FAST)
    .toBuffer();
}

/**
 * Encodes one 16-bit grey plane (ids, millimetres) exactly, off the calling thread. The values are not copied, so they must not change
 * until the promise settles.
 *
 * @param values widthPx x heightPx, rows from the top
 * @throws Error where the number of values does not fit the size
 */
export async function encodePng16(values: Uint16Array, widthPx: number, heightPx: number): Promise<Buffer> {
  requireLength(values.length, widthPx, heightPx, 1);
  return await sharp(values, { raw: { width: widthPx, height: heightPx, channels: 1 } })
    .toColourspace('grey16') // without it sharp drops the low byte
    .png(FAST)
    .toBuffer();
}

function requireLength(length: number, widthPx: number, heightPx: number, channels: number): void {
  const wanted = channels * widthPx * heightPx;
  if (length !== wanted) throw new Error(`png: ${length} values for ${widthPx} x ${heightPx} x ${channels}; wanted ${wanted}`);
}
