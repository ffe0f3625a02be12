/** Finds what costs accuracy or money in a dataset before it is trained on. */
import { many, percentText, wholeText } from './numbers.ts';
import type { Copies } from './copies.ts';
import type { Warning } from './report-data.ts';
import type { RecordStats } from '../stats/record-stats.ts';
import type { SetStats } from '../stats/set-stats.ts';

export interface WarningInput extends Copies {
  ours: SetStats;
  records: RecordStats;
  real: SetStats | null;
  /** Names of the dataset's classes; those of the real set. */
  classes: readonly string[];
  realClasses: readonly string[] | null;
}

/** Detectors find few objects below so many pixels, and a box of that size is off by a fifth with a pixel. COCO's own smallest objects have an area of some 10^2. */
const SMALL_PX = 10;
const SMALL_SHARE = 0.01;
/** Less than this share of a silhouette is hardly to be recognised. */
const LOW_VISIBILITY = 0.1;
const LOW_SHARE = 0.02;
/** Boxes of the most frequent class over those of the rarest. */
const UNBALANCED = 4;
const FEW_BOXES = 20;
const LISTED = 8;

export function warningsOf(input: WarningInput): Warning[] {
  return [...classWarnings(input), ...labelWarnings(input), ...duplicateWarnings(input), ...leakWarnings(input), ...runWarnings(input)];
}

function classWarnings({ ours, records, classes, realClasses, real }: WarningInput): Warning[] {
  const warnings: Warning[] = [];
  const boxes = (name: string): number => ours.classes.get(name)?.boxes ?? 0;
  const missing = classes.filter((name) => boxes(name) === 0);
  if (missing.length > 0) {
    const hidden = missing.reduce((sum, name) => sum + (records.classes.get(name)?.hidden ?? 0), 0);
    warnings.push({
      kind: 'missingClasses', level: 'warning', title: `${many(missing.length, 'class')} without a box`,
      text: `${named(missing)}: a detector cannot learn ${missing.length === 1 ? 'it' : 'them'}.${hidden > 0 ? ` ${many(hidden, 'object')} of ${missing.length === 1 ? 'it' : 'them'} had no visible pixel.` : ' A longer run shows more of the schedule; order: shuffled mixes its levels.'}`,
    });
  }
  const counts = classes.filter((name) => boxes(name) > 0).sort((a, b) => boxes(a) - boxes(b) || (a < b ? -1 : 1));
  const [rarest, most] = [counts[0], counts.at(-1)];
  if (rarest !== undefined && most !== undefined && boxes(most) >= UNBALANCED * boxes(rarest)) {
    warnings.push({
      kind: 'unbalanced', level: 'warning', title: 'Classes are unbalanced',
      text: `${quoted(most)} has ${many(boxes(most), 'box')}, ${quoted(rarest)} ${wholeText(boxes(rarest))}. Every model comes equally often, so a class with more models has more boxes.`,
    });
  }
  const few = counts.filter((name) => boxes(name) < FEW_BOXES);
  if (few.length > 0) warnings.push({ kind: 'fewBoxes', level: 'note', title: `${many(few.length, 'class')} with fewer than ${FEW_BOXES} boxes`, text: `${named(few)}: their statistics say little.` });
  if (real && realClasses) {
    const known = new Set(classes.map(fold));
    const theirs = realClasses.filter((name) => !known.has(fold(name)) && (real.classes.get(name)?.boxes ?? 0) > 0);
    if (theirs.length > 0 && theirs.length < realClasses.length) {
      warnings.push({ kind: 'unknownClasses', level: 'warning', title: `The real set has ${many(theirs.length, 'class')} that yours lacks`, text: `${named(theirs)}. Classes are matched by name, whatever the case.` });
    }
  }
  return warnings;
}

function labelWarnings({ ours, records }: WarningInput): Warning[] {
  const warnings: Warning[] = [];
  const small = ours.histogram('boxSizePx').shareBelow(SMALL_PX);
  if (ours.boxes > 0 && small >= SMALL_SHARE) {
    warnings.push({
      kind: 'smallLabels', level: 'warning', title: `${percentText(small)} of the boxes are smaller than ${SMALL_PX} px`,
      text: 'Few detectors find such objects, and what they cannot find teaches them to miss. labels.minArea marks them to be ignored; larger sizes in curriculum avoid them.',
    });
  }
  const hardlySeen = records.histogram('visibility').shareBelow(LOW_VISIBILITY);
  if (records.visible > 0 && hardlySeen >= LOW_SHARE && records.ignored < hardlySeen * records.visible) {
    warnings.push({
      kind: 'hiddenLabels', level: 'warning', title: `${percentText(hardlySeen)} of the objects show less than ${percentText(LOW_VISIBILITY)} of themselves`,
      text: 'labels.minVisibility marks them to be ignored; a lower occluders.coverage or foreground.maxCrop avoids them.',
    });
  }
  const empty = ours.boxCounts[0]!;
  if (empty > 0) warnings.push({ kind: 'emptyImages', level: 'note', title: `${many(empty, 'image')} without a box`, text: 'A trainer has to be told to use them as background.' });
  if (records.hidden > 0) {
    const share = records.hidden / (records.hidden + records.visible);
    warnings.push({ kind: 'neverVisible', level: share > 0.05 ? 'warning' : 'note', title: `${many(records.hidden, 'labelled object')} without a visible pixel`, text: `${percentText(share)} of all: they were drawn, and nothing of them is seen.` });
  }
  return warnings;
}

function duplicateWarnings({ ownDuplicates, records, realDuplicates }: WarningInput): Warning[] {
  const warnings: Warning[] = [];
  if (ownDuplicates > 0) warnings.push({ kind: 'duplicates', level: 'warning', title: `${many(ownDuplicates, 'image')} of yours come${ownDuplicates === 1 ? 's' : ''} twice`, text: 'They have exactly the boxes of another image: the scenario plans the same scene for several indices.' });
  if (records.schedule.repeated > 0) warnings.push({ kind: 'repeatedEntries', level: 'warning', title: `${many(records.schedule.repeated, 'object')} came more than once`, text: 'An entry of the curriculum comes once in an epoch: the shards are from different runs, or were changed.' });
  if (realDuplicates.length > 0) {
    const files = realDuplicates.reduce((sum, names) => sum + names.length - 1, 0);
    warnings.push({ kind: 'realDuplicates', level: 'warning', title: `${many(files, 'real photo')} ${files === 1 ? 'is a copy' : 'are copies'} of another one`, text: `Equal files, such as ${realDuplicates[0]!.slice(0, 3).map(quoted).join(' and ')}. Copies in the training part and in the test part of a split make a detector look better than it is.` });
  }
  return warnings;
}

function leakWarnings({ sharedImages, sharedPhotos }: WarningInput): Warning[] {
  const warnings: Warning[] = [];
  if (sharedImages.length > 0) warnings.push({ kind: 'sharedImages', level: 'warning', title: `${many(sharedImages.length, 'image')} of the real set ${sharedImages.length === 1 ? 'is' : 'are'} in your dataset, too`, text: `${named(sharedImages)}: size and boxes are those of an image of yours. A test on them measures nothing.` });
  if (sharedPhotos.length > 0) warnings.push({ kind: 'sharedPhotos', level: 'warning', title: `${many(sharedPhotos.length, 'photo')} behind your objects ${sharedPhotos.length === 1 ? 'has the name' : 'have the names'} of real photos`, text: `${named(sharedPhotos)}: where a photo is also in the test part, the detector has seen its background.` });
  return warnings;
}

function runWarnings({ records }: WarningInput): Warning[] {
  const warnings: Warning[] = [];
  if (records.leastBad > 0) warnings.push({ kind: 'leastBad', level: 'note', title: `${many(records.leastBad, 'image')} break${records.leastBad === 1 ? 's' : ''} a rule of the scenario`, text: 'No attempt kept all rules, and the least bad one was written: foreground.maxCrop or maxOverlap is tight for so many objects.' });
  const unplaced = records.histogram('unplaced');
  if (unplaced.total > 0 && unplaced.max > 0) {
    const count = Math.round(unplaced.mean() * unplaced.total);
    warnings.push({ kind: 'unplaced', level: 'note', title: `${many(count, 'object')} could not be placed`, text: 'There was no free position: fewer objects in an image, or a larger foreground.maxOverlap.' });
  }
  return warnings;
}

export const fold = (name: string): string => name.toLowerCase();
const quoted = (name: string): string => `“${name}”`;
const named = (names: readonly string[]): string => `${names.slice(0, LISTED).map(quoted).join(', ')}${names.length > LISTED ? ` and ${names.length - LISTED} more` : ''}`;
