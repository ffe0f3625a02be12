/** Defines the label `alpha`: what is in front of the background, to be pasted onto other pictures. */
import { z } from 'zod';
import { defineLabel } from './label.ts';

export const alpha = defineLabel({
  key: 'alpha',
  // Without a default, so that datasets recorded without the key keep their hash.
  schema: z.boolean().optional().describe('An RGBA PNG of what is in front of the background. Its alpha is the covered share of a pixel. Default: false.'),
  whole: true,
  outputs: (value) => (value ? ['alpha'] : []),
  files: (value, { planes, width, height }) => (value ? [{ suffix: 'alpha.png', coding: 'png', values: planes.alpha!, width, height, channels: 4 }] : []),
});
