/** Shifts the hue of instances at random. */
import type { Random } from '../../scene/random.ts';
import type { SceneInstance } from '../../scene/scene.ts';

/** The instances, each with a hue shift that is uniform over [0, 1) turns. */
export function turnHues(instances: readonly SceneInstance[], random: Random): SceneInstance[] {
  return instances.map((instance) => ({ ...instance, hue: random.uniform() }));
}
