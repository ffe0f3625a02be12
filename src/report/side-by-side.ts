/** Puts the statistics of two sets side by side, with the distance of each. */
import { SHARE } from './numbers.ts';
import type { ComparedStatistic, SideOfStatistic } from './report-data.ts';
import { type Difference } from '../stats/compare.ts';
import type { Histogram } from '../stats/histogram.ts';
import type { SetStats } from '../stats/set-stats.ts';
import { type Statistic, STATISTICS } from '../stats/statistics.ts';

/**
 * Every statistic that one of the sets has values of.
 * @param real null without a real set
 * @param differences what `compareSets` says of the two
 */
export function sideBySide(ours: SetStats, real: SetStats | null, differences: readonly Difference[]): ComparedStatistic[] {
  return STATISTICS.flatMap((statistic): ComparedStatistic[] => {
    const { name, title, group, of, bins: { from, to, scale } } = statistic;
    const [own, theirs] = [ours.histogram(name), real?.histogram(name) ?? null];
    if (own.total === 0 && (theirs?.total ?? 0) === 0) return [];
    const difference = differences.find((candidate) => candidate.name === name);
    return [{
      name, title, group, of, axis: { from, to, scale, unit: shownUnit(statistic) },
      ours: sideOf(statistic, own, ours), real: theirs && sideOf(statistic, theirs, real!),
      distance: difference?.moved ?? null, steps: difference?.distance ?? null,
    }];
  });
}

/** The numbers of a histogram that the page shows. */
export function sideOfHistogram(histogram: Histogram): SideOfStatistic {
  const known = (value: number): number => (Number.isFinite(value) ? value : 0);
  return {
    count: histogram.total, mean: known(histogram.mean()),
    quantiles: [0.05, 0.5, 0.95].map((q) => known(histogram.quantile(q))) as SideOfStatistic['quantiles'],
    bins: [...histogram.counts],
  };
}

/** Titles say which numbers are shares, and shares are read in percent. What a title says already is no unit beside each number. */
export function shownUnit({ title, unit }: { title: string; unit: string }): string {
  if (/(^|\s)share\b/.test(title)) return SHARE;
  return { px: 'px', m: 'm', degrees: '°' }[unit] ?? '';
}

/** Counts of objects are known exactly, so their quantiles need no bins. */
function sideOf({ name }: Statistic, histogram: Histogram, { boxCounts, labelled }: SetStats): SideOfStatistic {
  const side = sideOfHistogram(histogram);
  if (name !== 'boxesPerImage' || labelled === 0) return side;
  const below = (share: number): number => {
    let sum = 0;
    return boxCounts.findIndex((images) => (sum += images) >= share * labelled - 1e-9);
  };
  return { ...side, quantiles: [below(0.05), below(0.5), below(0.95)] };
}

/** A statistic that is yes or no has two bins; its share of yes is all that it has. */
export const isYesOrNo = ({ ours, real }: Pick<ComparedStatistic, 'ours' | 'real'>): boolean => (ours ?? real)!.bins.length === 2;

/** Share of the values that are yes. */
export const shareOf = ({ count, bins }: SideOfStatistic): number => (count === 0 ? 0 : bins[1]! / count);
