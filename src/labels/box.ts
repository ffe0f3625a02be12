/** Defines the label `box`: each object's box as annotators of real photos draw theirs, beside the tight box. */
import { z } from 'zod';
import type { Box } from '../geometry/boxes.ts';
import { defineLabel } from './label.ts';

/** [x, y, width, height] in pixels from the image's upper left corner; not whole. */
export type LabelBox = [x: number, y: number, width: number, height: number];

const BoxConventionSchema = z.strictObject({
  square: z.boolean().default(false).describe('The longer side of the tight box, both ways.'),
  scale: z.number().min(0.1).max(10).default(1).describe('Of both sides; 1.2 = a fifth longer than the tight box.'),
});
export type BoxConvention = z.infer<typeof BoxConventionSchema>;

export const box = defineLabel({
  key: 'box',
  schema: BoxConventionSchema.optional().describe('Boxes as the annotators of real photos draw theirs, in record and exports; masks stay exact. Default: the tight box alone.'),
  // Another convention is no larger set of labels, so a scene written by hand has none.
  whole: undefined,
  record: {
    shape: { labelBox: z.tuple([z.number(), z.number(), z.number(), z.number()]).describe('[x, y, width, height] by labels.box, within the image; exports have it as their box.') },
    of: ({ plan: { scene }, instances }, value) => value === undefined ? null
      : instances.map(({ area, bbox }) => (area > 0 ? { labelBox: conventionBox(bbox, value, scene) } : {})),
  },
});

/**
 * The box about the centre of a tight box: its longer side both ways where the convention is square, times the scale, clipped to the image.
 * @param image its width and height, pixels
 */
export function conventionBox([x, y, width, height]: Box, { square, scale }: BoxConvention, image: { width: number; height: number }): LabelBox {
  const longer = Math.max(width, height);
  const [left, right] = clippedSpan(x + width / 2, scale * (square ? longer : width), image.width);
  const [top, bottom] = clippedSpan(y + height / 2, scale * (square ? longer : height), image.height);
  return [left, top, right - left, bottom - top];
}

/** From and to of a span about a centre, within 0 and `end`. */
const clippedSpan = (center: number, length: number, end: number): [from: number, to: number] => [Math.max(0, center - length / 2), Math.min(end, center + length / 2)];

/** The box that a detector is to learn: the convention's where there is one, else the tight one. */
export const taughtBox = ({ labelBox, bbox }: { labelBox?: LabelBox | undefined; bbox: Box }): LabelBox => labelBox ?? bbox;
