/** The command `bench`, which only a checkout has: it measures, prints the report, and adds a row to the results. */
import { readConfig } from '../src/run/read-config.ts';
import { bench } from './bench.ts';
import { appendResult, currentCommit, reportText } from './report.ts';
import { paperConfig } from './workload.ts';

export interface BenchCommand {
  /** Path of a config; undefined: the paper's defaults on the built-in models. */
  path: string | undefined;
  adapter: string | undefined;
  json: boolean | undefined;
  onAsset(done: number, total: number): void;
  /** Shows which part is being measured, above the progress. */
  onNote(text: string): void;
  /** Removes the progress. */
  onMeasured(): void;
  print(text: string): void;
  note(text: string): void;
}

export async function benchCommand({ path, adapter, json, onAsset, onNote, onMeasured, print, note }: BenchCommand): Promise<void> {
  const config = path === undefined ? paperConfig() : await readConfig(path);
  const report = await bench(config, { adapter, onAsset, onPart: (part) => onNote(`bench: ${part}`) }).finally(onMeasured);
  const commit = currentCommit();
  print(json ? JSON.stringify({ commit, ...report }) : reportText(report));
  if (commit !== null) note(`Added to ${appendResult(report, commit)}.`);
}
