/** Lists the built-in scenarios. */
import type { Scenario, Sections } from './scenario.ts';

/** Loads each built-in scenario by its name. */
export const BUILTIN_SCENARIOS: Readonly<Record<string, () => Promise<{ default: unknown }>>> = {
  paper: () => import('./paper/paper.ts'),
};

/** A scenario whose sections of the config are not known to the compiler. */
export type AnyScenario = Scenario<Sections>;
