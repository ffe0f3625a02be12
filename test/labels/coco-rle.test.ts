/** Checks the coding of masks against strings and lengths worked out by hand, and by decoding what was encoded. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeRleString, encodeRleString, maskCounts, maskFromCounts } from '../../src/labels/coco-rle.ts';

test('strings worked out from the definition', () => {
  expect(encodeRleString([])).toBe('');
  expect(encodeRleString([0, 1])).toBe('01');
  expect(encodeRleString([15])).toBe('?');
  expect(encodeRleString([16])).toBe('`0'); // bit 4 is the sign, so another group follows
  expect(encodeRleString([31, 32])).toBe('o0P1');
  // 6, 1, 40, then 4 - 1 = 3 and 5 - 40 = -35.
  expect(encodeRleString([6, 1, 40, 4, 5])).toBe('61X13mN');
  expect(decodeRleString('61X13mN')).toEqual([6, 1, 40, 4, 5]);
});

test('a mask is read down its columns and starts with zeros', () => {
  const ids = [
    7, 0, 0,
    7, 7, 0,
  ];
  expect(maskCounts(ids, 3, 2, 7)).toEqual([0, 2, 1, 1, 2]);
  expect(maskCounts(ids, 3, 2, 7, [0, 1])).toEqual([0, 2, 4]);
  expect(maskCounts(ids, 3, 2, 7, [1, 2])).toEqual([3, 1, 2]);
  expect(maskCounts(ids, 3, 2, 5)).toEqual([6]);
  expect(maskCounts([7], 1, 1, 7)).toEqual([0, 1]);
  expect([...maskFromCounts([0, 2, 1, 1, 2], 3, 2)]).toEqual([1, 0, 0, 1, 1, 0]);
});

const counts = fc.array(fc.oneof(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 2 ** 31 - 1 })), { maxLength: 30 });

test('any lengths survive the string', () => {
  fc.assert(fc.property(counts, (lengths) => { expect(decodeRleString(encodeRleString(lengths))).toEqual(lengths); }));
});

test('any mask survives the lengths', () => {
  const masks = fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }))
    .chain(([width, height]) => fc.record({ width: fc.constant(width), height: fc.constant(height), ids: fc.array(fc.integer({ min: 0, max: 2 }), { minLength: width * height, maxLength: width * height }) }));
  fc.assert(fc.property(masks, ({ width, height, ids }) => {
    expect([...maskFromCounts(maskCounts(ids, width, height, 2), width, height)]).toEqual(ids.map((id) => Number(id === 2)));
    const columns = ids.flatMap((id, at) => (id === 2 ? [at % width] : []));
    expect(maskCounts(ids, width, height, 2, columns.length === 0 ? [0, 0] : [Math.min(...columns), Math.max(...columns) + 1])).toEqual(maskCounts(ids, width, height, 2));
  }));
});

test('what is no mask is refused', () => {
  expect(() => decodeRleString('o')).toThrow('character 2 of "o" is wrong');
  expect(() => decodeRleString('0 1')).toThrow('character 2');
  expect(() => decodeRleString('oooooooooo')).toThrow('is wrong');
  expect(() => maskFromCounts([3, 2], 3, 2)).toThrow('the runs have 5 pixels; wanted 3 x 2');
  expect(() => maskFromCounts([3, 4], 3, 2)).toThrow('the runs have 7 pixels');
});
