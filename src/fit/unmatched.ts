/** Says what a fitted config cannot match, or what the photos do not tell. */
import type { AssetLibrary } from '../assets/library.ts';
import type { LabelledSet } from '../stats/coco-set.ts';
import { areUneven } from './even-values.ts';
import type { Facts } from './guess.ts';
import { spread } from './quantiles.ts';

/** @param hasBackdrops whether photos without their objects stand behind some of the models */
export function unmatched(facts: Facts, set: LabelledSet, library: AssetLibrary, hasBackdrops: boolean): string[] {
  const { convention, hasBoxes, image, upright, busy } = facts;
  const { categories } = set;
  const notes: string[] = [];
  const not = (what: string) => notes.push(`Not matched: ${what}`);
  if (!hasBoxes) not('sizes, number and place of the objects, which need labelled boxes; their keys are the defaults.');
  if (image.share < 0.95) not(`photos of another aspect than ${image.width} x ${image.height}, ${Math.round(100 * (1 - image.share))} % of them.`);
  if (hasBoxes && convention.ratio === null) not(`how much larger than its object a box is: only ${convention.measured} lone objects differ clearly from what is around them, so boxes are taken as tight.`);
  if (hasBoxes) unevenParts(facts.count, set).forEach(not);
  if (!upright) not('poses, which cannot be told from boxes alone: all views and angles stay.');
  not('directions of the light, cast shadows and reflections.');
  if (busy > 0.3 && hasBackdrops) not('what stands around the objects in the images without photos: clutter and surfaces take its place.');
  else if (busy > 0.3) not(`what stands around the objects: clutter and surfaces take its place${hasBoxes ? '; --use-backgrounds shows the photos themselves' : ''}.`);
  if (hasBoxes && library.categories.join() !== categories.join()) {
    notes.push(`Classes: the photos have ${listed(categories)}, the models ${listed(library.categories)}. A class is a model file or a sub-folder: rename them, or train without classes.`);
  }
  return notes;
}

/** A config spreads objects over the whole image, and draws each number of them equally often. */
function unevenParts(count: Facts['count'], { pictures }: LabelledSet): string[] {
  const labelled = pictures.map(({ boxes, width, height }) => boxes.filter(({ ignore }) => !ignore).map(({ box: [x, y, w, h] }) => [(x + w / 2) / width, (y + h / 2) / height] as const));
  const [across, down] = [0, 1].map((axis) => labelled.flat().map((centre) => centre[axis]!)) as [number[], number[]];
  const counts = labelled.map(({ length }) => length).filter((length) => length > 0);
  const parts: string[] = [];
  const percent = (values: number[]) => spread(values).map((share) => Math.round(100 * share)).join(' to ');
  if ([across, down].some((values) => areUneven(values, [0, 1], 'real'))) {
    parts.push(`positions: 90 % of the real objects lie at ${percent(across)} % of the width, and 90 % at ${percent(down)} % of the height. Those of the images lie everywhere.`);
  }
  const half = (values: number[]) => spread(values, 0.25, 0.75).map(Math.round).join(' to ');
  if (areUneven(counts, count, 'whole')) parts.push(`how often each number of objects comes: half of the photos have ${half(counts)} objects, half of the images ${half(count)}.`);
  return parts;
}

const listed = (names: readonly string[]): string => (names.length > 6 ? `${names.slice(0, 6).join(', ')} and ${names.length - 6} more` : names.join(', '));
