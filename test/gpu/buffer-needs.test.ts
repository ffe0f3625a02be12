/** Checks that several needs of one buffer become one, with the largest value of each field. */
import { expect, test } from 'vitest';
import { joinNeeds } from '../../src/gpu/buffer-needs.ts';

test('the most of what is asked of a buffer, each buffer once and in its order', () => {
  expect(joinNeeds([{ name: 'a', bytes: 8, zeroBytes: 4 }, { name: 'b', bytes: 1 }, { name: 'a', bytes: 4, readBytes: Infinity, zeroBytes: 2, firstBytes: 9 }])).toEqual([
    { name: 'a', bytes: 8, zeroBytes: 4, readBytes: Infinity, firstBytes: 9 },
    { name: 'b', bytes: 1, zeroBytes: 0, readBytes: 0, firstBytes: 0 },
  ]);
});
