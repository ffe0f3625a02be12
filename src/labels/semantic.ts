/** The label `semantic`: a 16-bit PNG of category ids. */
import { off } from '../config/schema.ts';
import { defineLabel } from './label.ts';
import { idRaster } from './rasters.ts';

export const semantic = defineLabel({
  key: 'semantic',
  schema: off.describe('A 16-bit PNG of category ids.'),
  whole: true,
  outputs: (value) => (value ? ['categoryIds'] : []),
  files: (value, source) => (value ? [{ suffix: 'semantic.png', ...idRaster(source, 'categoryIds') }] : []),
});
