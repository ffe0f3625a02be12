/** Defines the label `amodalRle`: COCO's run lengths of each instance's silhouette within the image. */
import { off } from '../config/schema.ts';
import { defineLabel } from './label.ts';
import { RleSchema, rlesOf } from './run-lengths.ts';

export const amodalRle = defineLabel({
  key: 'amodalRle',
  schema: off.describe('COCO RLE of the silhouettes within the image, in the record.'),
  whole: true,
  outputs: (value) => (value ? ['amodalRuns'] : []),
  record: {
    shape: { amodalRle: RleSchema.describe('The silhouette within the image.') },
    of: ({ plan, measured }, value) => (value ? rlesOf(measured.amodalRuns!, plan.scene).map((mask) => ({ amodalRle: mask })) : null),
  },
});
