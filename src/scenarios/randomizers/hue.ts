/** Turns the hue of instances at random. */
import type { Random } from '../../scene/random.ts';
import type { SceneInstance } from '../../scene/scene.ts';

/** Uniform shifts, one an instance, in turns. */
export function turnHues(instances: readonly SceneInstance[], random: Random): SceneInstance[] {
  return instances.map((instance) => ({ ...instance, hue: random.uniform() }));
}
