/** Defines the label `semantic`: a 16-bit PNG of category ids. */
import { off } from '../config/schema.ts';
import { defineLabel } from './label.ts';
import { png16 } from './pixel-files.ts';

export const semantic = defineLabel({
  key: 'semantic',
  schema: off.describe('A 16-bit PNG of category ids.'),
  whole: true,
  outputs: (value) => (value ? ['categoryIds'] : []),
  files: (value, source) => (value ? [{ suffix: 'semantic.png', ...png16(source, 'categoryIds') }] : []),
});
