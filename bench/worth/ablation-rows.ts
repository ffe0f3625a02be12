/** The rows of the ablations: each changed config makes a set, trains and is judged, once a seed. */
import { writeFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { readConfig } from '../../src/run/read-config.ts';
import { ABLATIONS, ablated } from './ablations.ts';
import { commonArguments, judgeOnly, realArguments } from './main-rows.ts';
import type { WorthOptions } from './options.ts';
import type { Steps } from './steps.ts';

export interface AblationRow {
  name: string;
  /** mAP in the paper. */
  paper: number;
  /** The row it is compared with; null where others are compared with it. */
  against: string | null;
  /** Its mAP in the paper. */
  paperAgainst: number | null;
  /** AP50:95 and AP50 of each seed; or why there is none. */
  results: { AP: number; AP50: number }[] | { skipped: string };
}

export async function ablationRows(options: WorthOptions, steps: Steps, configPath: string): Promise<AblationRow[]> {
  const { out, seen, count, seed, seeds, photos } = options;
  const base = await readConfig(configPath);
  const rows: AblationRow[] = [];
  // A changed config that equals an earlier one is not made again.
  const made = new Map<string, string>();
  for (const ablation of ABLATIONS) {
    const changed = ablated(base, ablation, photos);
    const against = ABLATIONS.find(({ key }) => key === ablation.against);
    const row = { name: ablation.name, paper: ablation.paper, against: against?.name ?? null, paperAgainst: ablation.paperAgainst ?? against?.paper ?? null };
    if ('skipped' in changed) {
      rows.push({ ...row, results: changed });
      continue;
    }
    const text = JSON.stringify(changed.config, null, 1);
    const key = made.get(text) ?? ablation.key;
    made.set(text, key);
    const dir = join(out, 'ablations', key);
    mkdirSync(dir, { recursive: true });
    const path = join(dir, 'config.yaml');
    // JSON is YAML.
    writeFileSync(path, `${text}\n`);
    const results: { AP: number; AP50: number }[] = [];
    for (let index = 0; index < seeds; index++) {
      const own = { ...options, seed: seed + index };
      const [dataset, run] = [join(dir, `set-${own.seed}`), join(dir, `run-${own.seed}`)];
      await steps.generate(path, dataset, ['--count', String(count), '--seed', String(own.seed)]);
      const { AP, AP50 } = await steps.train(`${ablation.name}, seed ${own.seed}`, run, ['--synthetic', dataset, ...judgeOnly(realArguments(options).judge), '--seen', String(seen), ...commonArguments(own)]);
      results.push({ AP, AP50 });
    }
    rows.push({ ...row, results });
  }
  return rows;
}

export interface Effect { meanAP: number; meanAP50: number; halfRange: number; paperDifference: number | null; difference: number | null; sameSign: boolean | null }

/** The mean of a row's seeds, half of their range, and how far it lies from its row of comparison, here and in the paper. */
export function effectOf(row: AblationRow, rows: readonly AblationRow[]): Effect | null {
  if ('skipped' in row.results) return null;
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const aps = row.results.map(({ AP }) => AP);
  const against = rows.find(({ name }) => name === row.against);
  const comparable = against !== undefined && !('skipped' in against.results);
  const difference = comparable ? mean(aps) - mean((against.results as { AP: number }[]).map(({ AP }) => AP)) : null;
  const paperDifference = row.paperAgainst === null ? null : row.paper - row.paperAgainst;
  return {
    meanAP: mean(aps), meanAP50: mean(row.results.map(({ AP50 }) => AP50)), halfRange: (Math.max(...aps) - Math.min(...aps)) / 2,
    difference, paperDifference, sameSign: difference === null || paperDifference === null || paperDifference === 0 ? null : Math.sign(difference) === Math.sign(paperDifference),
  };
}
