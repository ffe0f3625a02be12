/** Adds fog to the paper's scenes: an example of a randomizer around another scenario. */
import { defineScenario, paper, type Randomizer, range, type Scene, varyPlan, z } from '../../scenario.ts';

const FogSchema = z.strictObject({
  density: range(0, 0.8, 0, 1).describe('Share of the light that comes from everywhere instead of from the lamps.'),
}).prefault({}).describe('Fog before everything.');

/** Fog scatters a share of each lamp's light, which then comes from everywhere. */
const fog: Randomizer<{ density: [number, number]; scene: Scene }> = ({ density, scene: { lights, ambient } }, random) => {
  const share = random.range(...density);
  const scattered = lights.reduce((sum, { intensity }) => sum + share * intensity, 0);
  return { lights: lights.map((light) => ({ ...light, intensity: (1 - share) * light.intensity })), ambient: ambient + scattered / 2 };
};

export default defineScenario({
  ...paper,
  name: 'fog',
  config: paper.config.safeExtend({ fog: FogSchema }),
  open(context) {
    const clear = paper.open(context);
    return {
      ...clear,
      plan(index, attempt, random) {
        const plan = clear.plan(index, attempt, random);
        // Fog has a stream of its own, so every other number is the same without fog.
        return varyPlan(plan, fog({ ...context.config.fog, scene: plan.scene }, random('fog')));
      },
    };
  },
});
