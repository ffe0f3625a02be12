/** Lays fog over the paper's scenes: a new randomizer around a scenario that is there. */
import { defineScenario, paper, type Randomizer, range, type Scene, varyPlan, z } from '../../scenario.ts';

const FogSchema = z.strictObject({ density: range(0, 0.8, 0, 1).describe('Share of the light that comes from everywhere instead of from the lamps.') }).prefault({});

/** Fog scatters light: lamps lose a share of theirs, and what they lose lights everything alike. */
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
        // A stream of its own: every other number is what it was without fog.
        return varyPlan(plan, fog({ ...context.config.fog, scene: plan.scene }, random('fog')));
      },
    };
  },
});
