/** Checks run lengths against those that are counted on the mask itself. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeRleString, maskCounts } from '../../src/labels/coco-rle.ts';
import { rleOf, runCounts } from '../../src/labels/run-lengths.ts';
import { runs } from '../reference/runs.ts';

const pixelsOf = (mask: number[], width: number) => mask.flatMap((value, i): [number, number][] => (value ? [[i % width, Math.floor(i / width)]] : []));

test('positions of any mask become the lengths of its runs', () => {
  fc.assert(fc.property(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }), fc.infiniteStream(fc.constantFrom(0, 1, 1)), (width, height, stream) => {
    const mask = [...stream.take(width * height)];
    const counts = runCounts(runs(pixelsOf(mask, width), width, height), width * height);
    expect(counts).toEqual(maskCounts(mask, width, height, 1));
    expect(decodeRleString(rleOf(runs(pixelsOf(mask, width), width, height), width, height).counts)).toEqual(counts);
  }));
});

test('a mask that ends where it begins continues', () => {
  expect(runCounts([3, 5, 5, 8], 10)).toEqual([3, 5, 2]);
  expect(runCounts([0, 5, 5, 10], 10)).toEqual([0, 10]);
  expect(runCounts([], 10)).toEqual([10]);
});
