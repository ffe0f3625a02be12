/** The noise that `antialias` adds, one pixel at a time in integers. */
import type { Drawing } from './drawing.ts';

/** RGBA bytes of all images in, the same with noise of each image's sigma added to the codes. */
export function noise({ width, height, images }: Drawing, rgba: Uint8Array): Uint8Array {
  const out = rgba.slice();
  images.forEach((image, z) => {
    if (image.noiseSigma === 0) return;
    // Levels per 1/1024 toss, in 2^-20; one f32 product, as the GPU rounds it.
    const amplitude = Math.floor(Math.fround(Math.fround(Math.fround(image.noiseSigma) * Math.fround(91841.65)) + 0.5));
    for (let pixel = 0; pixel < width * height; pixel++) {
      const hash = [pcg((pcg(pixel) ^ image.noiseKey) >>> 0)];
      for (let k = 0; k < 3; k++) hash.push(pcg(hash[k]!));
      for (let k = 0; k < 3; k++) {
        const number = (bitCount(hash[k]!) - 16) * 1024 + ((hash[3]! >>> (2 + 10 * k)) & 1023) - 512;
        const at = (z * width * height + pixel) * 4 + k;
        out[at] = Math.min(255, Math.max(0, Math.floor((rgba[at]! * 2 ** 20 + amplitude * number + 2 ** 19) / 2 ** 20)));
      }
    }
  });
  return out;
}

const bitCount = (x: number): number => [...(x >>> 0).toString(2)].filter((bit) => bit === '1').length;

/** The generator's output function in 64-bit arithmetic (O'Neill 2014, RXS-M-XS 32). */
export function pcg(key: number): number {
  const mask = 0xffffffffn;
  const state = (BigInt(key) * 747796405n + 2891336453n) & mask;
  const word = (((state >> ((state >> 28n) + 4n)) ^ state) * 277803737n) & mask;
  return Number((word >> 22n) ^ word);
}
