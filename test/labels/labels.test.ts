/** Checks that limits are of classes that there are, and that nothing is asked of the renderer that no label wants. */
import { expect, test } from 'vitest';
import { ConfigSchema } from '../../src/config/schema.ts';
import { checkLimits, outputsOf } from '../../src/labels/labels.ts';

const labels = ConfigSchema.shape.labels.parse({});

test('without labels nothing is made but the image and its counters', () => {
  expect(outputsOf(labels)).toEqual({ planes: [], runs: false, amodalRuns: false, hiders: false, keypoints: false });
  expect(outputsOf({ ...labels, rle: true, depth: 'npy' })).toEqual({ planes: ['depth'], runs: true, amodalRuns: false, hiders: false, keypoints: false });
});

test('a limit of a class that there is not is refused', () => {
  const limits = { ...labels, minVisibility: { default: 0.1, mug: 0.3 }, minArea: 40 };
  expect(() => checkLimits(limits, ['can', 'mug'])).not.toThrow();
  expect(() => checkLimits({ ...limits, minArea: { mgu: 3 } }, ['can', 'mug'])).toThrow('labels: minArea names "mgu", which is no class; wanted default, can, mug');
});
