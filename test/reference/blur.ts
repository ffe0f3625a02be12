/** The `blur` pass, one pixel at a time, as the two-dimensional convolution that its two entry points compose. */
import type { Drawing } from '../support/drawing.ts';

/** Takes the RGBA bytes of all images, and returns them blurred by each image's kernel; pixels of the border repeat beyond it. */
export function blur({ width, height, images }: Drawing, rgba: Uint8Array): Uint8Array {
  const out = rgba.slice();
  images.forEach((image, z) => {
    const weights = image.blurWeights;
    const radius = weights.length - 1;
    if (radius === 0) return;
    const clamp = (i: number, size: number) => Math.min(size - 1, Math.max(0, i));
    for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) {
      for (let k = 0; k < 3; k++) {
        let sum = 0;
        for (let dy = -radius; dy <= radius; dy++) for (let dx = -radius; dx <= radius; dx++) {
          const from = (z * height + clamp(y + dy, height)) * width + clamp(x + dx, width);
          sum += weights[Math.abs(dx)]! * weights[Math.abs(dy)]! * rgba[from * 4 + k]!;
        }
        out[((z * height + y) * width + x) * 4 + k] = Math.round(sum);
      }
    }
  });
  return out;
}
