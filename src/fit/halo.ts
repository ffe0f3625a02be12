/** Measures how much darker a surface is close to an object than around it, which is the object's soft shadow. */
import { median } from './quantiles.ts';

/** The band around an object over its size, and its least distance and width in pixels: nearer pixels show the object's own blurred edge. */
const BAND = { from: 0.06, to: 0.2, leastFromPx: 1.5, leastWidthPx: 1.5 };
const LEAST_PIXELS = 16;

/**
 * The median loss in a band around an object; null where the window shows too little of the band.
 * @param isObject 1 at the object's pixels; gaps that it encloses belong to it
 * @param sizePx the object's
 * @param lossAt share of the light that a pixel lacks
 */
export function measureHalo(isObject: Uint8Array, columns: number, rows: number, sizePx: number, lossAt: (pixel: number) => number): number | null {
  const from = Math.max(BAND.leastFromPx, BAND.from * sizePx);
  const to = Math.max(from + BAND.leastWidthPx, BAND.to * sizePx);
  const distances = distancesOf(withoutGaps(isObject, columns, rows), columns, rows);
  const losses: number[] = [];
  distances.forEach((distance, pixel) => { if (distance >= from && distance <= to) losses.push(lossAt(pixel)); });
  return losses.length < LEAST_PIXELS ? null : median(losses);
}

/** The object with the gaps that it encloses: what the window's border does not reach. */
function withoutGaps(isObject: Uint8Array, columns: number, rows: number): Uint8Array {
  const filled = new Uint8Array(isObject.length).fill(1);
  const open: number[] = [];
  const reach = (column: number, row: number): void => {
    const pixel = row * columns + column;
    if (column < 0 || row < 0 || column >= columns || row >= rows || filled[pixel] === 0 || isObject[pixel] === 1) return;
    filled[pixel] = 0;
    open.push(pixel);
  };
  for (let column = 0; column < columns; column++) [0, rows - 1].forEach((row) => reach(column, row));
  for (let row = 0; row < rows; row++) [0, columns - 1].forEach((column) => reach(column, row));
  for (let next = 0; next < open.length; next++) {
    const [column, row] = [open[next]! % columns, Math.floor(open[next]! / columns)];
    reach(column - 1, row);
    reach(column + 1, row);
    reach(column, row - 1);
    reach(column, row + 1);
  }
  return filled;
}

const DIAGONAL = Math.SQRT2;

/** Distances from the nearest pixel of the object, up to a few percent: the sum of straight and diagonal steps (G. Borgefors, 1986). */
function distancesOf(isObject: Uint8Array, columns: number, rows: number): Float32Array {
  const distances = Float32Array.from(isObject, (value) => (value === 1 ? 0 : Infinity));
  const at = (column: number, row: number) => (column < 0 || row < 0 || column >= columns || row >= rows ? Infinity : distances[row * columns + column]!);
  const pass = (column: number, row: number, step: 1 | -1): void => {
    const pixel = row * columns + column;
    distances[pixel] = Math.min(
      distances[pixel]!, at(column - step, row) + 1, at(column, row - step) + 1, at(column - step, row - step) + DIAGONAL, at(column + step, row - step) + DIAGONAL,
    );
  };
  for (let row = 0; row < rows; row++) for (let column = 0; column < columns; column++) pass(column, row, 1);
  for (let row = rows - 1; row >= 0; row--) for (let column = columns - 1; column >= 0; column--) pass(column, row, -1);
  return distances;
}
