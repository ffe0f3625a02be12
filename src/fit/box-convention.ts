/** Tells how labelled boxes follow from objects: whether they are square, and how much larger than the object. */
import { type Box, isAtBorder, loneBoxes } from './boxes.ts';
import type { Photo } from './photos.ts';
import { median, spread } from './quantiles.ts';
import { type Segment, segmentBox } from './segment.ts';

/** An object that was found inside its box. */
export interface MeasuredBox { box: Box; segment: Segment }

export interface BoxConvention {
  square: boolean;
  scale: number;
  /** Count of the boxes whose object could be told from the background. */
  measured: number;
  /** Median of box side over object side, and its quartiles; null where too few could be measured. */
  ratio: { median: number; quartiles: [number, number] } | null;
}

/** Share of another box's side that must be free around a box. */
const FREE = 0.3;
const LEAST_MEASURED = 12;
/** Share of the measured boxes that count. */
const CENTERED = 0.6;
/** Largest distance of the quartiles over the median. */
const MOST_SPREAD = 0.35;
/** Largest difference of the sides of a square box over the longer one, and the share of boxes that must be square. */
const SQUARE = 0.02;
const LEAST_SQUARE = 0.9;
/** Scales are multiples of this: the median of 300 boxes is as sure. Multiples of 0.05 took 1.2 for 1.18, and AP50:95 on photos was lower by about 0.01. */
const STEP = 0.01;
/** Boxes that are larger by less than this are tight: an object's blurred edge hides so much. */
const TIGHT = 0.04;

/** The objects inside the boxes of a photo that lie alone. */
export function measureBoxes(photo: Photo): MeasuredBox[] {
  const all = [...photo.boxes, ...photo.ignored];
  return loneBoxes(all, FREE).filter((i) => i < photo.boxes.length).flatMap((i) => {
    const segment = segmentBox(photo, all[i]!);
    return segment ? [{ box: all[i]!, segment }] : [];
  });
}

/**
 * @param boxes all boxes, with the size of their photo
 * @param squareModels share of the models' own boxes that are square: then square boxes say nothing
 */
export function findConvention(boxes: readonly { box: Box; photo: Pick<Photo, 'width' | 'height'> }[], measured: readonly MeasuredBox[], squareModels: number): BoxConvention {
  const whole = boxes.filter(({ box, photo }) => !isAtBorder(box, photo));
  const squares = whole.filter(({ box: [, , w, h] }) => Math.abs(w - h) < SQUARE * Math.max(w, h)).length / Math.max(1, whole.length);
  const square = squares >= LEAST_SQUARE && squareModels < LEAST_SQUARE / 2;
  if (measured.length < LEAST_MEASURED) return { square, scale: 1, measured: measured.length, ratio: null };
  const ratios = centered(measured).flatMap(({ box: [, , w, h], segment: { left, top, right, bottom } }) =>
    (square ? [w / Math.max(right - left, bottom - top)] : [w / (right - left), h / (bottom - top)]));
  const ratio = { median: median(ratios), quartiles: spread(ratios, 0.25, 0.75) };
  const isClear = ratio.quartiles[1] - ratio.quartiles[0] < MOST_SPREAD * ratio.median;
  const scale = isClear ? Number((STEP * Math.round(ratio.median / STEP)).toFixed(2)) : 1;
  // Boxes smaller than the object are boxes of a part of it, which no factor describes.
  return { square, scale: scale < 1 + TIGHT ? 1 : scale, measured: measured.length, ratio };
}

/** The boxes whose object lies best in their middle: where a part of an object looks like its background, the rest of it lies aside. */
function centered(measured: readonly MeasuredBox[]): MeasuredBox[] {
  const offset = ({ box: [x, y, w, h], segment: { left, top, right, bottom } }: MeasuredBox) =>
    Math.hypot((left + right) / 2 - x - w / 2, (top + bottom) / 2 - y - h / 2) / Math.max(w, h);
  const sorted = measured.map((box) => ({ box, at: offset(box) })).sort((a, b) => a.at - b.at);
  return sorted.slice(0, Math.ceil(CENTERED * measured.length)).map(({ box }) => box);
}

/** The tight box that follows from a labelled one, as far as it can be told: for square boxes only the longer side. */
export function tightBox([x, y, w, h]: Box, { scale }: Pick<BoxConvention, 'scale'>): Box {
  return [x + (w - w / scale) / 2, y + (h - h / scale) / 2, w / scale, h / scale];
}
