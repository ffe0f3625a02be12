/** Varies the materials of instances at random. */
import { z } from 'zod';
import { range } from '../../config/schema.ts';
import type { Random } from '../../scene/random.ts';
import type { SceneInstance } from '../../scene/scene.ts';

export const MaterialSchema = z.strictObject({
  hue: range(0, 0, -0.5, 0.5).describe('Shift of the hue, turns.'),
  saturation: range(1, 1, 0, 4).describe('Factor of the saturation.'),
  value: range(1, 1, 0, 4).describe('Factor of the brightness, which is HSV\'s value.'),
  roughness: range(1, 1, 0, 4).describe('Factor of the roughness.'),
});

export type MaterialOptions = z.infer<typeof MaterialSchema>;

/** The instances, each with a hue shift and factors that are uniform over their ranges. */
export function varyMaterials(instances: readonly SceneInstance[], { hue, saturation, value, roughness }: MaterialOptions, random: Random): SceneInstance[] {
  return instances.map((instance) => ({
    ...instance, hue: instance.hue + random.range(...hue), saturation: random.range(...saturation), value: random.range(...value), roughness: random.range(...roughness),
  }));
}
