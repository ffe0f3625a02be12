/** Numbers the labelled instances of an image: visible ones from 1 without gaps, then the hidden ones. */
import type { MeasuredImage } from '../scene/measured.ts';

/** The record's ids, of the labelled instances in the scene's order; each group keeps it. */
export function foregroundIds({ instances }: MeasuredImage): number[] {
  let visible = 0;
  let hidden = instances.filter((instance) => instance.visible > 0).length;
  return instances.map((instance) => (instance.visible > 0 ? ++visible : ++hidden));
}
