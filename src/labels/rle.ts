/** Defines the label `rle`: COCO's run lengths of each instance's visible mask. */
import { off } from '../config/schema.ts';
import { defineLabel } from './label.ts';
import { RleSchema, rlesOf } from './run-lengths.ts';

export const rle = defineLabel({
  key: 'rle',
  schema: off.describe('COCO RLE of the visible masks, in the record.'),
  whole: true,
  outputs: (value) => (value ? ['runs'] : []),
  record: {
    shape: { rle: RleSchema.describe('The visible mask; masks of one image share no pixel.') },
    of: ({ plan, measured }, value) => (value ? rlesOf(measured.runs!, plan.scene).map((mask) => ({ rle: mask })) : null),
  },
});
