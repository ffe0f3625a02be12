/** Measures the pictures of a set, on several threads. */
import type { LabelledSet } from './coco-set.ts';
import type { MeasuredFile, MeasureRequest } from './measure-file.ts';
import { SetStats } from './set-stats.ts';
import { onThreads } from './stats-threads.ts';

export interface MeasureOptions {
  /** Default: a thread a core; 0: the calling thread. */
  threads?: number | undefined;
  onProgress?: ((done: number, total: number) => void) | undefined;
}

/**
 * Decodes and measures every picture. The result does not depend on the order in which pictures are done.
 * @returns the statistics, and each picture's measures in the order of the set
 * @throws UserError where a picture cannot be decoded
 */
export async function measureSet({ pictures, hasBoxes }: LabelledSet, { threads, onProgress }: MeasureOptions = {}): Promise<{ stats: SetStats; measured: MeasuredFile[] }> {
  const measured: MeasuredFile[] = [];
  let done = 0;
  const requests = pictures.map(({ path, width, height, boxes }): MeasureRequest => ({ path, width, height, boxes }));
  await onThreads<MeasureRequest, MeasuredFile>('picture', requests, (result, index) => {
    measured[index] = result;
    onProgress?.(++done, pictures.length);
  }, threads);
  const stats = new SetStats();
  for (const [i, { width, height, boxes }] of pictures.entries()) stats.add({ width, height, boxes: hasBoxes ? boxes : null, ...measured[i]! });
  return { stats, measured };
}
