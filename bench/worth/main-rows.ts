/** The rows of the main table: synthetic only, real only, and synthetic followed by a few real photos. */
import { join } from 'node:path';
import type { WorthOptions } from './options.ts';
import type { Steps } from './steps.ts';
import type { Row } from './table.ts';

/** Real photos that a fine-tuning gets. */
const REAL_COUNTS = [10, 20, 50];

/** Options of train.py for the real photos to train on, and for those to judge on. */
export function realArguments({ real, images, split, test, testImages }: WorthOptions): { train: string[]; judge: string[] } {
  const train = ['--real', real, '--images', images, ...(split === null ? [] : ['--split', split])];
  return { train, judge: test === undefined ? train : ['--test', test, '--test-images', testImages!] };
}

/** Options that all trainings of a table share, and those of a full training. */
export function commonArguments({ seed, threads, input }: WorthOptions): string[] {
  return ['--seed', String(seed), ...(threads === undefined ? [] : ['--threads', String(threads)]), ...(input === undefined ? [] : ['--input', String(input)])];
}

/**
 * Trains and judges all rows.
 * @param trainCount real photos that are trained on
 * @param dataset the synthetic one
 */
export async function mainRows(options: WorthOptions, steps: Steps, trainCount: number, dataset: string): Promise<Row[]> {
  const { out, seen, tuneSeen, count } = options;
  const { train: real, judge } = realArguments(options);
  const common = commonArguments(options);
  const dirOf = (name: string) => join(out, 'runs', name);
  const rows: Row[] = [];
  const add = async (name: string, key: string, args: string[], facts: Pick<Row, 'synthetic' | 'real' | 'seen' | 'before'>) => {
    rows.push({ name, dir: dirOf(key), result: await steps.train(name, dirOf(key), [...args, '--judge-every', String(Math.max(1, Math.ceil((facts.seen - (facts.before ?? 0)) / 20))), ...common]), ...facts });
  };
  // The split of --real names the photos to judge on; without --real-count all its other photos would be trained on.
  await add('synthetic only', 'synthetic', ['--synthetic', dataset, '--seen', String(seen), ...judgeOnly(judge)], { synthetic: count, real: 0, seen });
  await add('real only', 'real', [...real, ...(options.test === undefined ? [] : judge), '--seen', String(seen)], { synthetic: 0, real: trainCount, seen });
  for (const photos of REAL_COUNTS.filter((number) => number <= trainCount)) {
    // On photos alone: half and half with synthetic images, 240 images seen are worth .41 (AP50:95 on dice) instead of .48.
    await add(`synthetic, then ${photos} real photos`, `synthetic-real-${photos}`, [
      '--from', join(dirOf('synthetic'), 'detector.pt'), ...real, ...(options.test === undefined ? [] : judge),
      '--real-count', String(photos), '--seen', String(tuneSeen),
    ], { synthetic: count, real: photos, seen: seen + tuneSeen, before: seen });
  }
  return rows;
}

/** Options to judge on real photos that are not trained on. */
export const judgeOnly = (judge: readonly string[]): string[] => (judge[0] === '--test' ? [...judge] : [...judge, '--judge-only']);
