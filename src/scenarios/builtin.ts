/** Lists the built-in scenarios. */
import type { Scenario, Sections } from './scenario.ts';

/** Each is loaded when it is used. */
export const BUILTIN_SCENARIOS: Readonly<Record<string, () => Promise<{ default: unknown }>>> = {
  paper: () => import('./paper/paper.ts'),
};

export type AnyScenario = Scenario<Sections>;
