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
  const noImage = 'texture "a" cannot be decoded: it is cut short, or not a PNG, JPEG, WebP, AVIF, GIF, TIFF, BMP or TGA';
  for (const bytes of [new Uint8Array(), new Uint8Array(9), Buffer.from('GIF89a')]) await expect(decodeImage(bytes, 'a')).rejects.toThrow(noImage);
  await expect(decodeImage(png.subarray(0, 2000), 'a')).rejects.toThrow('texture "a" cannot be decoded: the PNG is damaged or cut short');
});
