/** Draws the soft shadows of things on a surface, around where they touch it. */
import type { OutlineRectangle } from '../../geometry/boxes.ts';
import { cos, sin } from '../../geometry/math.ts';
import type { Random } from '../../scene/random.ts';
import { type ContactShadow, MOST_SHADOWS } from '../../scene/scene.ts';

/** What the shadows of an image have in common. */
export interface ShadowLook {
  /** Share of the light that is lost at a thing's border. */
  darkness: number;
  /** Width of the soft edge, over the size of a thing. */
  softness: number;
  /** Shift of the shadows, over the size of a thing. */
  offset: { angleRad: number; amount: number };
  /** By how much a shadow is larger on each side than its thing, over the thing's size. */
  growth: number;
}

/** In photos of dice on a table, shadows end at about half a die's size. A single lamp makes harder ones, a bright room softer ones. */
const SOFTNESS: [number, number] = [0.15, 0.9];
const OFFSET: [number, number] = [0, 0.15];
const GROWTH: [number, number] = [0, 0.04];
/** Size over the labelled objects' mean from which a thing has no shadow: a rectangle fits a large one badly, because of perspective. */
const LARGEST = 4;

/**
 * Draws one look for all shadows of an image; every value is uniform over its range. A thing that is larger than the mean of the labelled ones,
 * such as a card, has edges as soft as theirs, because large things are often flat.
 * @param darkness its least and most
 * @param labelled rectangles around the outlines of the labelled objects
 * @param others those of things without a label. Beyond MOST_SHADOWS, these have no shadow first
 */
export function drawContactShadows(
  darkness: readonly [number, number], labelled: readonly OutlineRectangle[], others: readonly OutlineRectangle[], random: Random,
): { look: ShadowLook; shadows: ContactShadow[] } {
  const look: ShadowLook = {
    darkness: random.range(...darkness),
    softness: random.range(...SOFTNESS),
    offset: { angleRad: random.range(0, 2 * Math.PI), amount: random.range(...OFFSET) },
    growth: random.range(...GROWTH),
  };
  const measured = labelled.length > 0 ? labelled : others;
  const meanPx = measured.reduce((sum, rectangle) => sum + sizeOf(rectangle), 0) / measured.length;
  const shadows = [...labelled, ...others.filter((other) => sizeOf(other) <= LARGEST * meanPx)].slice(0, MOST_SHADOWS).map((rectangle) => shadowOf(rectangle, look, Math.min(meanPx, sizeOf(rectangle))));
  return { look, shadows };
}

function shadowOf({ xPx, yPx, halfPx, angleRad, areaPx }: OutlineRectangle, { darkness, softness, offset, growth }: ShadowLook, sizePx: number): ContactShadow {
  const offsetPx = offset.amount * sizePx;
  const growthPx = growth * sizePx;
  // Round corners take (4 - pi) r^2 from a rectangle. A box of any angle and a ball thereby get shadows of their own shape.
  const missingPx = Math.max(0, 4 * halfPx[0] * halfPx[1] - areaPx);
  const roundPx = Math.min(...halfPx, Math.sqrt(missingPx / (4 - Math.PI)));
  return {
    xPx: xPx + offsetPx * cos(offset.angleRad), yPx: yPx + offsetPx * sin(offset.angleRad),
    halfPx: [halfPx[0] + growthPx, halfPx[1] + growthPx], angleRad, roundPx: roundPx + growthPx, softPx: softness * sizePx, darkness,
  };
}

const sizeOf = ({ halfPx }: OutlineRectangle): number => 2 * Math.sqrt(halfPx[0] * halfPx[1]);
