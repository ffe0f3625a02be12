// Checks that images of every kind become 8-bit RGBA.
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { decodeImage } from '../../../src/assets/load/decode-image.ts';

test('grey, palette and 16-bit images become 8-bit RGBA', async () => {
  const grey = await sharp(new Uint8Array([0, 100, 255]), { raw: { width: 3, height: 1, channels: 1 } }).toColourspace('b-w').png().toBuffer();
  expect([...(await decodeImage(grey, '')).rgba]).toEqual([0, 0, 0, 255, 100, 100, 100, 255, 255, 255, 255, 255]);
  const palette = await sharp(new Uint8Array([255, 0, 0, 0, 0, 255]), { raw: { width: 2, height: 1, channels: 3 } }).png({ palette: true }).toBuffer();
  expect([...(await decodeImage(palette, '')).rgba]).toEqual([255, 0, 0, 255, 0, 0, 255, 255]);
  const deep = await sharp(new Uint16Array([0, 0x8080, 0xffff]), { raw: { width: 1, height: 1, channels: 3 } }).toColourspace('rgb16').png().toBuffer();
  expect((await sharp(deep).metadata()).depth).toBe('ushort');
  expect([...(await decodeImage(deep, '')).rgba]).toEqual([0, 128, 255, 255]);
});

test('an embedded colour profile leaves the codes alone', async () => {
  const tagged = await sharp({ create: { width: 1, height: 1, channels: 3, background: { r: 200, g: 100, b: 50 } } }).withIccProfile('p3', { attach: true }).png().toBuffer();
  const codes = await sharp(tagged, { ignoreIcc: true }).raw().toBuffer();
  expect((await sharp(tagged).metadata()).icc).toBeDefined();
  expect([...(await decodeImage(tagged, '')).rgba.subarray(0, 3)]).toEqual([...codes]);
  expect([...codes]).not.toEqual([200, 100, 50]); // The profile does mean other codes.
});

test('what is no image says so in words of our own', async () => {
  const png = await sharp({ create: { width: 64, height: 64, channels: 3, background: 'red', noise: { type: 'gaussian', mean: 128, sigma: 30 } } }).png().toBuffer();
  const noImage = 'texture "a" cannot be decoded: it is cut short, or not a PNG, JPEG, WebP, AVIF, GIF, TIFF, KTX2, BMP or TGA';
  for (const bytes of [new Uint8Array(), new Uint8Array(9), Buffer.from('GIF89a')]) await expect(decodeImage(bytes, 'a')).rejects.toThrow(noImage);
  await expect(decodeImage(png.subarray(0, 2000), 'a')).rejects.toThrow('texture "a" cannot be decoded: the PNG is damaged or cut short');
});

/** 16 x 8: red, green / blue, grey at alpha 128, each 8 x 4; encoded by Basis Universal 2.50. */
const KTX2 = {
  etc1s: 'q0tUWCAyMLsNChoKAAAAAAEAAAAQAAAACAAAAAAAAAAAAAAAAQAAAAEAAAABAAAAaAAAADwAAACkAAAAJAAAAMgAAAAAAAAAnQAAAAAAAABlAQAAAAAAAAYAAAAAAAAAAAAAAAAAAAA8AAAAAAAAAAIAOACjAQIAAwMAAAgIAAAAAAAAAAA/AAAAAAAAAAAA/////0AAPw8AAAAAAAAAAP////8fAAAAS1RYd3JpdGVyAEJhc2lzIFVuaXZlcnNhbCAyLjUwAAAGAAMANwAAAA0AAAAxAAAAAAAAAAAAAAAAAAAABAAAAAQAAAACAAAAIMDcAAEAAEAYhi8E914AUwIAAAAAAEh2AAgQNWAAAAAQFCnO8QEHwBQAAAAAQBBEDbHp+yPAVFRVVVUFAAAAqKqqqgI0wIQAAQAAABA0oiOBBcAEAAEAAAAI5EIETAgYAAAQBGDTR4EmGAAzAAAAAAAASAECuoAvAD0D',
  uastc: 'q0tUWCAyMLsNChoKAAAAAAEAAAAQAAAACAAAAAAAAAAAAAAAAQAAAAEAAAACAAAAaAAAACwAAACUAAAAJAAAAAAAAAAAAAAAAAAAAAAAAAC4AAAAAAAAADIAAAAAAAAAgAAAAAAAAAAsAAAAAAAAAAIAKACmAQIAAwMAABAAAAAAAAAAAAB/AwAAAAAAAAAA/////x8AAABLVFh3cml0ZXIAQmFzaXMgVW5pdmVyc2FsIDIuNTAAACi1L/0ggE0BANgXGQXlP8jGAAUZ5T8w2QX5PzAmAxkZGdBcawEFAAA0YCkgrJkTvIAL',
};

test.for([['etc1s', 4], ['uastc', 0]] as const)('KTX2 of Basis Universal: %s', async ([kind, levels]) => {
  const { widthPx, heightPx, rgba } = await decodeImage(Buffer.from(KTX2[kind], 'base64'), '');
  expect([widthPx, heightPx]).toEqual([16, 8]);
  const wanted = [[[200, 40, 40, 255], [40, 200, 40, 255]], [[40, 40, 200, 255], [200, 200, 200, 128]]];
  const off = rgba.map((value, i) => Math.abs(value - wanted[Math.floor(i / 256)]![Math.floor(i / 32) % 2]![i % 4]!));
  expect(Math.max(...off)).toBeLessThanOrEqual(levels);
});

test('a damaged KTX2 and a DDS are refused with the reason, and the next KTX2 is decoded', async () => {
  const whole = Buffer.from(KTX2.uastc, 'base64');
  await expect(decodeImage(whole.subarray(0, 80), 'a.ktx2')).rejects.toThrow('texture "a.ktx2" cannot be decoded: the KTX2 is cut short, or is not of Basis Universal (ETC1S or UASTC)');
  await expect(decodeImage(whole.subarray(0, 200), 'a.ktx2')).rejects.toThrow('texture "a.ktx2" cannot be decoded: the KTX2 is damaged or cut short');
  await expect(decodeImage(Buffer.from('DDS |'), 'a.dds')).rejects.toThrow('texture "a.dds" cannot be decoded: it is a DDS, which is not read; wanted PNG, JPEG, WebP, AVIF, GIF, TIFF, KTX2, BMP or TGA');
  // One changed byte makes the decoder read outside its memory, or fail in some other way, never silently stop.
  for (let at = 12; at < whole.length; at += 5) {
    const changed = Buffer.from(whole);
    changed[at]! ^= 0x90;
    await decodeImage(changed, 'a.ktx2').catch((error: Error) => expect(error.message).toMatch(/^texture "a.ktx2" /));
  }
  expect((await decodeImage(whole, '')).widthPx).toBe(16);
});
