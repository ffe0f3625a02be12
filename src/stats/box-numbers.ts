/** Computes what the boxes of a picture say about sizes, positions and neighbours. */
import type { LabelledBox } from './coco-set.ts';

/** A number a box, in the order of the boxes that are not to be ignored. */
export interface BoxNumbers {
  count: number;
  /** Side of a square of the box's area. */
  sizePx: Float64Array;
  /** Width over height. */
  aspect: Float64Array;
  /** Of the box's centre, over the picture's width and height. */
  centreX: Float64Array;
  centreY: Float64Array;
  /** 1 where the box ends at the picture's border, up to a pixel. */
  isAtBorder: Float64Array;
  /** 1 where the box shares an area or an edge with another one. */
  isTouching: Float64Array;
  /** Distance to the nearest other box over `sizePx`; 0 where they overlap, NaN for a box alone. */
  gapOverSize: Float64Array;
}

export type BoxRow = Pick<LabelledBox, 'box' | 'ignore'>;

/** A crop to whole pixels leaves up to a pixel between a cut object's box and the border. */
const BORDER_PX = 1;
/** Boxes of neighbours that touch are up to a pixel apart, as each is rounded outwards or inwards. */
const TOUCH_PX = 1;

export function boxNumbers(rows: readonly BoxRow[], width: number, height: number): BoxNumbers {
  let count = 0;
  for (let i = 0; i < rows.length; i++) if (!rows[i]!.ignore) count++;
  const numbers = new Float64Array(7 * count);
  const [sizePx, aspect, centreX, centreY, isAtBorder, isTouching, gapOverSize] = [0, 1, 2, 3, 4, 5, 6].map((i) => numbers.subarray(i * count, (i + 1) * count)) as [
    Float64Array, Float64Array, Float64Array, Float64Array, Float64Array, Float64Array, Float64Array,
  ];
  const sides = new Float64Array(4 * count); // left, top, right, bottom
  for (let i = 0, at = 0; i < rows.length; i++) {
    if (rows[i]!.ignore) continue;
    const [x, y, w, h] = rows[i]!.box;
    sizePx[at] = Math.sqrt(w * h);
    aspect[at] = w / h;
    centreX[at] = (x + w / 2) / width;
    centreY[at] = (y + h / 2) / height;
    isAtBorder[at] = x <= BORDER_PX || y <= BORDER_PX || x + w >= width - BORDER_PX || y + h >= height - BORDER_PX ? 1 : 0;
    sides[4 * at] = x;
    sides[4 * at + 1] = y;
    sides[4 * at + 2] = x + w;
    sides[4 * at + 3] = y + h;
    at++;
  }
  nearestGaps(sides, gapOverSize);
  for (let i = 0; i < count; i++) {
    isTouching[i] = gapOverSize[i]! <= TOUCH_PX ? 1 : 0;
    gapOverSize[i] = gapOverSize[i]! / sizePx[i]!;
  }
  return { count, sizePx, aspect, centreX, centreY, isAtBorder, isTouching, gapOverSize };
}

/** Distances in pixels between each box and the nearest other one; NaN where there is no other. */
function nearestGaps(sides: Float64Array, gaps: Float64Array): void {
  const count = gaps.length;
  gaps.fill(Infinity);
  for (let i = 0; i < count; i++) {
    const [left, top, right, bottom] = [sides[4 * i]!, sides[4 * i + 1]!, sides[4 * i + 2]!, sides[4 * i + 3]!];
    for (let j = i + 1; j < count; j++) {
      const dx = Math.max(0, sides[4 * j]! - right, left - sides[4 * j + 2]!);
      const dy = Math.max(0, sides[4 * j + 1]! - bottom, top - sides[4 * j + 3]!);
      const squared = dx * dx + dy * dy;
      if (squared < gaps[i]!) gaps[i] = squared;
      if (squared < gaps[j]!) gaps[j] = squared;
    }
  }
  for (let i = 0; i < count; i++) gaps[i] = gaps[i] === Infinity ? NaN : Math.sqrt(gaps[i]!);
}
