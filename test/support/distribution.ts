/** Checks drawn numbers against a distribution, at the level 0.001. */
import { expect } from 'vitest';

/** Expects numbers to be uniform over a range (Kolmogorov-Smirnov). */
export function expectUniform(values: readonly number[], [from, to]: readonly [number, number], name: string): void {
  const sorted = values.map((value) => (value - from) / (to - from)).toSorted((a, b) => a - b);
  const deviation = Math.max(...sorted.map((share, i) => Math.max((i + 1) / sorted.length - share, share - i / sorted.length)));
  expect(deviation, name).toBeLessThan(1.95 / Math.sqrt(sorted.length));
}

/** Expects counts in proportion to weights (chi-square). What has a weight of 0 must not occur. */
export function expectShares(counts: readonly number[], weights: readonly number[], name: string): void {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const weight = weights.reduce((sum, value) => sum + value, 0);
  const expected = weights.map((value) => (total * value) / weight);
  counts.forEach((count, i) => { if (expected[i] === 0) expect(count, name).toBe(0); });
  const chiSquare = counts.reduce((sum, count, i) => sum + (expected[i]! > 0 ? (count - expected[i]!) ** 2 / expected[i]! : 0), 0);
  const freedom = expected.filter((value) => value > 0).length - 1;
  expect(chiSquare, name).toBeLessThanOrEqual(limitOf(freedom));
}

/** The chi-square that 0.1 % of samples pass, by the cube root approximation of Wilson and Hilferty. */
const limitOf = (freedom: number): number => (freedom === 0 ? 0 : freedom * (1 - 2 / (9 * freedom) + 3.0902 * Math.sqrt(2 / (9 * freedom))) ** 3);
