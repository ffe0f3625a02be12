/** Chooses groups of built-in models that stand for the things without a label in the photos. */
import { rangeText } from '../report/numbers.ts';
import { sizeOf } from './boxes.ts';
import type { PhotoMeasures } from './measure-photo.ts';
import { mean, median, quantile, spread } from './quantiles.ts';
import type { Thing } from './things.ts';

export interface DistractorGroup {
  group: 'feet' | 'discs' | 'cards' | 'boxes' | 'trays';
  count: [number, number];
  boxPx: [number, number];
  under?: boolean;
  tiltDeg?: number;
  /** What was seen. */
  why: string;
}

/** Lengths over the median object's size. */
const THING = { least: 0.35, most: 5, frame: 4 };
/** Largest width over height of a thing, either way: longer ones are edges and shadows. */
const MOST_LONG = 3;
/** Mean count in a photo from which a group is worth having. A tray changes its whole photo. */
const LEAST_COUNT = { tray: 0.04, other: 0.15 };
/** Sizes of crumbs over the smallest objects': a detector that has never seen any takes them for small objects. */
const SPECK = { least: 0.08, most: 0.5 };
const MOST_SPECKS = 4;
/** A circle covers 0.785 of its box. */
const CIRCLE = { least: 0.66, most: 0.86, aspect: 1.3 };
/** Greyer than this is a foot or a screw, and at least so much darker than its neighbourhood. */
const FOOT = { saturation: 0.25, darker: 0.08 };

/**
 * The groups of built-in models that stand for things without a label.
 * @param objectPx usual size of the objects
 */
export function fitDistractors(photos: readonly PhotoMeasures[], objectPx: number, objectsPx: [number, number]): DistractorGroup[] {
  const kinds = photos.map((photo) => photo.background.things.map((thing) => ({ thing, kind: kindOf(thing, objectPx, photo) })));
  const found = (['feet', 'discs', 'cards', 'boxes', 'trays'] as const).flatMap((group): DistractorGroup[] => {
    const counts = kinds.map((things) => things.filter(({ kind }) => kind === group).length);
    if (counts.length === 0 || mean(counts) < LEAST_COUNT[group === 'trays' ? 'tray' : 'other']) return [];
    const sizes = kinds.flat().filter(({ kind }) => kind === group).map(({ thing }) => sizeOf(thing.box));
    const [least, most] = spread(sizes);
    const count: [number, number] = [Math.max(0, Math.floor(quantile(counts, 0.1)) - 1), Math.max(1, Math.min(12, Math.round(quantile(counts, 0.95))))];
    const isTray = group === 'trays';
    return [{
      group, count: isTray ? [Math.min(1, count[0]), 1] : count, boxPx: [least / (isTray ? 1.1 : 1.2), most * (isTray ? 1.05 : 1.2)],
      ...(isTray && { under: true, tiltDeg: 10 }), why: `${mean(counts).toFixed(2)} a photo, ${rangeText(Math.round(least), Math.round(most), 'px')}`,
    }];
  });
  // Things of the objects' size without a label teach a detector what is none.
  const missing = (['cards', 'discs', 'boxes'] as const).filter((group) => !found.some((other) => other.group === group));
  const generic = missing.map((group): DistractorGroup => ({
    group, count: [0, 2], boxPx: [0.7 * objectsPx[0], 2 * objectsPx[1]], why: 'not seen, added against false alarms',
  }));
  return [...found, ...generic, { group: 'discs', count: [0, MOST_SPECKS], boxPx: [SPECK.least * objectsPx[0], SPECK.most * objectsPx[0]], why: 'crumbs, added against false alarms' }];
}

function kindOf({ box, fill, darker, saturation }: Thing, objectPx: number, { width, height }: PhotoMeasures): DistractorGroup['group'] | null {
  const [x, y, w, h] = box;
  const long = Math.max(w / h, h / w);
  const size = sizeOf(box);
  const touches = x <= 1 || y <= 1 || x + w >= width - 1 || y + h >= height - 1;
  if (Math.min(w, h) > THING.frame * objectPx && Math.min(w, h) > 0.2 * Math.min(width, height) && fill < 0.5 && long < MOST_LONG) return 'trays';
  if (touches || long > MOST_LONG || size < THING.least * objectPx || size > THING.most * objectPx) return null;
  if (fill >= CIRCLE.least && fill <= CIRCLE.most && long <= CIRCLE.aspect) return saturation < FOOT.saturation && darker > FOOT.darker ? 'feet' : 'discs';
  if (fill < 0.5) return null;
  return darker < 0 ? 'cards' : 'boxes';
}

/** The usual size of the objects' boxes, or a tenth of the picture without any. */
export const usualSize = (sizes: readonly number[], heightPx: number): number => (sizes.length > 0 ? median(sizes) : 0.1 * heightPx);
