/** Finds the usual colours of a picture's neighbourhoods, whatever lies in its boxes. */
import type { Photo } from './photos.ts';
import { median } from './quantiles.ts';

/** Cells along the longer side. */
const CELLS = 16;
/** Codes around a median whose mean is taken. */
const NEAR_MEDIAN = 10;

/** Colours of square cells, rows from the top. */
export interface Grid { columns: number; rows: number; cellPx: number; cells: [number, number, number][] }

/** The usual colour of each cell outside boxes; of a cell in a box, that of the nearest cell that has one. */
export function usualColors({ width, height, rgb }: Photo, isInside: Uint8Array): Grid {
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
export function neighborhood(grid: Grid, width: number, height: number): Float32Array {
  const { columns, rows, cellPx, cells } = withoutThings(grid);
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

/** The usual colours around all pixels, 3 channels each, from the pixels that the mask leaves. */
export const colorsAround = (photo: Photo, mask: Uint8Array): Float32Array => neighborhood(usualColors(photo, mask), photo.width, photo.height);
