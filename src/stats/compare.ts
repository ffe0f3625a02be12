/** Says how far two sets of pictures are apart, one number a statistic, the farthest first. */
import { earthMovers, type Histogram } from './histogram.ts';
import type { SetStats } from './set-stats.ts';
import { type StatisticGroup, STATISTICS } from './statistics.ts';

/** A distribution in a few numbers; on a log2 scale the mean is the geometric one. */
export interface Summary { values: number; mean: number; p5: number; p25: number; p50: number; p75: number; p95: number }

export interface Difference {
  name: string;
  title: string;
  unit: string;
  group: StatisticGroup;
  /** `moved` over a difference that one sees at a glance. Statistics compare by it. */
  distance: number;
  /** The earth mover's distance: of the values, on a log2 scale in octaves. */
  moved: number;
  scale: 'linear' | 'log2';
  a: Summary;
  b: Summary;
}

/** A shift of all hues by 30 degrees, or of every ring's power by a factor of two, is seen at a glance. */
const HUE_STEP_DEG = 30;
const SPECTRUM_STEP_OCTAVES = 1;

/** Statistics that both sets have values of. */
export function compareSets(a: SetStats, b: SetStats): Difference[] {
  const differences = STATISTICS.flatMap(({ name, title, unit, group, step, bins: { scale } }): Difference[] => {
    const [ofA, ofB] = [a.histogram(name), b.histogram(name)];
    if (ofA.total === 0 || ofB.total === 0) return [];
    const moved = earthMovers(ofA, ofB);
    return [{ name, title, unit, group, distance: moved / step, moved, scale, a: summaryOf(ofA), b: summaryOf(ofB) }];
  });
  return [...differences, ...hueDifference(a, b), ...spectrumDifference(a, b)].sort((one, other) => other.distance - one.distance);
}

/** The groups by their largest distance, the farthest first. */
export function compareGroups(differences: readonly Difference[]): { group: StatisticGroup; distance: number }[] {
  const farthest = new Map<StatisticGroup, number>();
  for (const { group, distance } of differences) farthest.set(group, Math.max(distance, farthest.get(group) ?? 0));
  return [...farthest].map(([group, distance]) => ({ group, distance })).sort((one, other) => other.distance - one.distance);
}

export function summaryOf(histogram: Histogram): Summary {
  const [p5, p25, p50, p75, p95] = [0.05, 0.25, 0.5, 0.75, 0.95].map((q) => histogram.quantile(q)) as [number, number, number, number, number];
  return { values: histogram.total, mean: histogram.mean(), p5, p25, p50, p75, p95 };
}

/**
 * The earth mover's distance of the hues around the circle, which is the least over all starting points: the cumulative differences less their
 * median (Rabin et al., 2011). It is of coloured pixels. The share of those in the less coloured set weighs it, because a few pixels tell little.
 */
export function hueDistanceDeg(a: SetStats, b: SetStats): number {
  const [sumA, sumB] = [a, b].map(({ hue }) => hue.reduce((sum, count) => sum + count, 0)) as [number, number];
  if (sumA === 0 || sumB === 0) return 0;
  let below = 0;
  const cumulative = Array.from(a.hue, (count, i) => below += count / sumA - b.hue[i]! / sumB);
  const median = [...cumulative].sort((x, y) => x - y)[cumulative.length >> 1]!;
  const moved = cumulative.reduce((sum, value) => sum + Math.abs(value - median), 0) * (360 / cumulative.length);
  return moved * Math.min(a.histogram('colored').mean(), b.histogram('colored').mean());
}

function hueDifference(a: SetStats, b: SetStats): Difference[] {
  if (a.measured === 0 || b.measured === 0) return [];
  const moved = hueDistanceDeg(a, b);
  return [{ name: 'hue', title: 'hue of coloured pixels', unit: 'degrees', group: 'light and colour', distance: moved / HUE_STEP_DEG, moved, scale: 'linear', a: hueSummary(a), b: hueSummary(b) }];
}

/** Hues counted from the opposite of the mean hue, so that the circle is cut where fewest are. */
function hueSummary({ hue }: SetStats): Summary {
  const values = hue.reduce((sum, count) => sum + count, 0);
  const step = (2 * Math.PI) / hue.length;
  const [x, y] = [Math.cos, Math.sin].map((of) => hue.reduce((sum, count, i) => sum + count * of((i + 0.5) * step), 0)) as [number, number];
  const mean = (Math.atan2(y, x) * 180) / Math.PI;
  const cut = Math.floor(((mean + 180 + 360) % 360) / (360 / hue.length));
  const quantile = (q: number): number => {
    let rest = q * values;
    let i = 0;
    while (i < hue.length - 1 && rest > hue[(cut + i) % hue.length]!) rest -= hue[(cut + i++) % hue.length]!;
    return (((cut + i + 0.5) * 360) / hue.length) % 360;
  };
  return { values, mean: (mean + 360) % 360, p5: quantile(0.05), p25: quantile(0.25), p50: quantile(0.5), p75: quantile(0.75), p95: quantile(0.95) };
}

/** The mean over the rings of how far the mean powers are apart, octaves. A summary is that of the rings. */
function spectrumDifference(a: SetStats, b: SetStats): Difference[] {
  const [ofA, ofB] = [a.spectrum(), b.spectrum()];
  if (!ofA || !ofB) return [];
  const moved = ofA.reduce((sum, power, ring) => sum + Math.abs(power - ofB[ring]!), 0) / ofA.length;
  const summary = (spectrum: number[], spectra: number): Summary => {
    const sorted = [...spectrum].sort((x, y) => x - y);
    const at = (q: number): number => sorted[Math.round(q * (sorted.length - 1))]!;
    return { values: spectra, mean: spectrum.reduce((sum, power) => sum + power, 0) / spectrum.length, p5: at(0.05), p25: at(0.25), p50: at(0.5), p75: at(0.75), p95: at(0.95) };
  };
  return [{
    name: 'spectrum', title: 'power of coarse and fine detail', unit: 'octaves', group: 'background', distance: moved / SPECTRUM_STEP_OCTAVES, moved, scale: 'linear',
    a: summary(ofA, a.spectra), b: summary(ofB, b.spectra),
  }];
}
