/** Tells from boxes how many objects a photo has, how many lie together, and how far they reach over the border and over each other. */
import { type BoxConvention, tightBox } from './box-convention.ts';
import { type Box, gapOf, isAtBorder, overlapOf, sizeOf } from './boxes.ts';
import { clamped, mean, median, quantile } from './quantiles.ts';

/** A picture's boxes and size, pixels. */
export interface Boxes { boxes: readonly Box[]; width: number; height: number }
type Convention = Pick<BoxConvention, 'scale'>;

const MOST_COUNT = 100;

/** Fewest and most objects, without the photos at the ends: [1, 1] without any. Photos without objects say nothing about the others. */
export function countRange(pictures: readonly Boxes[]): [number, number] {
  const counts = pictures.map(({ boxes }) => boxes.length).filter((count) => count > 0);
  if (counts.length === 0) return [1, 1];
  return [Math.max(1, Math.round(quantile(counts, 0.02))), clamped(Math.round(quantile(counts, 0.98)), 1, MOST_COUNT)];
}

/** Sizes of boxes that lie within their picture. Where these are few, those at the border count too. */
export function wholeSizes(pictures: readonly Boxes[]): number[] {
  const all = pictures.flatMap((picture) => picture.boxes.map((box) => ({ size: sizeOf(box), isCut: isAtBorder(box, picture) })));
  const whole = all.filter(({ isCut }) => !isCut);
  return (whole.length >= 0.3 * all.length ? whole : all).map(({ size }) => size);
}

/** Degrees of freedom from which a variance within photos is worth something. */
const LEAST_FREEDOM = 5;

/**
 * The standard deviation of the logarithm of all sizes over that within a photo, pooled over the photos. It is 1 where every photo has objects of
 * all sizes, and large where a photo has objects of one size.
 * @returns null where too few photos have several objects, or their sizes are equal
 */
export function sizesOverWithin(pictures: readonly Boxes[]): number | null {
  const photos = pictures.map(({ boxes }) => boxes.map((box) => Math.log2(sizeOf(box))));
  const squares = (values: readonly number[]): number => values.reduce((sum, value) => sum + (value - mean(values)) ** 2, 0);
  const freedom = photos.reduce((sum, { length }) => sum + Math.max(0, length - 1), 0);
  const all = photos.flat();
  const within = photos.reduce((sum, sizes) => sum + squares(sizes), 0);
  if (freedom < LEAST_FREEDOM || within === 0) return null;
  return Math.sqrt(squares(all) / (all.length - 1) / (within / freedom));
}

export interface Clumping {
  /** Share of the objects that lie beside another one. */
  share: number;
  /** Count of the objects of a group of neighbours, of which 90 % of the groups have no more; 0 without groups. */
  largest: number;
}

/** Objects whose tight boxes are nearer than this share of their size are neighbours, or nearer than some pixels. */
const NEAR = 0.08;
const NEAR_PX = 2;

export function clumping(pictures: readonly Boxes[], convention: Convention): Clumping {
  let [objects, beside] = [0, 0];
  const groups: number[] = [];
  for (const { boxes: labelled } of pictures) {
    const boxes = labelled.map((box) => tightBox(box, convention));
    const group = boxes.map((_, i) => i);
    const rootOf = (i: number): number => (group[i] === i ? i : rootOf(group[i]!));
    for (let i = 0; i < boxes.length; i++) {
      for (let j = i + 1; j < boxes.length; j++) {
        if (gapOf(boxes[i]!, boxes[j]!) <= Math.max(NEAR_PX, NEAR * Math.min(sizeOf(boxes[i]!), sizeOf(boxes[j]!)))) group[rootOf(i)] = rootOf(j);
      }
    }
    const counts = new Map<number, number>();
    for (let i = 0; i < boxes.length; i++) counts.set(rootOf(i), (counts.get(rootOf(i)) ?? 0) + 1);
    objects += boxes.length;
    for (const count of counts.values()) {
      if (count < 2) continue;
      groups.push(count);
      beside += count;
    }
  }
  return { share: objects === 0 ? 0 : beside / objects, largest: groups.length === 0 ? 0 : Math.round(quantile(groups, 0.9)) };
}

/** Share of an object that another one's box covers, of which 98 % of the objects have no more. */
export function overlap(pictures: readonly Boxes[], convention: Convention): number {
  const shares = pictures.flatMap(({ boxes: labelled }) => {
    const boxes = labelled.map((box) => tightBox(box, convention));
    return boxes.map((box, i) => Math.max(0, ...boxes.map((other, j) => (i === j ? 0 : overlapOf(box, other)))));
  });
  return shares.length === 0 ? 0 : quantile(shares, 0.98);
}

export interface Border {
  /** How many there are, and how many of them end at the picture's border. */
  boxes: number;
  atBorder: number;
  /** Share of an object that is outside, of which 95 % of the objects at the border have no more. */
  crop: number;
}

export function border(pictures: readonly Boxes[]): Border {
  const usual = median(wholeSizes(pictures));
  let boxes = 0;
  const crops: number[] = [];
  for (const picture of pictures) {
    for (const box of picture.boxes) {
      boxes++;
      // Along the border the object is as long as any other one.
      if (isAtBorder(box, picture)) crops.push(clamped(1 - Math.min(box[2], box[3]) / Math.min(usual, Math.max(box[2], box[3])), 0, 0.95));
    }
  }
  return { boxes, atBorder: crops.length, crop: crops.length === 0 ? 0 : quantile(crops, 0.95) };
}
