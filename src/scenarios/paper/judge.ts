/** Judges a rendered image by the rules of placement, on measured silhouettes. */
import { cropOf, type MeasuredImage, overlapOf } from '../../scene/measured.ts';
import type { Verdict } from '../scenario.ts';
import type { PaperConfig } from './config.ts';

/** The rules whose figures come from config, and the size of the image. */
export type Rules = Pick<PaperConfig, 'image' | 'foreground' | 'background'>;

/**
 * Compares the very quotients that the record states: 3 pixels of 10 keep a limit of 0.3.
 * What could not be placed breaks no rule. Badness adds what each crop, each overlap and the uncovered share of the image have above their limits.
 */
export function judge(measured: MeasuredImage, { image, foreground, background }: Rules): Verdict {
  let badness = 0;
  for (const instance of measured.instances) badness += Math.max(0, cropOf(instance) - foreground.maxCrop);
  for (const pair of measured.overlaps) badness += Math.max(0, overlapOf(measured, pair) - foreground.maxOverlap);
  if (background.enabled) badness += measured.uncoveredPx / (image.width * image.height);
  return { broken: badness > 0, badness };
}
