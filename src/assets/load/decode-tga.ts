/** Decodes TGA images, which sharp does not read: Truevision's "TGA file format specification", version 2.0. */
import { COLOR_BITS, writeColor, withoutEmptyAlpha } from './bgr-pixels.ts';
import type { SourceImage } from '../source-model.ts';

const HEADER_BYTES = 18;
/** Types of images; 8 more where they are run-length encoded. */
const INDEXED = 1, COLOR = 2, GREY = 3, RUN_LENGTHS = 8;

/** TGA has no magic number: whether the header's fields are those of a TGA with an image. Other formats' first bytes are not. */
export function isTga(bytes: Uint8Array): boolean {
  const [, paletteType, type] = bytes;
  return bytes.length >= HEADER_BYTES && paletteType! <= 1 && [INDEXED, COLOR, GREY].includes(type! & ~RUN_LENGTHS) && type! < 16
    && [8, ...COLOR_BITS].includes(bytes[16]!) && (type! & ~RUN_LENGTHS) === INDEXED === (paletteType === 1 && bytes[16] === 8);
}

/** What the header states; no pixel is looked at. */
export function tgaSize(bytes: Uint8Array): [widthPx: number, heightPx: number] {
  return [bytes[12]! | (bytes[13]! << 8), bytes[14]! | (bytes[15]! << 8)];
}

/**
 * Grey, palette and colour images, run-length encoded or not, from any corner. three's TGALoader would not do: it reads past
 * the end of a file that is cut short, and takes a fourth byte that is unused for alpha.
 * @param bytes of an image whose size has been checked
 * @throws Error whose message is the reason alone
 */
export function decodeTga(bytes: Uint8Array): SourceImage {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const type = bytes[2]! & ~RUN_LENGTHS;
  const isEncoded = (bytes[2]! & RUN_LENGTHS) !== 0;
  const paletteFirst = view.getUint16(3, true), paletteLength = bytes[1] === 1 ? view.getUint16(5, true) : 0, paletteBits = bytes[7]!;
  const [widthPx, heightPx] = tgaSize(bytes);
  const bits = bytes[16]!;
  const isRightToLeft = (bytes[17]! & 16) !== 0, isTopDown = (bytes[17]! & 32) !== 0;
  if (paletteLength > 0 && !COLOR_BITS.includes(paletteBits)) throw new Error(`it is a TGA with a palette of ${paletteBits} bits; wanted 15, 16, 24 or 32`);

  const paletteAt = HEADER_BYTES + bytes[0]!;
  const entryBytes = Math.ceil(paletteBits / 8);
  const pixels = widthPx * heightPx, pixelBytes = Math.ceil(bits / 8);
  const from = paletteAt + paletteLength * entryBytes;
  const wanted = from + (isEncoded ? Math.ceil(pixels / 128) : pixels * pixelBytes);
  if (wanted > bytes.length) throw new Error(`it is cut short: ${bytes.length} bytes of at least ${wanted}`);
  const data = isEncoded ? expandRuns(bytes.subarray(from), pixels, pixelBytes) : bytes.subarray(from);

  const rgba = new Uint8Array(pixels * 4);
  const write = (to: number, at: number): void => {
    if (type === COLOR) writeColor(rgba, to, data, at, bits);
    else if (type === GREY) rgba.fill(data[at]!, to, to + 3)[to + 3] = pixelBytes === 2 ? data[at + 1]! : 255;
    else {
      const index = data[at]! - paletteFirst;
      if (index < 0 || index >= paletteLength) throw new Error(`it names colour ${data[at]!} of a palette of ${paletteLength} from ${paletteFirst}`);
      writeColor(rgba, to, bytes, paletteAt + index * entryBytes, paletteBits);
    }
  };
  for (let i = 0; i < pixels; i++) {
    const column = i % widthPx, row = Math.floor(i / widthPx);
    const x = isRightToLeft ? widthPx - 1 - column : column, y = isTopDown ? row : heightPx - 1 - row;
    write((y * widthPx + x) * 4, i * pixelBytes);
  }
  return { widthPx, heightPx, rgba: withoutEmptyAlpha(rgba) };
}

/** A packet's first byte has its pixels less one in 7 bits; the high bit says that one pixel stands for all of them. */
function expandRuns(packets: Uint8Array, pixels: number, pixelBytes: number): Uint8Array {
  const data = new Uint8Array(pixels * pixelBytes);
  let at = 0;
  for (let to = 0; to < data.length;) {
    const head = packets[at++]!;
    const count = Math.min(((head & 127) + 1) * pixelBytes, data.length - to);
    const stored = head & 128 ? pixelBytes : count;
    if (at + stored > packets.length) throw new Error(`it is cut short: ${to / pixelBytes} pixels of ${pixels}`);
    for (let k = 0; k < count; k++) data[to + k] = packets[at + (k % stored)]!;
    at += stored;
    to += count;
  }
  return data;
}
