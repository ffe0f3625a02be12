/** Counts values in declared bins. Histograms of the same bins merge exactly, in any order. */
import { addCounts, packCounts, unpackCounts } from './packed-counts.ts';

/** Equal bins from `from` to `to`; on a log2 scale they are equal in octaves. */
export interface Bins {
  from: number;
  to: number;
  count: number;
  scale: 'linear' | 'log2';
}

export interface HistogramJson {
  bins: Bins;
  /** As `packCounts` writes them. */
  counts: number[];
  sum: number;
  /** How many values are the smallest one. */
  atMin: number;
  min: number | null;
  max: number | null;
}

/** A quantum is this part of the axis. Sums are whole numbers of quanta, exact up to 5e8 values as large as the axis. */
const QUANTA_BITS = 24;

/**
 * The axis is the value itself, or its binary logarithm. Values beyond the ends count in the first and the last bin.
 * On a log2 scale, a value of 0 or less counts as `from`.
 */
export class Histogram {
  readonly bins: Bins;
  readonly counts: Float64Array<ArrayBuffer>;
  /** Number of values. */
  total = 0;
  min = Infinity;
  /** How many values are `min`: most shares are exactly 0, and their median is not the middle of a bin. */
  atMin = 0;
  max = -Infinity;
  readonly #isLog: boolean;
  readonly #first: number;
  readonly #binsPerUnit: number;
  readonly #quantaPerUnit: number;
  /** Of the axis, in quanta. */
  #sum = 0;

  constructor(bins: Bins) {
    this.bins = bins;
    this.counts = new Float64Array(bins.count);
    this.#isLog = bins.scale === 'log2';
    this.#first = this.#axis(bins.from);
    const span = this.#axis(bins.to) - this.#first;
    this.#binsPerUnit = bins.count / span;
    this.#quantaPerUnit = 2 ** (QUANTA_BITS - Math.ceil(Math.log2(span)));
  }

  /** Skips what is no finite number. */
  add(value: number): void {
    if (!Number.isFinite(value)) return;
    const counted = this.#isLog && value <= 0 ? this.bins.from : value;
    const axis = this.#axis(counted);
    const bin = Math.floor((axis - this.#first) * this.#binsPerUnit);
    this.counts[bin < 0 ? 0 : bin >= this.bins.count ? this.bins.count - 1 : bin]!++;
    this.#sum += Math.round(axis * this.#quantaPerUnit);
    this.total++;
    if (counted < this.min) {
      this.min = counted;
      this.atMin = 0;
    }
    if (counted === this.min) this.atMin++;
    if (counted > this.max) this.max = counted;
  }

  /** @throws Error where the bins differ */
  merge(other: Histogram): void {
    requireSameBins(this, other);
    addCounts(this.counts, other.counts);
    this.#sum += other.#sum;
    this.total += other.total;
    this.atMin = (this.min <= other.min ? this.atMin : 0) + (other.min <= this.min ? other.atMin : 0);
    this.min = Math.min(this.min, other.min);
    this.max = Math.max(this.max, other.max);
  }

  /** The arithmetic mean; on a log2 scale the geometric mean. NaN without values. */
  mean(): number {
    return this.#value(this.#sum / this.#quantaPerUnit / this.total);
  }

  /** The value that the share `q` of all values stays below. All but the smallest are taken as spread evenly within a bin. NaN without values. */
  quantile(q: number): number {
    if (this.total === 0) return NaN;
    let rest = q * this.total - this.atMin;
    if (rest <= 0) return this.min;
    let bin = this.counts.findIndex((count) => count > 0);
    let count = this.counts[bin]! - this.atMin;
    while (bin < this.bins.count - 1 && rest > count) {
      rest -= count;
      count = this.counts[++bin]!;
    }
    const inBin = count > 0 ? Math.min(1, rest / count) : 0;
    return Math.min(this.max, Math.max(this.min, this.#value(this.#first + (bin + inBin) / this.#binsPerUnit)));
  }

  /** Share of the values in the bins that end at or below `value`. */
  shareBelow(value: number): number {
    const bins = Math.min(this.bins.count, Math.max(0, Math.floor((this.#axis(value) - this.#first) * this.#binsPerUnit + 1e-9)));
    return this.counts.subarray(0, bins).reduce((sum, count) => sum + count, 0) / this.total;
  }

  /** Lower end of bin `i`; of `bins.count` the upper end of the last one. */
  edge(i: number): number {
    return this.#value(this.#first + i / this.#binsPerUnit);
  }

  /** Width of a bin: in the value's unit, on a log2 scale in octaves. */
  get binWidth(): number {
    return 1 / this.#binsPerUnit;
  }

  toJSON(): HistogramJson {
    const { bins, counts, total, min, max } = this;
    return { bins, counts: packCounts(counts), sum: this.#sum, atMin: this.atMin, min: total > 0 ? min : null, max: total > 0 ? max : null };
  }

  static fromJSON({ bins, counts, sum, atMin, min, max }: HistogramJson): Histogram {
    const histogram = new Histogram(bins);
    addCounts(histogram.counts, unpackCounts(counts, bins.count));
    histogram.total = histogram.counts.reduce((total, count) => total + count, 0);
    histogram.#sum = sum;
    histogram.atMin = atMin;
    histogram.min = min ?? Infinity;
    histogram.max = max ?? -Infinity;
    return histogram;
  }

  #axis(value: number): number {
    return this.#isLog ? Math.log2(value) : value;
  }

  #value(axis: number): number {
    return this.#isLog ? 2 ** axis : axis;
  }
}

/**
 * The earth mover's distance: how far values of one histogram move, on average, to become the other. It is the area between the two
 * cumulative distributions (Vallender, Theory of Probability and its Applications 18, 1974).
 * @returns in the value's unit, on a log2 scale in octaves; NaN where one is empty
 * @throws Error where the bins differ
 */
export function earthMovers(a: Histogram, b: Histogram): number {
  requireSameBins(a, b);
  let [below, moved] = [0, 0];
  for (let i = 0; i < a.bins.count; i++) {
    below += a.counts[i]! / a.total - b.counts[i]! / b.total;
    moved += Math.abs(below);
  }
  return moved * a.binWidth;
}

function requireSameBins({ bins: a }: Histogram, { bins: b }: Histogram): void {
  if (a.from !== b.from || a.to !== b.to || a.count !== b.count || a.scale !== b.scale) {
    throw new Error(`histogram: bins ${JSON.stringify(a)} and ${JSON.stringify(b)}; wanted the same ones`);
  }
}
