import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Permutation } from '../../src/scene/permutation.ts';

test('every number has one index, and indexOf finds it', () => {
  fc.assert(fc.property(fc.integer({ min: 1, max: 3000 }), fc.nat(), fc.nat(), (count, seed, stream) => {
    const order = new Permutation(count, seed, stream);
    const numbers = Array.from({ length: count }, (_, index) => order.at(index));
    expect(new Set(numbers).size).toBe(count);
    numbers.forEach((number, index) => expect(order.indexOf(number)).toBe(index));
  }), { numRuns: 60 });
});

test('numbers far beyond 32 bits come back', () => {
  const count = 2 ** 51 + 12345;
  const order = new Permutation(count, 7);
  for (const index of [0, 1, 2 ** 32, count - 1]) {
    const number = order.at(index);
    expect(number).toBeGreaterThanOrEqual(0);
    expect(number).toBeLessThan(count);
    expect(order.indexOf(number)).toBe(index);
  }
});

test('another key gives another order, and neighbours are apart', () => {
  const [a, b] = [new Permutation(1000, 1), new Permutation(1000, 2)];
  const order = Array.from({ length: 1000 }, (_, index) => a.at(index));
  expect(order.filter((number, index) => number === b.at(index)).length).toBeLessThan(12);
  // The mean distance of neighbours in a random order of 1000 numbers is 333.7, with a standard deviation of 6.7 over the order.
  const mean = order.slice(1).reduce((sum, number, index) => sum + Math.abs(number - order[index]!), 0) / 999;
  expect(Math.abs(mean - 333.7)).toBeLessThan(30);
});
