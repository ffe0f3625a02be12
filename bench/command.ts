/** The command `bench`, which only a checkout has: measures, prints, and adds a row to the results. */
import { readConfig } from '../src/run/read-config.ts';
import { bench } from './bench.ts';
import { appendResult, currentCommit, reportText } from './report.ts';
import { paperConfig } from './workload.ts';

export interface BenchCommand {
  /** Of a config; undefined: the paper's on the built-in models. */
  path: string | undefined;
  adapter: string | undefined;
  json: boolean | undefined;
  onAsset(done: number, total: number): void;
  /** Says which part is measured, above the progress. */
  onNote(text: string): void;
  /** Takes the progress away. */
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
