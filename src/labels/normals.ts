/** Defines the label `normals`: a PNG of geometric normals. */
import { off } from '../config/schema.ts';
import { defineLabel } from './label.ts';

export const normals = defineLabel({
  key: 'normals',
  schema: off.describe('A PNG of (n + 1) / 2, camera frame.'),
  whole: true,
  outputs: (value) => (value ? ['normals'] : []),
  files: (value, { planes, width, height }) => (value ? [{ suffix: 'normals.png', coding: 'png', values: planes.normals!, width, height, channels: 3 }] : []),
});
