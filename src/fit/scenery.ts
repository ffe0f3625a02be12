/** Decides what is behind the objects: kinds of background with weights, the colours of a surface, and things without a label. */
import { decodeSrgb, encodeSrgb } from '../assets/srgb.ts';
import type { Background } from './background.ts';
import { sizeOf } from './boxes.ts';
import { hueRange } from './hsv.ts';
import type { PhotoMeasures } from './measure-photo.ts';
import { clamped, mean, median, quantile, spread } from './quantiles.ts';
import type { Thing } from './things.ts';

/** How the background of a photo looks. */
export type Look = 'plain' | 'between' | 'busy';

/** Shares of edges and of even pixels of plain backgrounds and of busy ones. */
const PLAIN = { edges: 0.1, evenness: 0.72 };
const BUSY = { edges: 0.22, evenness: 0.58 };

export function lookOf({ edges, background: { evenness } }: Pick<PhotoMeasures, 'edges'> & { background: Pick<Background, 'evenness'> }): Look {
  if (edges > BUSY.edges || evenness < BUSY.evenness) return 'busy';
  return edges <= PLAIN.edges && evenness >= PLAIN.evenness ? 'plain' : 'between';
}

/** Shares of the photos that are plain and busy; each of those between counts half to both. */
export function busyShare(photos: readonly PhotoMeasures[]): number {
  return mean(photos.map((photo) => ({ plain: 0, between: 0.5, busy: 1 })[lookOf(photo)]));
}

export interface Surface {
  hue: [number, number];
  saturation: [number, number];
  /** Of the picture: what light makes of the surface. */
  shownValue: [number, number];
  gradient: [number, number];
  grain: [number, number];
  folds: [number, number];
  seams: [number, number];
}

/** How far a range goes beyond what was measured: of colours from a hundred photos, and of everything else as a factor. */
const WIDER = { hue: 0.02, saturation: 0.015, value: 0.05, factor: 1.25 };
const WELL_KNOWN = 100;
const MOST = { gradient: 0.6, grain: 0.25, folds: 0.4, seams: 2 };

/** The surface that stands for the photos' backgrounds. */
export function fitSurface(photos: readonly PhotoMeasures[]): Surface {
  const of = (name: 'gradient' | 'grain' | 'folds'): [number, number] => [0, Math.min(MOST[name], WIDER.factor * quantile(photos.map(({ background }) => background[name]), 0.9))];
  const colors = photos.map(({ background }) => background.color);
  const [hueLeast, hueMost] = hueRange(colors, 0.9);
  const [saturationLeast, saturationMost] = spread(colors.map(([, saturation]) => saturation));
  const [valueLeast, valueMost] = spread(colors.map(([, , value]) => value));
  const seams = photos.map(({ background }) => background.seams);
  // Few photos tell the ends of a range less well.
  const unsure = Math.max(1, Math.sqrt(WELL_KNOWN / photos.length));
  const wider = ([least, most]: [number, number], by: number): [number, number] => [Math.max(0, least - unsure * by), Math.min(1, most + unsure * by)];
  return {
    hue: wider([hueLeast, hueMost], WIDER.hue),
    saturation: wider([saturationLeast, saturationMost], WIDER.saturation),
    shownValue: wider([Math.max(valueLeast, 0.1), valueMost], WIDER.value),
    gradient: of('gradient'), grain: of('grain'), folds: of('folds'),
    seams: [0, Math.min(MOST.seams, Math.ceil(quantile(seams, 0.75)))],
  };
}

/** The value of HSV that a light turns into the shown one. Light multiplies linear brightness. */
export function unlitValue(shown: number, light: number): number {
  return clamped(encodeSrgb(decodeSrgb(255 * shown) / light) / 255, 0.01, 1);
}

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
      ...(isTray && { under: true, tiltDeg: 10 }), why: `${mean(counts).toFixed(2)} a photo, ${Math.round(least)} to ${Math.round(most)} px`,
    }];
  });
  // Things of the objects' size without a label teach a detector what is none.
  const missing = (['cards', 'discs', 'boxes'] as const).filter((group) => !found.some((other) => other.group === group));
  const generic = missing.map((group): DistractorGroup => ({
    group, count: [0, 2], boxPx: [0.7 * objectsPx[0], 2 * objectsPx[1]], why: 'not seen; they lower false alarms',
  }));
  return [...found, ...generic, { group: 'discs', count: [0, MOST_SPECKS], boxPx: [SPECK.least * objectsPx[0], SPECK.most * objectsPx[0]], why: 'crumbs that are no objects' }];
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
