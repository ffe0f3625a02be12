/** Checks that histograms merge exactly, and that their numbers are those of the values, up to a bin. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Bins, earthMovers, Histogram } from '../../src/stats/histogram.ts';

const LINEAR: Bins = { from: -2, to: 3, count: 50, scale: 'linear' };
const LOG2: Bins = { from: 1 / 16, to: 4096, count: 64, scale: 'log2' };
const values = fc.array(fc.double({ min: -2, max: 3, noNaN: true }), { minLength: 1, maxLength: 60 });
const sizes = fc.array(fc.double({ min: 1 / 16, max: 4096, noNaN: true }), { minLength: 1, maxLength: 60 });

function of(bins: Bins, list: readonly number[]): Histogram {
  const histogram = new Histogram(bins);
  for (const value of list) histogram.add(value);
  return histogram;
}

test.each([LINEAR, LOG2])('parts merged in any order are the whole: $scale', (bins) => {
  fc.assert(fc.property(fc.array(fc.double({ min: -5, max: 5000, noNaN: true }), { maxLength: 40 }), fc.array(fc.nat(), { minLength: 40, maxLength: 40 }), (list, shuffle) => {
    const parts = list.map((value) => of(bins, [value])).map((part, i) => ({ part, key: shuffle[i]! })).sort((a, b) => a.key - b.key);
    const merged = new Histogram(bins);
    for (const { part } of parts) merged.merge(Histogram.fromJSON(JSON.parse(JSON.stringify(part))));
    expect(JSON.stringify(merged)).toBe(JSON.stringify(of(bins, list)));
  }));
});

test('mean, ends and quantiles are those of the values, a quantile up to a bin', () => {
  fc.assert(fc.property(values, fc.double({ min: 0, max: 1, noNaN: true }), (list, q) => {
    const histogram = of(LINEAR, list);
    const sorted = [...list].sort((a, b) => a - b);
    expect(histogram.mean()).toBeCloseTo(list.reduce((sum, value) => sum + value, 0) / list.length, 5);
    expect([histogram.min, histogram.max, histogram.total]).toEqual([sorted[0], sorted.at(-1), list.length]);
    const rank = Math.min(list.length - 1, Math.max(0, Math.ceil(q * list.length) - 1));
    expect(Math.abs(histogram.quantile(q) - sorted[rank]!)).toBeLessThanOrEqual(histogram.binWidth + 1e-9);
  }));
});

test('where most values are the smallest one, the median is exactly that, after merging too', () => {
  const shares = of(LINEAR, [0, 0.01, 0, 0, 0.02, 0, 0]);
  expect([shares.quantile(0.05), shares.quantile(0.5)]).toEqual([0, 0]);
  const merged = of(LINEAR, [0.5]);
  merged.merge(Histogram.fromJSON(shares.toJSON()));
  merged.merge(of(LINEAR, [0, 0, 1]));
  expect([merged.atMin, merged.quantile(0.5)]).toEqual([7, 0]);
  merged.merge(of(LINEAR, [-1]));
  expect([merged.atMin, merged.min]).toEqual([1, -1]);
});

test('on a log2 scale the mean is the geometric one', () => {
  fc.assert(fc.property(sizes, (list) => {
    expect(Math.log2(of(LOG2, list).mean())).toBeCloseTo(list.reduce((sum, value) => sum + Math.log2(value), 0) / list.length, 5);
  }));
});

test('what is beyond the ends counts in the first and the last bin, 0 as the first value, and no number is skipped', () => {
  const linear = of(LINEAR, [-100, 100, NaN, Infinity]);
  expect([linear.counts[0], linear.counts.at(-1), linear.total, linear.mean()]).toEqual([1, 1, 2, 0]);
  const log = of(LOG2, [0, -1, 1e9]);
  expect([log.counts[0], log.counts.at(-1), log.min]).toEqual([2, 1, 1 / 16]);
});

test('an empty histogram has no mean, no quantile and no distance', () => {
  const empty = new Histogram(LINEAR);
  expect([empty.mean(), empty.quantile(0.5), earthMovers(empty, of(LINEAR, [1]))]).toEqual([NaN, NaN, NaN]);
  expect(empty.toJSON()).toEqual({ bins: LINEAR, counts: [], sum: 0, atMin: 0, min: null, max: null });
});

test('the distance of two lists of equal length is the mean way between their sorted values, up to a bin', () => {
  for (const [bins, list, axis] of [[LINEAR, values, (value: number) => value], [LOG2, sizes, Math.log2]] as const) {
    fc.assert(fc.property(list, list, (a, b) => {
      const length = Math.min(a.length, b.length);
      const [one, other] = [a, b].map((all) => all.slice(0, length).sort((x, y) => x - y)) as [number[], number[]];
      const moved = one.reduce((sum, value, i) => sum + Math.abs(axis(value) - axis(other[i]!)), 0) / length;
      const histograms = [of(bins, one), of(bins, other)] as const;
      expect(Math.abs(earthMovers(...histograms) - moved)).toBeLessThanOrEqual(histograms[0].binWidth + 1e-9);
      expect(earthMovers(...histograms)).toBeCloseTo(earthMovers(histograms[1], histograms[0]), 12);
    }));
  }
});

test('other bins do not merge and have no distance', () => {
  expect(() => of(LINEAR, [1]).merge(of(LOG2, [1]))).toThrow('wanted the same ones');
  expect(() => earthMovers(of(LINEAR, [1]), new Histogram({ ...LINEAR, count: 49 }))).toThrow('wanted the same ones');
});

test('shares below a value, and edges', () => {
  const histogram = of({ from: 1, to: 256, count: 8, scale: 'log2' }, [1, 3, 5, 100]);
  expect([histogram.shareBelow(2), histogram.shareBelow(4), histogram.shareBelow(256), histogram.edge(0), histogram.edge(8)]).toEqual([0.25, 0.5, 1, 1, 256]);
});
