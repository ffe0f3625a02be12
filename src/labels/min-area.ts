/** Defines the label `minArea`: it marks instances with fewer visible pixels as `ignore`. */
import { z } from 'zod';
import { defineLabel } from './label.ts';
import { checkLimit, IGNORE_SHAPE, ignoreBelow, limitSchema } from './limit.ts';

export const minArea = defineLabel({
  key: 'minArea',
  schema: limitSchema(z.number().min(0)).describe('Visible pixels; likewise.'),
  whole: 0,
  check: (value, categories) => checkLimit('minArea', value, categories),
  record: { shape: IGNORE_SHAPE, of: ({ instances }, value) => ignoreBelow(instances, value, ({ area }, limit) => area < limit) },
});
