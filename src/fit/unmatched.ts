/** Says what a fitted config cannot match, or what the photos do not tell. */
import type { AssetLibrary } from '../assets/library.ts';
import type { LabelledSet } from '../stats/coco-set.ts';
import type { Facts } from './guess.ts';

export function unmatched({ convention, hasBoxes, image, upright, busy }: Facts, { categories }: LabelledSet, library: AssetLibrary): string[] {
  const notes: string[] = [];
  const not = (what: string) => notes.push(`Not matched: ${what}`);
  if (!hasBoxes) not('sizes, number and place of the objects, which need labelled boxes; their keys are the defaults.');
  if (image.share < 0.95) not(`photos of another aspect than ${image.width} x ${image.height}, ${Math.round(100 * (1 - image.share))} % of them.`);
  if (hasBoxes && convention.ratio === null) not(`how much larger than its object a box is: only ${convention.measured} lone objects differ clearly from what is around them, so boxes are taken as tight.`);
  if (!upright) not('poses, which cannot be told from boxes alone: all views and angles stay.');
  not('directions of the light, shadows and reflections.');
  if (busy > 0.3) not('what stands around the objects: clutter and surfaces take its place; --use-backgrounds shows the photos themselves.');
  if (hasBoxes && library.categories.join() !== categories.join()) {
    notes.push(`Classes: the photos have ${listed(categories)}, the models ${listed(library.categories)}. A class is a model file or a sub-folder: rename them, or train without classes.`);
  }
  return notes;
}

const listed = (names: readonly string[]): string => (names.length > 6 ? `${names.slice(0, 6).join(', ')} and ${names.length - 6} more` : names.join(', '));
