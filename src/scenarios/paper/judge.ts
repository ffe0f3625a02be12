/** Judges a rendered image by the limits on cropping, overlap and uncovered pixels, on measured silhouettes. */
import { cropOf, type MeasuredImage, overlapOf } from '../../scene/measured.ts';
import type { Verdict } from '../scenario.ts';
import type { PaperConfig } from './sections.ts';

/** The sections of the config that hold the limits and the size of the image. */
export type Rules = Pick<PaperConfig, 'image' | 'foreground' | 'background'>;

/**
 * Compares the quotients that the record states, so that 3 pixels of 10 keep a limit of 0.3. Objects that could not be placed break no rule.
 * Badness is the sum of what each crop and each overlap is above its limit, and of the uncovered share of the image.
 */
export function judge(measured: MeasuredImage, { image, foreground, background }: Rules): Verdict {
  let badness = 0;
  for (const instance of measured.instances) badness += Math.max(0, cropOf(instance) - foreground.maxCrop);
  for (const pair of measured.overlaps) badness += Math.max(0, overlapOf(measured, pair) - foreground.maxOverlap);
  if (background.enabled) badness += measured.uncoveredPx / (image.width * image.height);
  return { broken: badness > 0, badness };
}
