/** Makes the paper's configs and plans, for tests. */
import type { AssetLibrary } from '../../src/assets/library.ts';
import type { ImageRecord, RecordInstance } from '../../src/labels/record.ts';
import { type Config as RunConfig, PaperConfigSchema } from '../../src/run/config.ts';
import type { PaperConfig } from '../../src/scenarios/paper/sections.ts';
import type { Schedule } from '../../src/scenarios/paper/curriculum.ts';
import { openPaper } from '../../src/scenarios/paper/paper.ts';
import type { PaperPlan } from '../../src/scenarios/paper/paper-plan.ts';
import { streamsOf } from '../../src/scene/random.ts';

export const ConfigSchema = PaperConfigSchema;
export type Config = RunConfig & PaperConfig;

export interface Planner {
  schedule: Schedule;
  modelsOf(shard: number): number[];
  plan(index: number, attempt: number): PaperPlan;
}

export function makePlanner(config: PaperConfig, library: AssetLibrary): Planner {
  const open = openPaper(config, library);
  return { schedule: open.schedule, modelsOf: open.modelsOf, plan: (index, attempt) => open.plan(index, attempt, streamsOf(config.seed, index, attempt)) };
}

/** The plan of one image. */
export const plan = (config: PaperConfig, library: AssetLibrary, index: number, attempt: number): PaperPlan => makePlanner(config, library).plan(index, attempt);

/** What the paper's facts add to a record. */
export type PaperRecord = ImageRecord & {
  schedule: { epoch: number; level: number; unplaced: number[] } | null;
  count?: number;
  instances: PaperInstance[];
  hidden: PaperInstance[];
  background: { objects: number; uncovered: number; areaRatio: [number, number]; meanForegroundArea: number };
  occluders: { model: string; target: number; coverage: number }[];
};
export type PaperInstance = RecordInstance & {
  entry: number | null; view: number | null; inPlane: number | null; boxPx?: number; clump?: number | null;
  material?: { hue: number; saturation: number; value: number; roughness: number };
};
