/** Gives the labelled instances of an image their ids: the visible ones from 1 without gaps, then the hidden ones. */
import type { MeasuredImage } from '../scene/measured.ts';

/** The record's id of each labelled instance, in the scene's order. Ids ascend in that order within either group. */
export function foregroundIds({ instances }: MeasuredImage): number[] {
  let visible = 0;
  let hidden = instances.filter((instance) => instance.visible > 0).length;
  return instances.map((instance) => (instance.visible > 0 ? ++visible : ++hidden));
}
