/** Defines the label `depth`: z of the scene in the camera's frame. Dividing by the instance's `pose.scale` gives metric depth. */
import { z } from 'zod';
import { defineLabel } from './label.ts';
import { png16 } from './pixel-files.ts';

export const depth = defineLabel({
  key: 'depth',
  schema: z.union([z.literal(false), z.enum(['png', 'npy'])]).default(false)
    .describe('z of the scene; divided by the instance\'s pose.scale it is metric. png: 16 bits, millimetres; npy: float32, metres.'),
  whole: 'png' as const,
  outputs: (value) => (value === 'png' ? ['depthMm'] : value === 'npy' ? ['depth'] : []),
  files(value, source) {
    if (value === 'png') return [{ suffix: 'depth.png', ...png16(source, 'depthMm') }];
    const { planes, width, height } = source;
    return value === 'npy' ? [{ suffix: 'depth.npy', coding: 'npy', values: new Float32Array(planes.depth!.buffer), width, height, channels: 1 }] : [];
  },
});
