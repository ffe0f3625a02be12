/** The label `instances`: a 16-bit PNG of the record's ids. */
import { off } from '../config/schema.ts';
import { defineLabel } from './label.ts';
import { idRaster } from './rasters.ts';

export const instances = defineLabel({
  key: 'instances',
  schema: off.describe('A 16-bit PNG of ids.'),
  whole: true,
  outputs: (value) => (value ? ['recordIds'] : []),
  files: (value, source) => (value ? [{ suffix: 'instances.png', ...idRaster(source, 'recordIds') }] : []),
});
