/** Defines the label `minVisibility`: it marks instances with a smaller visible share as `ignore`. */
import { z } from 'zod';
import { defineLabel } from './label.ts';
import { checkLimit, IGNORE_SHAPE, ignoreBelow, limitSchema } from './limit.ts';

export const minVisibility = defineLabel({
  key: 'minVisibility',
  schema: limitSchema(z.number().min(0).max(1)).describe('Instances below are marked "ignore"; a number, or one by class with a default.'),
  whole: 0,
  check: (value, categories) => checkLimit('minVisibility', value, categories),
  record: { shape: IGNORE_SHAPE, of: ({ instances }, value) => ignoreBelow(instances, value, ({ visibility }, limit) => visibility < limit) },
});
