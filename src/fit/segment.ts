/** Finds the object inside a labelled box: the pixels that differ from the ring around the box. */
import { decodeSrgb } from '../assets/srgb.ts';
import type { Rgb } from './photos.ts';
import type { Box } from './boxes.ts';
import { measureHalo } from './halo.ts';
import { clamped, quantile, quantileOfSorted } from './quantiles.ts';

export interface Segment {
  /** Bounds of the object in the picture, pixels. */
  left: number;
  top: number;
  right: number;
  bottom: number;
  /** Median colour of the object, sRGB codes. */
  color: [number, number, number];
  /** Median colour of the ring, sRGB codes. */
  ring: [number, number, number];
  /** Share of the light that the surface lacks close to the object; null where a shadow could not be told from the object. */
  halo: number | null;
}

/** Width of the ring over the box's longer side. */
const RING = 0.3;
/** Of the object's difference from the ring: pixels above are the object. A soft shadow is below. */
const THRESHOLD = 0.5;
/** Least threshold over the standard deviation of the ring, and in codes: below, the background is too busy or the object too faint. */
const LEAST_CONTRAST = 3.5;
const LEAST_THRESHOLD = 12;
/** Largest share of the ring's pixels that may be above the threshold. */
const MOST_IN_RING = 0.04;
/** Least area of a part of the object, over that of the largest one. */
const LEAST_PART = 0.05;
/** Least threshold for the halo, codes: below, a dark shadow is above the threshold. */
const LEAST_HALO_THRESHOLD = 35;

/** @returns null where the box is too near to the picture's border, or the object cannot be told from what is around it */
export function segmentBox({ width, height, rgb }: Rgb, [x, y, w, h]: Box): Segment | null {
  const pad = Math.max(3, RING * Math.max(w, h));
  const [x0, y0, x1, y1] = [Math.floor(x - pad), Math.floor(y - pad), Math.ceil(x + w + pad), Math.ceil(y + h + pad)];
  if (x0 < 0 || y0 < 0 || x1 > width || y1 > height) return null;
  const [columns, rows] = [x1 - x0, y1 - y0];
  const isRing = (column: number, row: number) => column + x0 + 1 <= x || column + x0 >= x + w || row + y0 + 1 <= y || row + y0 >= y + h;
  const at = (column: number, row: number) => 3 * ((row + y0) * width + column + x0);

  const planes = [0, 1, 2].map((channel) => fitPlane(columns, rows, (column, row) => (isRing(column, row) ? rgb[at(column, row) + channel]! : null)));
  const difference = new Float32Array(columns * rows);
  const ring: number[] = [];
  const inner: number[] = [];
  const colors: number[][] = [[], [], []];
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      let sum = 0;
      planes.forEach(([a, b, c], channel) => {
        const d = rgb[at(column, row) + channel]! - (a + b * column + c * row);
        sum += d * d;
      });
      const d = Math.sqrt(sum);
      difference[row * columns + column] = d;
      if (isRing(column, row)) {
        ring.push(d);
        for (let channel = 0; channel < 3; channel++) colors[channel]!.push(rgb[at(column, row) + channel]!);
      } else if (Math.abs(column + x0 + 0.5 - x - w / 2) < w / 4 && Math.abs(row + y0 + 0.5 - y - h / 2) < h / 4) inner.push(d);
    }
  }
  const threshold = THRESHOLD * quantile(inner, 0.6);
  ring.sort((a, b) => a - b);
  // The length of a vector of three normal deviations has its median at 1.54 standard deviations.
  const sigma = quantileOfSorted(ring, 0.5) / 1.54;
  const aboveInRing = ring.filter((d) => d > threshold).length / ring.length;
  if (threshold < LEAST_THRESHOLD || threshold < LEAST_CONTRAST * sigma || aboveInRing > MOST_IN_RING) return null;

  const parts = components(difference, columns, rows, threshold);
  const largest = Math.max(...parts.map(({ area }) => area));
  const object = parts.filter(({ area, left, right, top, bottom }) => {
    const [column, row] = [(left + right) / 2, (top + bottom) / 2];
    return area >= LEAST_PART * largest && !isRing(Math.round(column), Math.round(row));
  });
  if (object.length === 0) return null;
  const bounds = {
    left: Math.min(...object.map(({ left }) => left)), right: Math.max(...object.map(({ right }) => right)),
    top: Math.min(...object.map(({ top }) => top)), bottom: Math.max(...object.map(({ bottom }) => bottom)),
  };
  if (bounds.left === 0 || bounds.top === 0 || bounds.right === columns || bounds.bottom === rows) return null;
  const inside: number[][] = [[], [], []];
  for (const { pixels } of object) {
    for (const pixel of pixels) for (let channel = 0; channel < 3; channel++) inside[channel]!.push(rgb[at(pixel % columns, Math.floor(pixel / columns)) + channel]!);
  }
  const isObject = new Uint8Array(columns * rows);
  for (const { pixels } of object) for (const pixel of pixels) isObject[pixel] = 1;
  const sizePx = Math.sqrt((bounds.right - bounds.left) * (bounds.bottom - bounds.top));
  const halo = threshold < LEAST_HALO_THRESHOLD ? null : measureHalo(isObject, columns, rows, sizePx, (pixel) => {
    const [column, row] = [pixel % columns, Math.floor(pixel / columns)];
    const around = brightnessOf(planes.map(([a, b, c]) => clamped(a + b * column + c * row, 1, 255)));
    const here = brightnessOf(rgb.subarray(at(column, row), at(column, row) + 3));
    return 1 - decodeSrgb(here) / decodeSrgb(around);
  });
  const medians = (lists: number[][]) => lists.map((list) => quantile(list, 0.5)) as [number, number, number];
  return { left: bounds.left + x0, right: bounds.right + x0, top: bounds.top + y0, bottom: bounds.bottom + y0, color: medians(inside), ring: medians(colors), halo };
}

/** ITU-R BT.601 luma. */
const brightnessOf = ([r, g, b]: ArrayLike<number> & Iterable<number>): number => 0.299 * r! + 0.587 * g! + 0.114 * b!;

/** The plane a + b column + c row through values by least squares; once more without the values that are farthest away. */
function fitPlane(columns: number, rows: number, valueAt: (column: number, row: number) => number | null): [number, number, number] {
  let plane: [number, number, number] = [0, 0, 0];
  let limit = Infinity;
  for (let pass = 0; pass < 2; pass++) {
    // The ring is symmetric, so the mixed sums are nearly 0 and each slope stands alone.
    const [middleColumn, middleRow] = [(columns - 1) / 2, (rows - 1) / 2];
    let [n, sum, sumColumn, sumRow, columnSquares, rowSquares] = [0, 0, 0, 0, 0, 0];
    const rests: number[] = [];
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        const value = valueAt(column, row);
        if (value === null) continue;
        if (Math.abs(value - plane[0] - plane[1] * column - plane[2] * row) > limit) continue;
        const [u, v] = [column - middleColumn, row - middleRow];
        n++;
        sum += value;
        sumColumn += u * value;
        sumRow += v * value;
        columnSquares += u * u;
        rowSquares += v * v;
      }
    }
    if (n < 8) return plane;
    const slopes: [number, number] = [sumColumn / Math.max(1, columnSquares), sumRow / Math.max(1, rowSquares)];
    plane = [sum / n - slopes[0] * middleColumn - slopes[1] * middleRow, ...slopes];
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        const value = valueAt(column, row);
        if (value !== null) rests.push(Math.abs(value - plane[0] - plane[1] * column - plane[2] * row));
      }
    }
    limit = 2 * quantile(rests, 0.6) + 1;
  }
  return plane;
}

export interface Component { pixels: number[]; area: number; left: number; top: number; right: number; bottom: number }

/** The connected parts of what is above a threshold; neighbours touch by a side or a corner. `right` and `bottom` are one beyond the last pixel. */
export function components(values: ArrayLike<number>, columns: number, rows: number, threshold: number): Component[] {
  const isSeen = new Uint8Array(columns * rows);
  const found: Component[] = [];
  for (let start = 0; start < columns * rows; start++) {
    if (isSeen[start] === 1 || !(values[start]! > threshold)) continue;
    const part: Component = { pixels: [start], area: 0, left: columns, top: rows, right: 0, bottom: 0 };
    isSeen[start] = 1;
    for (let next = 0; next < part.pixels.length; next++) {
      const pixel = part.pixels[next]!;
      const [column, row] = [pixel % columns, Math.floor(pixel / columns)];
      part.left = Math.min(part.left, column);
      part.right = Math.max(part.right, column + 1);
      part.top = Math.min(part.top, row);
      part.bottom = Math.max(part.bottom, row + 1);
      for (let r = Math.max(0, row - 1); r <= Math.min(rows - 1, row + 1); r++) {
        for (let c = Math.max(0, column - 1); c <= Math.min(columns - 1, column + 1); c++) {
          const neighbor = r * columns + c;
          if (isSeen[neighbor] === 1 || !(values[neighbor]! > threshold)) continue;
          isSeen[neighbor] = 1;
          part.pixels.push(neighbor);
        }
      }
    }
    part.area = part.pixels.length;
    found.push(part);
  }
  return found;
}
