/** Takes quantiles and other robust numbers of lists. */

/** The quantile of a list, linear between the two nearest ranks; NaN for an empty list. */
export function quantile(values: readonly number[], share: number): number {
  return quantileOfSorted([...values].sort((a, b) => a - b), share);
}

export function quantileOfSorted(sorted: ArrayLike<number>, share: number): number {
  if (sorted.length === 0) return NaN;
  const at = share * (sorted.length - 1);
  const below = sorted[Math.floor(at)]!;
  return below + (sorted[Math.ceil(at)]! - below) * (at - Math.floor(at));
}

export const median = (values: readonly number[]): number => quantile(values, 0.5);

export const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Two quantiles as a pair. */
export function spread(values: readonly number[], from = 0.05, to = 0.95): [number, number] {
  const sorted = [...values].sort((a, b) => a - b);
  return [quantileOfSorted(sorted, from), quantileOfSorted(sorted, to)];
}

/** Rounds to so many significant digits, so that a config's numbers can be read. */
export const rounded = (value: number, digits = 2): number => Number(value.toPrecision(digits));

export const clamped = (value: number, least: number, most: number): number => Math.min(most, Math.max(least, value));
