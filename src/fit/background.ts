/** Measures what is around the objects of a photo: how busy it is, its colour, and how its brightness changes. */
import { decodeSrgb } from '../assets/srgb.ts';
import { type Box, grown } from './boxes.ts';
import { type Hsv, hsvOf } from './hsv.ts';
import type { Photo } from './photos.ts';
import { mean, median } from './quantiles.ts';
import { countSeams } from './seams.ts';
import { type Component, components } from './segment.ts';

export interface Background {
  /** Share of the pixels outside boxes at which the brightness changes abruptly. */
  edges: number;
  /** Share of the picture whose colour is near the usual one of its neighbourhood. */
  evenness: number;
  /** Usual colour. */
  color: Hsv;
  /** Change of the linear brightness from border to border, over its mean. */
  gradient: number;
  /** How much the linear brightness of areas a sixteenth of the picture wide differs from that of their neighbours, over its mean. */
  folds: number;
  /** Standard deviation of the linear brightness of some pixels' size, over its mean, in even areas. */
  grain: number;
  /** Long straight edges. */
  seams: number;
  /** Things without a label. */
  things: Thing[];
}

/** Something that differs from its neighbourhood. */
export interface Thing {
  box: Box;
  /** Its area over that of its box. */
  fill: number;
  /** Its colour less that of its neighbourhood, in value from -1 to 1; and its saturation. */
  darker: number;
  saturation: number;
}

/** Cells along the longer side. */
const CELLS = 16;
/** Codes around a median whose mean is taken. */
const NEAR_MEDIAN = 10;
/** A change of brightness over two pixels that counts as an edge, codes. */
const EDGE = 20;
/** Difference from the neighbourhood's colour above which something is there, codes. */
const THING = 30;
/** Areas of things, over the area of the picture. */
const LEAST_THING = 0.0003;
/** Cells whose brightness differs more from the usual one are another surface. */
const MOST_SHADING = 0.3;
/** Median of the absolute values of a normal distribution, in standard deviations. */
const NORMAL_MEDIAN = 0.67;

export function measureBackground(photo: Photo, boxScale = 1): Background {
  const { width, height, rgb } = photo;
  const isInside = maskOf([...photo.boxes.map((box) => grown(box, Math.max(1.1, 1.3 / boxScale))), ...photo.ignored.map((box) => grown(box, 1.1))], width, height);
  const brightness = new Float32Array(width * height);
  for (let i = 0; i < brightness.length; i++) brightness[i] = 0.299 * rgb[3 * i]! + 0.587 * rgb[3 * i + 1]! + 0.114 * rgb[3 * i + 2]!;

  const { gx, gy, isEdge, edges } = findEdges(brightness, isInside, width, height);
  const grid = usualColors(photo, isInside);
  const { things, evenness } = findThings(photo, isInside, grid);
  const color = [0, 1, 2].map((channel) => median(grid.cells.map((cell) => cell[channel]!)));
  return {
    edges, evenness, color: hsvOf(color[0]!, color[1]!, color[2]!), ...shading(grid), grain: grainOf(brightness, isInside, isEdge, width, height),
    seams: countSeams(gx, gy, isEdge, width, height), things,
  };
}

/** The usual colours around all pixels, 3 channels each, from the pixels that the mask leaves. */
export const colorsAround = (photo: Photo, mask: Uint8Array): Float32Array => neighborhood(withoutThings(usualColors(photo, mask)), photo.width, photo.height);

/** 1 where a box covers the pixel. */
export function maskOf(boxes: readonly Box[], width: number, height: number): Uint8Array {
  const mask = new Uint8Array(width * height);
  for (const [x, y, w, h] of boxes) {
    const [left, right] = [Math.max(0, Math.floor(x)), Math.min(width, Math.ceil(x + w))];
    for (let row = Math.max(0, Math.floor(y)); row < Math.min(height, Math.ceil(y + h)); row++) if (right > left) mask.fill(1, row * width + left, row * width + right);
  }
  return mask;
}

function findEdges(brightness: Float32Array, isInside: Uint8Array, width: number, height: number) {
  const [gx, gy, isEdge] = [new Float32Array(width * height), new Float32Array(width * height), new Uint8Array(width * height)];
  let [count, outside] = [0, 0];
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1, i = y * width + 1; x < width - 1; x++, i++) {
      if (isInside[i] === 1) continue;
      outside++;
      gx[i] = brightness[i + 1]! - brightness[i - 1]!;
      gy[i] = brightness[i + width]! - brightness[i - width]!;
      if (Math.hypot(gx[i]!, gy[i]!) < EDGE) continue;
      isEdge[i] = 1;
      count++;
    }
  }
  return { gx, gy, isEdge, edges: outside === 0 ? 0 : count / outside };
}

interface Grid { columns: number; rows: number; cellPx: number; cells: [number, number, number][] }

/** The usual colour of each cell outside boxes; of a cell in a box, that of the nearest cell that has one. */
function usualColors({ width, height, rgb }: Photo, isInside: Uint8Array): Grid {
  const cellPx = Math.ceil(Math.max(width, height) / CELLS);
  const [columns, rows] = [Math.ceil(width / cellPx), Math.ceil(height / cellPx)];
  const counts = new Uint32Array(256);
  const found = Array.from({ length: columns * rows }, (_, cell): [number, number, number] | null => {
    const [x0, y0] = [(cell % columns) * cellPx, Math.floor(cell / columns) * cellPx];
    const color: number[] = [];
    for (let channel = 0; channel < 3; channel++) {
      counts.fill(0);
      let total = 0;
      for (let y = y0; y < Math.min(height, y0 + cellPx); y++) {
        for (let x = x0; x < Math.min(width, x0 + cellPx); x++) {
          if (isInside[y * width + x] === 1) continue;
          counts[rgb[3 * (y * width + x) + channel]!]!++;
          total++;
        }
      }
      if (total < (cellPx * cellPx) / 8) return null;
      color.push(middleOf(counts, total));
    }
    return color as [number, number, number];
  });
  const known = found.flatMap((color, cell) => (color ? [{ color, column: cell % columns, row: Math.floor(cell / columns) }] : []));
  const cells = found.map((color, cell): [number, number, number] => {
    if (color || known.length === 0) return color ?? [128, 128, 128];
    const distance = ({ column, row }: { column: number; row: number }) => (column - (cell % columns)) ** 2 + (row - Math.floor(cell / columns)) ** 2;
    return known.reduce((best, other) => (distance(other) < distance(best) ? other : best)).color;
  });
  return { columns, rows, cellPx, cells };
}

/** The median of each cell and its neighbours, which a thing as large as a cell does not change. */
function withoutThings({ columns, rows, cellPx, cells }: Grid): Grid {
  const smooth = cells.map((_, cell): [number, number, number] => {
    const near: [number, number, number][] = [];
    for (let row = -1; row <= 1; row++) {
      for (let column = -1; column <= 1; column++) {
        const [c, r] = [(cell % columns) + column, Math.floor(cell / columns) + row];
        if (c >= 0 && c < columns && r >= 0 && r < rows) near.push(cells[r * columns + c]!);
      }
    }
    return [0, 1, 2].map((channel) => median(near.map((color) => color[channel]!))) as [number, number, number];
  });
  return { columns, rows, cellPx, cells: smooth };
}

/** The mean of the codes near the median: robust as that is, and finer than a code. */
function middleOf(counts: Uint32Array, total: number): number {
  let code = 0;
  for (let below = counts[0]!; below < total / 2; below += counts[code]!) code++;
  let [sum, near] = [0, 0];
  for (let other = Math.max(0, code - NEAR_MEDIAN); other <= Math.min(255, code + NEAR_MEDIAN); other++) {
    sum += counts[other]! * other;
    near += counts[other]!;
  }
  return sum / near;
}

/** The colours of the neighbourhoods of all pixels, 3 channels each: linear between the middles of cells. */
function neighborhood({ columns, rows, cellPx, cells }: Grid, width: number, height: number): Float32Array {
  const at = new Float32Array(3 * width * height);
  for (let y = 0, i = 0; y < height; y++) {
    const v = Math.min(rows - 1, Math.max(0, (y + 0.5) / cellPx - 0.5));
    const row = Math.floor(v);
    const below = Math.min(rows - 1, row + 1);
    const t = v - row;
    for (let x = 0; x < width; x++) {
      const u = Math.min(columns - 1, Math.max(0, (x + 0.5) / cellPx - 0.5));
      const column = Math.floor(u);
      const right = Math.min(columns - 1, column + 1);
      const s = u - column;
      const a = cells[row * columns + column]!;
      const b = cells[row * columns + right]!;
      const c = cells[below * columns + column]!;
      const d = cells[below * columns + right]!;
      for (let channel = 0; channel < 3; channel++) {
        at[i++] = (a[channel]! * (1 - s) + b[channel]! * s) * (1 - t) + (c[channel]! * (1 - s) + d[channel]! * s) * t;
      }
    }
  }
  return at;
}

/** Regions outside boxes whose colour is not that of their neighbourhood. */
function findThings({ width, height, rgb }: Photo, isInside: Uint8Array, grid: Grid): { things: Thing[]; evenness: number } {
  const around = neighborhood(withoutThings(grid), width, height);
  const difference = new Float32Array(width * height);
  let even = 0;
  let outside = 0;
  for (let i = 0; i < difference.length; i++) {
    if (isInside[i] === 1) continue;
    outside++;
    let most = 0;
    for (let k = 3 * i; k < 3 * i + 3; k++) {
      const d = Math.abs(rgb[k]! - around[k]!);
      if (d > most) most = d;
    }
    difference[i] = most;
    if (most < THING) even++;
  }
  const things = components(difference, width, height, THING)
    .filter(({ area }) => area >= LEAST_THING * width * height)
    .map((part) => thingOf(part, rgb, around));
  return { things, evenness: outside === 0 ? 1 : even / outside };
}

function thingOf({ pixels, area, left, right, top, bottom }: Component, rgb: Uint8Array, neighbors: Float32Array): Thing {
  const meanOf = (values: ArrayLike<number>) => [0, 1, 2].map((channel) => pixels.reduce((sum, pixel) => sum + values[3 * pixel + channel]!, 0) / area);
  const [red, green, blue] = meanOf(rgb);
  const [, saturation, value] = hsvOf(red!, green!, blue!);
  const [w, h] = [right - left, bottom - top];
  return { box: [left, top, w, h], fill: area / (w * h), darker: Math.max(...meanOf(neighbors)) / 255 - value, saturation };
}

/** How the brightness of the cells changes over the picture, and between neighbours. Cells of another surface do not count. */
function shading({ columns, rows, cells }: Grid): Pick<Background, 'gradient' | 'folds'> {
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
function grainOf(brightness: Float32Array, isInside: Uint8Array, isEdge: Uint8Array, width: number, height: number): number {
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
