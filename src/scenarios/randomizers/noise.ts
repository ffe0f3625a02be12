/** Draws the standard deviation of an image's noise. */
import { z } from 'zod';
import { on, range } from '../../config/schema.ts';
import type { Random } from '../../scene/random.ts';
import type { ScenePart } from '../../scene/scene.ts';

export const NoiseSchema = z.strictObject({
  enabled: on.describe('Off: no noise.'),
  sigma: range(0, 0.02, 0, 0.5).describe('Standard deviation over the full range of a channel.'),
}).prefault({}).describe('White noise on the coded image.');

/** The sigma is uniform over the range. */
export function drawNoise({ enabled, sigma }: z.infer<typeof NoiseSchema>, random: Random): ScenePart {
  return { post: { noiseSigma: enabled ? random.range(...sigma) : 0 } };
}
