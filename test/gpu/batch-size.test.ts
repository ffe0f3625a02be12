/** Checks how many scenes go into a batch. */
import { expect, test } from 'vitest';
import { batchSize } from '../../src/gpu/batch-size.ts';

const SOFTWARE = 2 ** 27;
const LARGE = 2 ** 31;

test.each([
  ['as many as a software adapter has memory for', null, 640, 480, SOFTWARE, 8],
  ['more with a GPU', null, 640, 480, LARGE, 16],
  ['no more of small images', null, 64, 64, LARGE, 16],
  ['fewer of large images', null, 1280, 960, LARGE, 4],
  ['two of the largest', null, 2048, 2048, SOFTWARE, 2],
  ['as many as asked for', 24, 640, 480, SOFTWARE, 24],
  ['but not more than a buffer holds', 64, 640, 480, SOFTWARE, 27],
  ['and never none', 1, 2048, 2048, 2 ** 25, 1],
])('%s', (_, asked, width, height, bindingBytes, wanted) => {
  expect(batchSize(asked, width, height, bindingBytes)).toBe(wanted);
});
