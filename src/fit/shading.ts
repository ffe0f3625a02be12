/** Measures how the brightness of a surface changes: over the picture, in folds, and in grain. */
import { decodeSrgb } from '../assets/srgb.ts';
import { mean, median } from './quantiles.ts';
import type { Grid } from './usual-colors.ts';

export interface Shading {
  /** Change of the linear brightness from border to border, over its mean. */
  gradient: number;
  /** How much the linear brightness of areas a sixteenth of the picture wide differs from that of their neighbours, over its mean. */
  folds: number;
  /** Standard deviation of the linear brightness of some pixels' size, over its mean, in even areas. */
  grain: number;
}

/** Cells whose brightness differs more from the usual one are another surface. */
const MOST_SHADING = 0.3;
/** Median of the absolute values of a normal distribution, in standard deviations. */
const NORMAL_MEDIAN = 0.67;

/** How the brightness of the cells changes over the picture, and between neighbours. Cells of another surface do not count. */
export function shadingOf({ columns, rows, cells }: Grid): Omit<Shading, 'grain'> {
  const linear = cells.map(([r, g, b]) => (decodeSrgb(r) + decodeSrgb(g) + decodeSrgb(b)) / 3);
  const usual = Math.max(1e-3, median(linear));
  const brightness = linear.map((value) => value / usual);
  const isUsual = brightness.map((value) => Math.abs(value - 1) < MOST_SHADING);
  const points = brightness.flatMap((value, cell) => {
    const [x, y] = [(cell % columns) / Math.max(1, columns - 1) - 0.5, Math.floor(cell / columns) / Math.max(1, rows - 1) - 0.5];
    // Lenses darken the corners, which the squares take up.
    return isUsual[cell] ? [{ terms: [1, x, y, x * x, x * y, y * y], value }] : [];
  });
  if (points.length < 12) return { gradient: 0, folds: 0 };
  const weights = leastSquares(points);
  const bends = brightness.flatMap((value, cell) => {
    const neighbors = [cell - 1, cell + 1, cell - columns, cell + columns];
    const isInner = cell % columns > 0 && cell % columns < columns - 1 && cell >= columns && cell < columns * (rows - 1);
    return isInner && isUsual[cell] && neighbors.every((other) => isUsual[other]) ? [Math.abs(value - mean(neighbors.map((other) => brightness[other]!)))] : [];
  });
  return { gradient: Math.abs(weights[1]!) + Math.abs(weights[2]!), folds: bends.length === 0 ? 0 : median(bends) / NORMAL_MEDIAN };
}

/** The weights of the terms whose sums come nearest to the values: the normal equations, solved by Gauss and Jordan. */
function leastSquares(points: readonly { terms: number[]; value: number }[]): number[] {
  const n = points[0]!.terms.length;
  const matrix = Array.from({ length: n }, (_, row) => [
    ...Array.from({ length: n }, (_, column) => points.reduce((sum, { terms }) => sum + terms[row]! * terms[column]!, 0) + (row === column ? 1e-9 : 0)),
    points.reduce((sum, { terms, value }) => sum + terms[row]! * value, 0),
  ]);
  for (let pivot = 0; pivot < n; pivot++) {
    const divisor = matrix[pivot]![pivot]!;
    matrix[pivot] = matrix[pivot]!.map((value) => value / divisor);
    for (let row = 0; row < n; row++) {
      if (row === pivot) continue;
      const factor = matrix[row]![pivot]!;
      matrix[row] = matrix[row]!.map((value, column) => value - factor * matrix[pivot]![column]!);
    }
  }
  return matrix.map((row) => row[n]!);
}

/** Differences of 2 x 2 pixels from the mean of the 8 x 8 around, which sensor noise and JPEG change less than single pixels. */
export function grainOf(brightness: Float32Array, isInside: Uint8Array, isEdge: Uint8Array, width: number, height: number): number {
  const side = 8;
  const deviations: number[] = [];
  const fours = new Float64Array(16);
  for (let y = 0; y + side <= height; y += side) {
    for (let x = 0; x + side <= width; x += side) {
      let isEven = true;
      let sum = 0;
      fours.fill(0);
      for (let dy = 0; dy < side && isEven; dy++) {
        for (let dx = 0; dx < side; dx++) {
          const i = (y + dy) * width + x + dx;
          if (isInside[i] === 1 || isEdge[i] === 1) isEven = false;
          sum += brightness[i]!;
          fours[(dy >> 1) * 4 + (dx >> 1)]! += brightness[i]! / 4;
        }
      }
      if (!isEven || sum === 0) continue;
      const average = sum / (side * side);
      let squares = 0;
      for (const value of fours) squares += (value - average) * (value - average);
      // Linear light grows as the power 2.2 of the code.
      deviations.push((2.2 * Math.sqrt(squares / 16)) / average);
    }
  }
  return deviations.length === 0 ? 0 : median(deviations);
}
