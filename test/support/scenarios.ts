/** Opens scenarios on small models, and plans with them as a run does. */
import type { AssetLibrary } from '../../src/assets/library.ts';
import { type Config, configSchema } from '../../src/run/config.ts';
import type { AnyScenario } from '../../src/scenarios/builtin-scenarios.ts';
import type { OpenScenario } from '../../src/scenarios/scenario.ts';
import { checkPlan, planLimits } from '../../src/scene/check-plan.ts';
import { streamsOf } from '../../src/scene/random.ts';
import type { ScenePlan } from '../../src/scene/scene.ts';
import { smallLibrary } from './compiled-shapes.ts';

export interface OpenedForTest {
  scenario: OpenScenario;
  /** The plan of an image, checked as a run checks it. */
  planOf(index: number, attempt?: number): ScenePlan;
}

export function openForTest(scenario: unknown, changes: Record<string, unknown> = {}, library: AssetLibrary = smallLibrary()): OpenedForTest {
  const of = scenario as AnyScenario;
  const config = configSchema(of).parse({
    seed: 7, count: 24, image: { width: 96, height: 64 }, assets: { foreground: 'f', background: 'b' }, output: { dir: 'out' }, ...changes,
  }) as Config;
  const open = of.open({ config, library });
  const planOf = (index: number, attempt = 0): ScenePlan => {
    const plan = open.plan(index, attempt, streamsOf(config.seed, index, attempt));
    const models = open.modelsOf(0);
    checkPlan(plan, planLimits(config.image, library, (model) => models.includes(model)));
    return plan;
  };
  return { scenario: open, planOf };
}
