// Checks TGA images of every kind against pixels that are known, and against three's loader where that reads the kind.
import { TGALoader } from 'three/addons/loaders/TGALoader.js';
import { expect, onTestFinished, test } from 'vitest';
import { decodeImage } from '../../../src/assets/load/decode-image.ts';
import { isTga } from '../../../src/assets/load/decode-tga.ts';
import { limitTextures } from '../../../src/assets/load/image-limit.ts';
import { DEFAULT_LIMITS } from '../../../src/config/asset-limits.ts';

const WIDTH = 5, HEIGHT = 3;
/** Red, green, blue, alpha; the first two are equal, as the last three are. */
const PIXELS = Array.from({ length: WIDTH * HEIGHT }, (_, i) => (i < 2 ? [8, 16, 248, 255] : i > 11 ? [255, 0, 99, 64] : [i * 16, 255 - i * 8, i, 128 + i]));

interface Kind { type: number; bits: number; descriptor?: number; palette?: number[][]; paletteBits?: number; paletteFirst?: number; comment?: string }

/** Pixels are in the order of the file; run-length encoded in packets of two equal ones, three equal ones, and the others. */
function tga({ type, bits, descriptor = 0x20, palette = [], paletteBits = 24, paletteFirst = 0, comment = '' }: Kind, pixels: number[][]): Buffer {
  const header = Buffer.alloc(18);
  header[0] = comment.length;
  header[1] = palette.length > 0 ? 1 : 0;
  header[2] = type;
  header.writeUInt16LE(paletteFirst, 3);
  header.writeUInt16LE(palette.length, 5);
  header[7] = palette.length > 0 ? paletteBits : 0;
  header.writeUInt16LE(WIDTH, 12);
  header.writeUInt16LE(HEIGHT, 14);
  header[16] = bits;
  header[17] = descriptor;
  const literal = pixels.slice(2, 12);
  const data = type < 8 ? pixels.flat() : [0x81, ...pixels[0]!, literal.length - 1, ...literal.flat(), 0x82, ...pixels[12]!];
  return Buffer.concat([header, Buffer.from(comment), Buffer.from(palette.flat()), Buffer.from(data)]);
}

const bgr = ([r, g, b]: number[]): number[] => [b!, g!, r!];
const bgra = ([r, g, b, a]: number[]): number[] => [b!, g!, r!, a!];
const grey = ([r]: number[]): number[] => [r!];
const opaque = PIXELS.map(([r, g, b]) => [r!, g!, b!, 255]);
const INDICES = PIXELS.map((_, i) => [i < 2 ? 0 : i > 11 ? 12 : i]);

test.for([
  ['24 bits', { type: 2, bits: 24 }, PIXELS.map(bgr), opaque],
  ['24 bits in runs, after a comment', { type: 10, bits: 24, comment: 'made by hand' }, PIXELS.map(bgr), opaque],
  ['32 bits', { type: 2, bits: 32, descriptor: 0x28 }, PIXELS.map(bgra), PIXELS],
  ['32 bits in runs', { type: 10, bits: 32, descriptor: 0x28 }, PIXELS.map(bgra), PIXELS],
  ['grey', { type: 3, bits: 8 }, PIXELS.map(grey), PIXELS.map(([r]) => [r!, r!, r!, 255])],
  ['grey in runs', { type: 11, bits: 8 }, PIXELS.map(grey), PIXELS.map(([r]) => [r!, r!, r!, 255])],
  ['grey and alpha', { type: 3, bits: 16 }, PIXELS.map(([r, , , a]) => [r!, a!]), PIXELS.map(([r, , , a]) => [r!, r!, r!, a!])],
  ['palette', { type: 1, bits: 8, palette: PIXELS.map(bgr) }, INDICES, opaque],
  ['palette in runs', { type: 9, bits: 8, palette: PIXELS.map(bgr) }, INDICES, opaque],
] as [string, Kind, number[][], number[][]][])('%s', async ([, kind, stored, expected]) => {
  const file = tga(kind, stored);
  const { widthPx, heightPx, rgba } = await decodeImage(file, 'x.tga');
  expect([widthPx, heightPx, ...rgba]).toEqual([WIDTH, HEIGHT, ...expected.flat()]);
  // The loader counts from the buffer's first byte.
  expect([...(new TGALoader().parse(new Uint8Array(file) as unknown as ArrayBuffer) as { data: Uint8Array }).data]).toEqual(expected.flat());
});

test.for([['top left', 0x20, false, false], ['bottom left', 0, false, true], ['top right', 0x30, true, false], ['bottom right', 0x10, true, true]] as const)('rows begin at the %s', async ([, descriptor, mirrors, turnsOver]) => {
  const file = tga({ type: 2, bits: 24, descriptor }, PIXELS.map(bgr));
  const at = (x: number, y: number): number[] => opaque[(turnsOver ? HEIGHT - 1 - y : y) * WIDTH + (mirrors ? WIDTH - 1 - x : x)]!;
  const expected = Array.from({ length: WIDTH * HEIGHT }, (_, i) => at(i % WIDTH, Math.floor(i / WIDTH)));
  expect([...(await decodeImage(file, 'x.tga')).rgba]).toEqual(expected.flat());
});

test('15 and 16 bits, a palette with alpha that begins elsewhere, and a fourth byte that nobody wrote', async () => {
  const words = PIXELS.map(([r, g, b]) => ((r! >> 3) << 10) | ((g! >> 3) << 5) | (b! >> 3)).map((word) => [word & 255, word >> 8]);
  const expected = PIXELS.flatMap(([r, g, b]) => [...[r!, g!, b!].map((value) => Math.round(((value >> 3) * 255) / 31)), 255]);
  for (const bits of [15, 16]) expect([...(await decodeImage(tga({ type: 2, bits }, words), 'x.tga')).rgba]).toEqual(expected);
  const indices = INDICES.map(([index]) => [index! + 7]);
  expect([...(await decodeImage(tga({ type: 1, bits: 8, palette: PIXELS.map(bgra), paletteBits: 32, paletteFirst: 7 }, indices), 'x.tga')).rgba]).toEqual(PIXELS.flat());
  expect([...(await decodeImage(tga({ type: 2, bits: 32 }, PIXELS.map(([r, g, b]) => [b!, g!, r!, 0])), 'x.tga')).rgba]).toEqual(opaque.flat());
});

test('what is cut short or names no colour says so', async () => {
  const reason = (file: Buffer): Promise<string> => decodeImage(file, 'x.tga').then(() => 'decoded', (error: Error) => error.message);
  for (const type of [2, 10]) {
    const whole = tga({ type, bits: 24 }, PIXELS.map(bgr));
    expect(await reason(whole)).toBe('decoded');
    for (let length = 18; length < whole.length; length += 3) expect(await reason(whole.subarray(0, length)), `${length}`).toMatch(/^texture "x.tga" cannot be decoded: it is cut short: \d+ /);
  }
  expect(await reason(tga({ type: 1, bits: 8, palette: PIXELS.slice(0, 5).map(bgr) }, INDICES))).toBe('texture "x.tga" cannot be decoded: it names colour 5 of a palette of 5 from 0');
  const empty = tga({ type: 2, bits: 24 }, PIXELS.map(bgr));
  empty.writeUInt16LE(0, 12);
  expect(await reason(empty)).toMatch(/^texture "x.tga" is 0 x 3 pixels; wanted 1 to /);
  limitTextures(WIDTH * HEIGHT - 1);
  onTestFinished(() => limitTextures(DEFAULT_LIMITS.texturePx));
  expect(await reason(tga({ type: 10, bits: 24 }, PIXELS.map(bgr)))).toMatch(/^texture "x.tga" is 5 x 3 pixels; wanted 1 to 14 /);
});

test('other formats are not taken for TGA', () => {
  for (const start of ['\x89PNG\r\n\x1a\n', '\xff\xd8\xff\xe0', 'GIF89a', 'RIFF', 'II*\0', 'MM\0*', '\0\0\0\x20ftypavif', 'BM', '']) {
    expect(isTga(Buffer.concat([Buffer.from(start, 'latin1'), Buffer.alloc(40, 24)])), start).toBe(false);
  }
});
