/** Draws the light of an image: coloured directional lights and an ambient term. */
import { z } from 'zod';
import { counts, on, range } from '../../config/schema.ts';
import type { Random } from '../../scene/random.ts';
import type { DirectionalLight } from '../../scene/scene.ts';

export const LightsSchema = z.strictObject({
  enabled: on.describe('Off: no lights and a white ambient term of 1.'),
  count: counts(1, 8).default([1, 4]).describe('Fewest and most lights.'),
  intensity: range(0.6, 1.4, 0, 10).describe('Sum over all lights, on a white surface that faces them.'),
  color: range(0.4, 1, 0, 1).describe('Of each channel of a light, linear.'),
  colorEnabled: on.describe('Off: all lights are white.'),
  ambient: range(0.15, 0.5, 0, 4).describe('Light from everywhere.'),
}).prefault({}).describe('Random coloured light.');

export type LightsOptions = z.infer<typeof LightsSchema>;

/**
 * Draws directional lights from the camera's side. Their intensities add up to one draw of `intensity`, in proportion to uniform draws.
 * `colorEnabled` changes no draw.
 */
export function drawLights({ enabled, count, intensity, color, colorEnabled, ambient }: LightsOptions, random: Random): { lights: DirectionalLight[]; ambient: number } {
  if (!enabled) return { lights: [], ambient: 1 };
  const ambientIntensity = random.range(...ambient);
  const total = random.range(...intensity);
  const lights = Array.from({ length: count[0] + random.int(count[1] - count[0] + 1) }, (): DirectionalLight => {
    const direction = random.hemisphere();
    const share = 1 - random.uniform();
    const drawn: [number, number, number] = [random.range(...color), random.range(...color), random.range(...color)];
    return { type: 'directional', direction, intensity: share, color: colorEnabled ? drawn : [1, 1, 1] };
  });
  const shares = lights.reduce((sum, light) => sum + light.intensity, 0);
  for (const light of lights) light.intensity *= total / shares;
  return { lights, ambient: ambientIntensity };
}
