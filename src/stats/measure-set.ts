/** Measures the pictures of a set, on several threads. */
import type { LabelledSet } from './coco-set.ts';
import type { BoxRow } from './box-numbers.ts';
import { decodePicture } from './decode-picture.ts';
import { measurePicture, type PictureMeasures } from './measure-picture.ts';
import { SetStats } from './set-stats.ts';
import type { FileNumbers } from './statistics.ts';

export interface MeasureRequest { path: string; width: number; height: number; boxes: readonly BoxRow[] }
export interface MeasuredFile { pixels: PictureMeasures; file: FileNumbers }

export interface MeasureOptions {
  /** Default: a thread a core. */
  threads?: number | undefined;
  onProgress?: ((done: number, total: number) => void) | undefined;
}

/**
 * Decodes and measures every picture. The result does not depend on the order in which pictures are done.
 * @returns the statistics, and each picture's measures in the order of the set
 * @throws UserError where a picture cannot be decoded
 */
export async function measureSet({ pictures, hasBoxes }: LabelledSet, { threads, onProgress }: MeasureOptions = {}): Promise<{ stats: SetStats; measured: MeasuredFile[] }> {
  const { onThreads } = await import('./stats-threads.ts');
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

export async function measureFile({ path, width, height, boxes }: MeasureRequest): Promise<MeasuredFile> {
  const { rgb, file } = await decodePicture(path, width, height);
  return { pixels: measurePicture(rgb, boxes), file };
}
