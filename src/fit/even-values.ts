/** Tells whether values of photos are spread evenly over a range, as a config draws them. */
import { mean } from './quantiles.ts';

/** Shares of the values at which both distributions are compared. */
const SHARES = Array.from({ length: 40 }, (_, i) => (i + 0.5) / 40);
/** Distance from which a difference is worth a sentence, over the width of the range. */
const NOTABLE = 0.07;
/** The mean distance of so many even values to the range is this over the square root of their count. */
const CHANCE = 0.31;

/** Whether values lie clearly otherwise than evenly over a range: by the earth mover's distance, and not by chance. */
export function areUneven(values: readonly number[], [least, most]: readonly [number, number], kind: 'whole' | 'real'): boolean {
  if (values.length === 0 || most <= least) return false;
  const sorted = [...values].sort((a, b) => a - b);
  const even = (share: number) => (kind === 'whole' ? least + Math.floor((most - least + 1) * share) : least + (most - least) * share);
  const distance = mean(SHARES.map((share) => Math.abs(sorted[Math.floor(share * sorted.length)]! - even(share)))) / (most - least);
  return distance > NOTABLE + CHANCE / Math.sqrt(values.length);
}
