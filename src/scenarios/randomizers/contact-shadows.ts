/** Draws the soft shadows of things on a surface, around where they touch it. */
import type { OutlineRectangle } from '../../geometry/boxes.ts';
import { cos, sin } from '../../geometry/math.ts';
import type { Random } from '../../scene/random.ts';
import { type ContactShadow, MOST_SHADOWS } from '../../scene/scene.ts';

/** What the shadows of an image have in common. */
export interface ShadowLook {
  /** Share of the light that is lost at a thing's border. */
  darkness: number;
  /** Width of the soft edge, over the height of a thing. */
  softness: number;
  /** Shift of the shadows, over the height of a thing. */
  offset: { angleRad: number; amount: number };
  /** By how much a shadow is larger on each side than its thing, over the thing's height. */
  growth: number;
}

/** What has a shadow. */
export interface Standing {
  /** Around its outline. */
  outline: OutlineRectangle;
  /** Its extent along the viewing axis, in pixels of its depth. A coin that lies flat has next to none, and next to no shadow. */
  heightPx: number;
}

/** In photos of dice on a table, shadows end at about half a die's height. A single lamp makes harder ones, a bright room softer ones. */
const SOFTNESS: [number, number] = [0.15, 0.9];
const OFFSET: [number, number] = [0, 0.15];
const GROWTH: [number, number] = [0, 0.04];
/** Size over the labelled objects' mean from which a thing has no shadow: a rectangle fits a large one badly, because of perspective. */
const LARGEST = 4;

/**
 * Draws one look for all shadows of an image; every value is uniform over its range. A thing's shadow is as wide as the thing is high, but no
 * wider than for a cube of its size or of the labelled objects' mean size: in photos, what is on end or large casts it far away, where none is drawn.
 * @param darkness its least and most
 * @param others things without a label. Beyond MOST_SHADOWS, these have no shadow first
 */
export function drawContactShadows(
  darkness: readonly [number, number], labelled: readonly Standing[], others: readonly Standing[], random: Random,
): { look: ShadowLook; shadows: ContactShadow[] } {
  const look: ShadowLook = {
    darkness: random.range(...darkness),
    softness: random.range(...SOFTNESS),
    offset: { angleRad: random.range(0, 2 * Math.PI), amount: random.range(...OFFSET) },
    growth: random.range(...GROWTH),
  };
  const measured = labelled.length > 0 ? labelled : others;
  const meanPx = measured.reduce((sum, { outline }) => sum + sizeOf(outline), 0) / measured.length;
  const shadows = [...labelled, ...others.filter(({ outline }) => sizeOf(outline) <= LARGEST * meanPx)].filter(({ heightPx }) => heightPx > 0).slice(0, MOST_SHADOWS)
    .map(({ outline, heightPx }) => shadowOf(outline, look, Math.min(meanPx, sizeOf(outline), heightPx)));
  return { look, shadows };
}

function shadowOf({ xPx, yPx, halfPx, angleRad, areaPx }: OutlineRectangle, { darkness, softness, offset, growth }: ShadowLook, heightPx: number): ContactShadow {
  const softPx = softness * heightPx;
  const offsetPx = offset.amount * heightPx;
  const growthPx = growth * heightPx;
  // Round corners take (4 - pi) r^2 from a rectangle. A box of any angle and a ball thereby get shadows of their own shape.
  const missingPx = Math.max(0, 4 * halfPx[0] * halfPx[1] - areaPx);
  const roundPx = Math.min(...halfPx, Math.sqrt(missingPx / (4 - Math.PI)));
  return {
    xPx: xPx + offsetPx * cos(offset.angleRad), yPx: yPx + offsetPx * sin(offset.angleRad),
    halfPx: [halfPx[0] + growthPx, halfPx[1] + growthPx], angleRad, roundPx: roundPx + growthPx, softPx,
    // An edge that is narrower than a pixel darkens it in part.
    darkness: darkness * Math.min(1, softPx),
  };
}

const sizeOf = ({ halfPx }: OutlineRectangle): number => 2 * Math.sqrt(halfPx[0] * halfPx[1]);
