/** Draws curves over a common axis as SVG, each with its name at its right end. */
import { html, type Markup } from './html.ts';
import { clamp, fixed, positionOf, type Tone } from './distribution-chart.ts';
import { numberText, ticksOf } from './numbers.ts';

export interface Curve { tone: Tone; name: string; points: readonly (readonly [x: number, y: number])[] }

export interface LineAxes { x: { scale: 'linear' | 'log2'; label: string }; y: { scale: 'linear' | 'log2'; label: string } }

const [WIDTH, HEIGHT] = [320, 170];
const [LEFT, RIGHT, TOP, BOTTOM] = [40, 44, 18, 34];

/** Points without a logarithm are left out where an axis has logarithms. */
export function lineChart(title: string, axes: LineAxes, curves: readonly Curve[]): Markup {
  const usable = (value: number, scale: 'linear' | 'log2'): boolean => Number.isFinite(value) && (scale === 'linear' || value > 0);
  const shown = curves.map((curve) => ({ ...curve, points: curve.points.filter(([x, y]) => usable(x, axes.x.scale) && usable(y, axes.y.scale)) })).filter(({ points }) => points.length > 0);
  const xs = shown.flatMap(({ points }) => points.map(([x]) => x));
  const ys = shown.flatMap(({ points }) => points.map(([, y]) => y));
  if (xs.length === 0) return html``;
  const [fromX, toX, fromY, toY] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  const x = (value: number): number => LEFT + (WIDTH - LEFT - RIGHT) * positionOf(value, fromX, toX, axes.x.scale);
  const y = (value: number): number => HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * positionOf(value, fromY, toY, axes.y.scale);
  const ends = apart(shown.map(({ points }) => y(points.at(-1)![1])));
  const lines = shown.map(({ tone, name, points }, i) => html`<g class="${tone}"><path class="line" d="${points.map(([px, py], at) => `${at === 0 ? 'M' : 'L'}${fixed(x(px))} ${fixed(y(py))}`).join('')}"/><text class="name" x="${WIDTH - RIGHT + 5}" y="${fixed(ends[i]! + 4)}">${name}</text></g>`);
  const xTicks = ticksOf(fromX, toX, axes.x.scale).map((tick) => html`<path d="M${fixed(x(tick))} ${HEIGHT - BOTTOM}v4"/><text x="${fixed(x(tick))}" y="${HEIGHT - BOTTOM + 15}" text-anchor="middle">${powerText(tick, axes.x.scale)}</text>`);
  const yTicks = ticksOf(fromY, toY, axes.y.scale, 4).map((tick) => html`<path class="grid" d="M${LEFT} ${fixed(y(tick))}H${WIDTH - RIGHT}"/><text x="${LEFT - 5}" y="${fixed(y(tick) + 4)}" text-anchor="end">${powerText(tick, axes.y.scale)}</text>`);
  return html`<svg class="chart" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img"><title>${title}</title><desc>${axes.y.label} over ${axes.x.label}. ${shown.map(({ name, points }) => `${name}: from ${numberText(points[0]![1])} to ${numberText(points.at(-1)![1])}`).join('; ')}.</desc>
<g class="axis"><path class="base" d="M${LEFT} ${HEIGHT - BOTTOM}H${WIDTH - RIGHT}"/>${xTicks}${yTicks}<text x="${LEFT}" y="11">${axes.y.label}</text><text x="${WIDTH - RIGHT}" y="${HEIGHT - 4}" text-anchor="end">${axes.x.label}</text></g>${lines}</svg>`;
}

/** Small and large powers of two read best as powers. */
function powerText(value: number, scale: 'linear' | 'log2'): string {
  const power = Math.log2(value);
  if (scale === 'linear' || Math.abs(power) <= 6) return numberText(value);
  return `2${String(power).replace(/[-\d]/g, (digit) => (digit === '-' ? '⁻' : '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(digit)]!))}`;
}

/** Moves labels apart that would overlap. */
function apart(heights: readonly number[]): number[] {
  if (heights.length !== 2 || Math.abs(heights[0]! - heights[1]!) >= 13) return [...heights];
  const middle = clamp((heights[0]! + heights[1]!) / 2, TOP + 7, HEIGHT - BOTTOM - 7);
  return heights[0]! <= heights[1]! ? [middle - 6.5, middle + 6.5] : [middle + 6.5, middle - 6.5];
}
