/** Draws the Gaussian that blurs an image. */
import { z } from 'zod';
import { on, range } from '../../config/schema.ts';
import type { Random } from '../../scene/random.ts';
import type { ScenePart } from '../../scene/scene.ts';

export const BlurSchema = z.strictObject({
  enabled: on.describe('Off: no blur.'),
  kernel: range(0, 0.01, 0, 0.05).describe('Taps over the image width.'),
  sigma: range(0.2, 0.5, 0.01, 2).describe('Standard deviation over the taps.'),
}).prefault({}).describe('Gaussian blur of the coded image.');

export type BlurOptions = z.infer<typeof BlurSchema>;

/** The kernel's taps are uniform over the odd numbers in range; where there is none, the odd number next below, and at least 1. */
export function drawBlur({ enabled, kernel, sigma, widthPx }: BlurOptions & { widthPx: number }, random: Random): ScenePart {
  const first = Math.max(0, Math.ceil((kernel[0] * widthPx - 1) / 2));
  const last = Math.max(0, Math.floor((kernel[1] * widthPx - 1) / 2));
  const half = Math.min(first, last) + random.int(Math.max(0, last - first) + 1);
  const blurKernel = enabled ? 2 * half + 1 : 1;
  const blurSigma = blurKernel === 1 ? 0 : random.range(...sigma) * blurKernel;
  return { post: { blurKernel, blurSigma } };
}
