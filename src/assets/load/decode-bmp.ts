/** Decodes BMP images, which sharp does not read: https://learn.microsoft.com/windows/win32/gdi/bitmap-storage. */
import { writeColor, withoutEmptyAlpha } from './bgr-pixels.ts';
import type { SourceImage } from '../source-model.ts';

export const isBmp = (bytes: Uint8Array): boolean => bytes.length >= 26 && bytes[0] === 0x42 && bytes[1] === 0x4d;

/** What the header states, from top or bottom; no pixel is looked at. */
export function bmpSize(bytes: Uint8Array): [widthPx: number, heightPx: number] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return view.getUint32(14, true) === 12 ? [view.getUint16(18, true), view.getUint16(20, true)] : [view.getInt32(18, true), Math.abs(view.getInt32(22, true))];
}

const FILE_HEADER_BYTES = 14;
const BITFIELDS = 3;
/** Compressions by their code, where they are not read. */
const UNREAD: Record<number, string> = { 1: 'run lengths', 2: 'run lengths', 4: 'JPEG', 5: 'PNG' };

/**
 * Palettes of 1, 4 or 8 bits, and 16, 24 or 32 bits a pixel, from either end.
 * @param bytes of an image whose size has been checked
 * @throws Error whose message is the reason alone
 */
export function decodeBmp(bytes: Uint8Array): SourceImage {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const headerBytes = view.getUint32(14, true);
  const isOld = headerBytes === 12;
  if (!isOld && (headerBytes < 40 || bytes.length < FILE_HEADER_BYTES + headerBytes)) throw new Error('its BMP header is cut short');
  const [widthPx, heightPx] = bmpSize(bytes);
  const bits = view.getUint16(isOld ? 24 : 28, true);
  const compression = isOld ? 0 : view.getUint32(30, true);
  if (compression in UNREAD) throw new Error(`it is a BMP compressed with ${UNREAD[compression]}; wanted one without compression`);
  if (![1, 4, 8, 16, 24, 32].includes(bits)) throw new Error(`it is a BMP of ${bits} bits a pixel; wanted 1, 4, 8, 16, 24 or 32`);
  const isTopDown = !isOld && view.getInt32(22, true) < 0;
  const rowsAt = view.getUint32(10, true);
  const rowBytes = Math.ceil((widthPx * bits) / 32) * 4;
  if (rowsAt + rowBytes * heightPx > bytes.length) throw new Error(`it is cut short: ${bytes.length} bytes of ${rowsAt + rowBytes * heightPx}`);

  const rgba = new Uint8Array(widthPx * heightPx * 4);
  const write = pixelWriter(bytes, view, rgba, { bits, headerBytes, hasMasks: compression === BITFIELDS || compression === 6, rowsAt });
  for (let y = 0; y < heightPx; y++) {
    const row = rowsAt + rowBytes * (isTopDown ? y : heightPx - 1 - y);
    for (let x = 0; x < widthPx; x++) write((y * widthPx + x) * 4, row, x);
  }
  return { widthPx, heightPx, rgba: bits === 32 ? withoutEmptyAlpha(rgba) : rgba };
}

/** Writes pixel x of the row at byte `row` to `rgba` at `to`. */
type WritePixel = (to: number, row: number, x: number) => void;

function pixelWriter(
  bytes: Uint8Array, view: DataView, rgba: Uint8Array, { bits, headerBytes, hasMasks, rowsAt }: { bits: number; headerBytes: number; hasMasks: boolean; rowsAt: number },
): WritePixel {
  if (hasMasks && (bits === 16 || bits === 32)) return maskedWriter(view, rgba, bits, headerBytes);
  if (bits > 8) return (to, row, x) => writeColor(rgba, to, bytes, row + (x * bits) / 8, bits);
  const entryBytes = headerBytes === 12 ? 3 : 4;
  const paletteAt = FILE_HEADER_BYTES + headerBytes;
  const colors = Math.floor((rowsAt - paletteAt) / entryBytes);
  const perByte = 8 / bits;
  return (to, row, x) => {
    const shift = 8 - bits * ((x % perByte) + 1);
    const index = (bytes[row + Math.floor(x / perByte)]! >> shift) & ((1 << bits) - 1);
    if (index >= colors) throw new Error(`it names colour ${index} of a palette of ${Math.max(0, colors)}`);
    writeColor(rgba, to, bytes, paletteAt + index * entryBytes, 24);
  };
}

/** Red, green, blue and, in headers of 56 bytes and more, alpha have a mask each. */
function maskedWriter(view: DataView, rgba: Uint8Array, bits: number, headerBytes: number): WritePixel {
  const channels = [54, 58, 62, 66].map((at, k) => {
    const mask = k < 3 || headerBytes >= 56 ? view.getUint32(at, true) : 0;
    const shift = mask === 0 ? 0 : 31 - Math.clz32(mask & -mask);
    return { mask, shift, most: mask >>> shift };
  });
  return (to, row, x) => {
    const word = bits === 16 ? view.getUint16(row + x * 2, true) : view.getUint32(row + x * 4, true);
    channels.forEach(({ mask, shift, most }, k) => {
      rgba[to + k] = mask === 0 ? (k === 3 ? 255 : 0) : Math.round((((word & mask) >>> shift) * 255) / most);
    });
  };
}
