// Checks that a sample's part depends on its key alone, and that parts have their shares.
import { expect, test } from 'vitest';
import { keyOf } from '../../src/labels/record.ts';
import { parseSplits } from '../../src/dataset/splits.ts';

test('every key is in one part, and parts have their shares', () => {
  const splits = parseSplits('train=0.7, val=0.2,test=0.1');
  expect(splits.map(({ name }) => name)).toEqual(['train', 'val', 'test']);
  const counts = splits.map(() => 0);
  for (let index = 0; index < 20_000; index++) {
    const parts = splits.flatMap(({ keep }, part) => (keep(keyOf(index)) ? [part] : []));
    expect(parts.length).toBe(1);
    counts[parts[0]!]!++;
  }
  // Three standard deviations of a fair draw are at most 0.01.
  for (const [part, share] of [0.7, 0.2, 0.1].entries()) expect(Math.abs(counts[part]! / 20_000 - share)).toBeLessThan(0.01);
});

test('parts are for ever: these keys were in val when the format was made', () => {
  const [, val] = parseSplits('train=0.9,val=0.1');
  expect(Array.from({ length: 50 }, (_, index) => keyOf(index)).filter(val!.keep)).toMatchInlineSnapshot(`
    [
      "000000015",
      "000000020",
      "000000021",
      "000000028",
      "000000035",
      "000000042",
      "000000047",
    ]
  `);
});

test.each([
  ['', '"" is no share'], ['train', '"train" is no share'], ['train=0.5,val=0.6', 'the shares add up to 1.1'],
  ['a=0.5,a=0.5', 'a name stands twice'], ['a=0,b=1', 'the share of a is 0'], ['a/b=1', '"a/b=1" is no share'],
])('%j is refused', (text, message) => {
  expect(() => parseSplits(text)).toThrow(`split: ${message}`);
});
