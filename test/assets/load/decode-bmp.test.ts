// Checks BMP images of every kind against pixels that are known.
import { expect, test } from 'vitest';
import { decodeImage } from '../../../src/assets/load/decode-image.ts';

const WIDTH = 3, HEIGHT = 2;
/** Red, green, blue, alpha, rows from the top. */
const PIXELS = [[255, 0, 0, 10], [0, 255, 0, 20], [0, 0, 255, 30], [8, 16, 24, 40], [248, 240, 232, 50], [99, 132, 165, 60]];
const OPAQUE = PIXELS.map(([r, g, b]) => [r!, g!, b!, 255]);

interface Kind { bits: number; compression?: number; isTopDown?: boolean; headerBytes?: 12 | 40 | 108; palette?: number[][]; masks?: number[] }

/** @param rows bytes of each row from the top, without padding */
function bmp({ bits, compression = 0, isTopDown = false, headerBytes = 40, palette = [], masks = [] }: Kind, rows: number[][]): Buffer {
  const info = Buffer.alloc(headerBytes);
  info.writeUInt32LE(headerBytes);
  if (headerBytes === 12) {
    info.writeUInt16LE(WIDTH, 4);
    info.writeUInt16LE(HEIGHT, 6);
    info.writeUInt16LE(bits, 10);
  } else {
    info.writeInt32LE(WIDTH, 4);
    info.writeInt32LE(isTopDown ? -HEIGHT : HEIGHT, 8);
    info.writeUInt16LE(bits, 14);
    info.writeUInt32LE(compression, 16);
  }
  const maskWords = Buffer.alloc(16);
  masks.forEach((mask, k) => maskWords.writeUInt32LE(mask, k * 4));
  if (headerBytes === 108) maskWords.copy(info, 40);
  const extra = headerBytes === 40 && masks.length > 0 ? maskWords.subarray(0, masks.length * 4) : Buffer.alloc(0);
  const colors = Buffer.from(palette.flatMap(([r, g, b]) => (headerBytes === 12 ? [b!, g!, r!] : [b!, g!, r!, 0])));
  const file = Buffer.alloc(14);
  file.write('BM');
  file.writeUInt32LE(14 + info.length + extra.length + colors.length, 10);
  const padded = rows.map((row) => Buffer.concat([Buffer.from(row), Buffer.alloc((4 - (row.length % 4)) % 4, 0xee)]));
  return Buffer.concat([file, info, extra, colors, ...(isTopDown ? padded : padded.reverse())]);
}

const rowsOf = (pixels: number[][]): number[][] => [pixels.slice(0, WIDTH).flat(), pixels.slice(WIDTH).flat()];
const words16 = (pack: (r: number, g: number, b: number) => number) => rowsOf(PIXELS.map(([r, g, b]) => [pack(r!, g!, b!) & 255, pack(r!, g!, b!) >> 8]));
const BGR = rowsOf(PIXELS.map(([r, g, b]) => [b!, g!, r!])), BGRA = rowsOf(PIXELS.map(([r, g, b, a]) => [b!, g!, r!, a!]));
const five = (value: number): number => Math.round(((value >> 3) * 255) / 31);

test.for([
  ['24 bits, bottom up', { bits: 24 }, BGR, OPAQUE],
  ['24 bits, top down', { bits: 24, isTopDown: true }, BGR, OPAQUE],
  ['24 bits, the oldest header', { bits: 24, headerBytes: 12 }, BGR, OPAQUE],
  ['32 bits', { bits: 32 }, BGRA, PIXELS],
  ['32 bits with an unused byte', { bits: 32 }, rowsOf(PIXELS.map(([r, g, b]) => [b!, g!, r!, 0])), OPAQUE],
  ['32 bits with masks', { bits: 32, compression: 3, headerBytes: 108, masks: [0xff, 0xff00, 0xff0000, 0xff000000] }, rowsOf(PIXELS), PIXELS],
  ['32 bits with masks after the header', { bits: 32, compression: 3, masks: [0xff000000, 0xff0000, 0xff00] }, rowsOf(PIXELS.map(([r, g, b]) => [7, b!, g!, r!])), OPAQUE],
  ['16 bits', { bits: 16 }, words16((r, g, b) => ((r >> 3) << 10) | ((g >> 3) << 5) | (b >> 3)), PIXELS.map(([r, g, b]) => [five(r!), five(g!), five(b!), 255])],
  ['16 bits with masks', { bits: 16, compression: 3, masks: [0xf800, 0x7e0, 0x1f] }, words16((r, g, b) => ((r >> 3) << 11) | ((g >> 2) << 5) | (b >> 3)),
    PIXELS.map(([r, g, b]) => [five(r!), Math.round(((g! >> 2) * 255) / 63), five(b!), 255])],
  ['palette of 8 bits', { bits: 8, palette: PIXELS }, [[0, 1, 2], [3, 4, 5]], OPAQUE],
  ['palette of 8 bits, top down', { bits: 8, palette: PIXELS, isTopDown: true }, [[0, 1, 2], [3, 4, 5]], OPAQUE],
  ['palette of 8 bits, the oldest header', { bits: 8, palette: PIXELS, headerBytes: 12 }, [[0, 1, 2], [3, 4, 5]], OPAQUE],
  ['palette of 4 bits', { bits: 4, palette: PIXELS }, [[0x01, 0x20], [0x34, 0x50]], OPAQUE],
  ['palette of 1 bit', { bits: 1, palette: PIXELS.slice(0, 2) }, [[0b10100000], [0b01100000]], [1, 0, 1, 0, 1, 1].map((index) => OPAQUE[index]!)],
] as [string, Kind, number[][], number[][]][])('%s', async ([, kind, rows, expected]) => {
  const { widthPx, heightPx, rgba } = await decodeImage(bmp(kind, rows), 'x.bmp');
  expect([widthPx, heightPx, ...rgba]).toEqual([WIDTH, HEIGHT, ...expected.flat()]);
});

test.for([
  ['it is cut short: 77 bytes of 78', bmp({ bits: 24 }, BGR).subarray(0, -1)],
  ['its BMP header is cut short', bmp({ bits: 24 }, BGR).subarray(0, 40)],
  ['it is a BMP compressed with run lengths; wanted one without compression', bmp({ bits: 8, compression: 1, palette: PIXELS }, [[0], [0]])],
  ['it is a BMP of 7 bits a pixel; wanted 1, 4, 8, 16, 24 or 32', bmp({ bits: 7 }, BGR)],
  ['it names colour 6 of a palette of 6', bmp({ bits: 8, palette: PIXELS }, [[0, 1, 2], [3, 4, 6]])],
] as const)('%s', async ([reason, file]) => {
  await expect(decodeImage(file, 'x.bmp')).rejects.toThrow(`texture "x.bmp" cannot be decoded: ${reason}`);
});
