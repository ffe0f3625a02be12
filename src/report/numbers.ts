/** Writes numbers and their units as a reader expects them: few digits, thousands apart, shares in percent. */

/** A unit of this name stands for a share of 1, which is written in percent. */
export const SHARE = 'share';

/** Two or three significant digits, and all digits of whole numbers. */
export const numberText = (value: number): string => decimalText(value, decimalsFor(value));

function decimalsFor(value: number): number {
  const size = Math.abs(value);
  return size >= 100 ? 0 : size >= 10 ? 1 : size >= 0.1 ? 2 : size >= 0.01 ? 3 : 4;
}

function decimalText(value: number, decimals: number): string {
  if (!Number.isFinite(value)) return '–';
  return Math.abs(value) >= 1000 ? wholeText(value) : String(Number(value.toFixed(decimals))).replace('-', '−');
}

/** A distance between sets, in steps that one sees: more digits say nothing. */
export const distanceText = (steps: number): string => (steps >= 100 ? wholeText(steps) : steps.toFixed(1));

/** Digits in groups of three. */
export const wholeText = (value: number): string => `${value < 0 && Math.round(value) !== 0 ? '−' : ''}${String(Math.abs(Math.round(value))).replace(/\B(?=(\d{3})+$)/g, ',')}`;

export function percentText(share: number): string {
  const percent = 100 * share;
  if (percent > 0 && percent < 0.1) return 'under 0.1 %';
  return `${Math.abs(percent) >= 10 || Number.isInteger(percent) ? wholeText(percent) : String(Number(percent.toFixed(1))).replace('-', '−')} %`;
}

export function valueText(value: number, unit: string): string {
  if (unit === SHARE) return percentText(value);
  return `${numberText(value)}${suffixOf(unit)}`;
}

/** `25 to 43 px`, with as many decimals for both ends; one value where both read alike. */
export function rangeText(low: number, high: number, unit: string): string {
  const [from, to] = alike([low, high], unit);
  return `${from === to ? to! : `${from} to ${to}`}${suffixOf(unit)}`;
}

/** `25 to 43 px, median 33`, or the one value. */
export function quantilesText([low, median, high]: readonly [number, number, number], unit: string): string {
  const [from, middle, to] = alike([low, median, high], unit);
  return from === to ? `all ${to}${suffixOf(unit)}` : `${from} to ${to}${suffixOf(unit)}, median ${middle}`;
}

/** Without the unit, and with the decimals that the largest needs. */
function alike(values: readonly number[], unit: string): string[] {
  const factor = unit === SHARE ? 100 : 1;
  const largest = Math.max(...values.map(Math.abs)) * factor;
  const decimals = unit === SHARE ? (largest >= 10 ? 0 : 1) : decimalsFor(largest);
  return values.map((value) => decimalText(value * factor, decimals));
}

const suffixOf = (unit: string): string => (unit === SHARE ? ' %' : unit === '' ? '' : unit === '°' ? '°' : ` ${unit}`);

/** `1 image`, `2 images`, `3 boxes`. */
export function many(count: number, noun: string): string {
  const plural = /(?:s|x)$/.test(noun) ? `${noun}es` : noun.endsWith('y') ? `${noun.slice(0, -1)}ies` : `${noun}s`;
  return `${wholeText(count)} ${count === 1 ? noun : plural}`;
}

/** At most `most` round numbers from `from` to `to`: multiples of 1, 2 or 5 times a power of ten, or powers of two. */
export function ticksOf(from: number, to: number, scale: 'linear' | 'log2', most = 5): number[] {
  if (!(to > from)) return [from];
  // Between two powers of two there may be no third.
  if (scale === 'log2' && to / from >= 4) {
    const [low, high] = [Math.ceil(Math.log2(from) - 1e-9), Math.floor(Math.log2(to) + 1e-9)];
    const step = Math.max(1, Math.ceil((high - low + 1) / most));
    return Array.from({ length: Math.max(0, Math.floor((high - low) / step) + 1) }, (_, i) => 2 ** (low + i * step));
  }
  const rough = (to - from) / most;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * [1, 2, 5, 10].find((factor) => factor * power >= rough - 1e-12)!;
  const first = Math.ceil(from / step - 1e-9);
  return Array.from({ length: Math.max(0, Math.floor(to / step + 1e-9) - first + 1) }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}
