/** The trainer in the loop: trains, asks what was missed, makes images of that, and trains on; beside it the same without weights. */
import { join } from 'node:path';
import { commonArguments, judgeOnly, realArguments } from './main-rows.ts';
import type { WorthOptions } from './options.ts';
import type { Steps } from './steps.ts';
import type { Row } from './table.ts';

/** Images of the set that the misses are counted on, over those of the training set. */
const HELD_OUT_SHARE = 0.25;

/** Half of the images are seen before the misses are counted, the other half after. */
export async function loopRows(options: WorthOptions, steps: Steps, config: string): Promise<Row[]> {
  const { out, seen, count, seed } = options;
  const judge = judgeOnly(realArguments(options).judge);
  const dir = (name: string) => join(out, 'loop', name);
  const half = Math.ceil(seen / 2);
  const misses = join(out, 'loop', 'misses.json');
  const halfCount = Math.ceil(count / 2);
  const set = (name: string, images: number, ownSeed: number, more: string[] = []) => steps.generate(config, dir(name), ['--count', String(images), '--seed', String(ownSeed), ...more]);

  // Seeds of their own, so that no image of one set is in another.
  await set('first', halfCount, seed + 1000);
  await set('held-out', Math.ceil(count * HELD_OUT_SHARE), seed + 2000);
  const begun = join(dir('run-first'), 'detector.pt');
  const first = await steps.train('loop: first half', dir('run-first'), ['--synthetic', dir('first'), ...judge, '--seen', String(half), '--misses', misses, '--misses-on', dir('held-out'), ...commonArguments(options)]);
  await set('weighted', halfCount, seed + 3000, ['--weights', misses]);
  await set('unweighted', halfCount, seed + 3000);
  const rows: Row[] = [{ name: 'loop: first half', dir: dir('run-first'), result: first, synthetic: halfCount, real: 0, seen: half }];
  for (const [name, title] of [['weighted', 'loop: then images of what was missed'], ['unweighted', 'loop: then as many images without weights']] as const) {
    const result = await steps.train(title, dir(`run-${name}`), ['--from', begun, '--synthetic', dir('first'), '--synthetic', dir(name), ...judge, '--seen', String(half), ...commonArguments(options)]);
    rows.push({ name: title, dir: dir(`run-${name}`), result, synthetic: 2 * halfCount, real: 0, seen: 2 * half });
  }
  return rows;
}
