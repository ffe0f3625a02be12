/** Defines the label `instances`: a 16-bit PNG of the record's ids. */
import { off } from '../config/schema.ts';
import { defineLabel } from './label.ts';
import { png16 } from './pixel-files.ts';

export const instances = defineLabel({
  key: 'instances',
  schema: off.describe('A 16-bit PNG of ids.'),
  whole: true,
  outputs: (value) => (value ? ['recordIds'] : []),
  files: (value, source) => (value ? [{ suffix: 'instances.png', ...png16(source, 'recordIds') }] : []),
});
