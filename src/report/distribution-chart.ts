/** Draws the distributions of one number as SVG. Each set has a row above a common axis, so that they compare by position and not by colour alone. */
import { type Content, html, type Markup } from './html.ts';
import { quantilesText, SHARE, ticksOf, valueText } from './numbers.ts';

/** The two sets of a comparison; the style sheet gives each its colour everywhere. */
export type Tone = 'ours' | 'real';

/** Equal bins from `from` to `to`; on a log2 scale their edges' logarithms are evenly spaced. */
export interface Axis { from: number; to: number; scale: 'linear' | 'log2'; unit: string }

export interface DistributionRow {
  tone: Tone;
  /** In front of the row, such as "yours". */
  name: string;
  counts: readonly number[];
  /** 5 %, 50 % and 95 % of the values are below; null where there are none, or on a circle. */
  quantiles: readonly [number, number, number] | null;
}

const WIDTH = 320;
const SIDE = 6;
const LABEL_HEIGHT = 16;
const ROW_HEIGHT = 40;
const ROW_GAP = 8;
const AXIS_HEIGHT = 20;
/** More bars than that are too thin to be told apart. */
const MOST_BARS = 56;
/** So much of a distribution may lie outside the part of the axis that is shown, on each side. */
const TRIMMED_SHARE = 0.002;

/** @param title what assistive technology reads first, as what the chart shows */
export function distributionChart(title: string, axis: Axis, rows: readonly DistributionRow[]): Markup {
  const { first, last, joined } = shownBins(rows.map(({ counts }) => counts));
  const bins = rows[0]?.counts.length ?? 0;
  const edge = (bin: number): number => edgeOf(axis, bin / bins);
  const [from, to] = [edge(first), edge(last)];
  const x = (value: number): number => SIDE + (WIDTH - 2 * SIDE) * positionOf(value, from, to, axis.scale);
  const height = rows.length * (LABEL_HEIGHT + ROW_HEIGHT + ROW_GAP) - ROW_GAP + AXIS_HEIGHT;
  const axisTop = height - AXIS_HEIGHT;
  const drawn = rows.map(({ tone, name, counts, quantiles }, i): Content => {
    const base = (i + 1) * (LABEL_HEIGHT + ROW_HEIGHT) + i * ROW_GAP;
    const label = quantiles ? quantilesText(quantiles, axis.unit) : counts.some((count) => count > 0) ? '' : 'none';
    return html`<g class="${tone}"><text class="name" x="${SIDE}" y="${base - ROW_HEIGHT - 5}">${name}</text><text class="value" x="${WIDTH - SIDE}" y="${base - ROW_HEIGHT - 5}" text-anchor="end">${label}</text>
<path class="area" d="${areaPath(counts.slice(first, last), joined, base)}"/>${quantiles && html`<path class="median" d="M${fixed(x(clamp(quantiles[1], from, to)))} ${base}v${-ROW_HEIGHT}"/>`}<path class="base" d="M${SIDE} ${base}H${WIDTH - SIDE}"/></g>`;
  });
  const ticks = ticksOf(from, to, axis.scale);
  const labels = ticks.map((tick): Content => {
    const at = x(tick);
    const anchor = at < 20 ? 'start' : at > WIDTH - 24 ? 'end' : 'middle';
    return html`<path d="M${fixed(at)} ${axisTop}v4"/><text x="${fixed(clamp(at, SIDE, WIDTH - SIDE))}" y="${axisTop + 16}" text-anchor="${anchor}">${tickText(tick, axis.unit)}</text>`;
  });
  const spoken = rows.map(({ name, quantiles }) => `${name}: ${quantiles ? quantilesText(quantiles, axis.unit) : 'no range'}`).join('; ');
  return html`<svg class="chart" viewBox="0 0 ${WIDTH} ${height}" role="img"><title>${title}</title><desc>5 to 95 % of the values. ${spoken}.</desc>
${drawn}<g class="axis">${labels}</g></svg>`;
}

/** The position on the axis, 0 to 1, of a value between `from` and `to`. */
export function positionOf(value: number, from: number, to: number, scale: Axis['scale']): number {
  if (to === from) return 0.5;
  return scale === 'log2' ? Math.log2(value / from) / Math.log2(to / from) : (value - from) / (to - from);
}

function edgeOf({ from, to, scale }: Axis, at: number): number {
  return scale === 'log2' ? from * (to / from) ** at : from + (to - from) * at;
}

const tickText = (tick: number, unit: string): string => (unit === SHARE ? valueText(tick, unit).replace(' %', '%') : valueText(tick, ''));

/** The part of the axis that has values, with a little more on both sides, and how many bins make a bar. */
function shownBins(sets: readonly (readonly number[])[]): { first: number; last: number; joined: number } {
  const bins = sets[0]?.length ?? 0;
  let [first, last] = [bins, 0];
  for (const counts of sets) {
    const total = counts.reduce((sum, count) => sum + count, 0);
    let below = 0;
    counts.forEach((count, i) => {
      if (total > 0 && below + count > TRIMMED_SHARE * total) first = Math.min(first, i);
      if (total > 0 && count > 0 && below < (1 - TRIMMED_SHARE) * total) last = Math.max(last, i + 1);
      below += count;
    });
  }
  if (first >= last) return { first: 0, last: bins, joined: 1 };
  const margin = Math.max(1, Math.round(0.06 * (last - first)));
  [first, last] = [Math.max(0, first - margin), Math.min(bins, last + margin)];
  return { first, last, joined: Math.ceil((last - first) / MOST_BARS) };
}

/** A step line over the bars, filled down to the base. The highest bar has the row's height in every row. */
function areaPath(counts: readonly number[], joined: number, base: number): string {
  const bars = Array.from({ length: Math.ceil(counts.length / joined) }, (_, i) => {
    const part = counts.slice(i * joined, (i + 1) * joined);
    return part.reduce((sum, count) => sum + count, 0) / part.length;
  });
  const highest = Math.max(...bars, Number.MIN_VALUE);
  const step = ((WIDTH - 2 * SIDE) * joined) / counts.length;
  return `M${SIDE} ${base}${bars.map((bar, i) => `V${fixed(base - (ROW_HEIGHT * bar) / highest)}H${fixed(Math.min(WIDTH - SIDE, SIDE + (i + 1) * step))}`).join('')}V${base}Z`;
}

export const clamp = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value));

/** Two decimals: finer than a pixel of any screen. */
export const fixed = (value: number): string => String(Number(value.toFixed(2)));
