/** Keeps which cells of the image are surely covered, and finds where an outline covers most that is not. */
import type { Intrinsics } from '../../geometry/projection.ts';
import { type BitBlock, countBits, countCells, type Grid, placeOfBit } from './bit-block.ts';

/** Places are compared by every so many rows from where the first uncovered cells are. */
const ROW_STEP = 3;

/** Cells are whole pixels wide; the last ones end at the image's edge. */
export class Coverage {
  readonly grid: Grid;
  readonly cellPx: number;
  uncovered: number;
  private readonly words: number;
  /** A bit for each cell that is not covered, rows of `words`. */
  private readonly bits: Int32Array;
  /** No uncovered cell is in a word before this one. */
  private firstWord = 0;

  constructor(camera: Intrinsics, cellPx: number) {
    const columns = Math.ceil(camera.widthPx / cellPx);
    const rows = Math.ceil(camera.heightPx / cellPx);
    this.grid = { columns, rows, cellWidthPx: cellPx, cellHeightPx: cellPx };
    this.cellPx = cellPx;
    this.uncovered = columns * rows;
    this.words = Math.ceil(columns / 32);
    this.bits = new Int32Array(rows * this.words).fill(-1);
    const rest = columns % 32;
    if (rest > 0) for (let row = 1; row <= rows; row++) this.bits[row * this.words - 1] = -1 >>> (32 - rest);
  }

  /** The first uncovered cell, row by row; there is one. */
  firstUncovered(out: { column: number; row: number }): void {
    while (this.bits[this.firstWord] === 0) this.firstWord++;
    out.row = Math.floor(this.firstWord / this.words);
    out.column = (this.firstWord - out.row * this.words) * 32 + placeOfBit(this.bits[this.firstWord]!, 0);
  }

  /**
   * Slides a block so that one of its cells comes to lie on `cell`, by turns `candidates` cells spread evenly over the block, and
   * finds the way that covers most that is uncovered.
   * @param inset cells must be so far inside
   * @returns whether there was any
   * @param start of the first, 0 to 1, in the distance from one to the next
   */
  bestShift(block: BitBlock, cell: { column: number; row: number }, candidates: number, start: number, inset: number, out: { columns: number; rows: number }): boolean {
    const cells = countCells(block);
    const step = cells / candidates;
    let wanted = start * step;
    let before = 0;
    let most = -1;
    for (let row = 0, i = 0; row < block.rows; row++) {
      for (let word = 0; word < block.words; word++, i++) {
        const bits = block.bits[i]!;
        const after = before + countBits(bits);
        for (; wanted < after; wanted += step) {
          const column = 32 * word + placeOfBit(bits, Math.floor(wanted) - before);
          if (!(isSet(block, row - inset, column) && isSet(block, row + inset, column) && isSet(block, row, column - inset) && isSet(block, row, column + inset))) continue;
          const columns = cell.column - 32 * block.word0 - column;
          const rows = cell.row - (block.row0 + row);
          const count = this.countNew(block, columns, rows, cell.row);
          if (count <= most) continue;
          most = count;
          out.columns = columns;
          out.rows = rows;
        }
        before = after;
      }
    }
    return most >= 0;
  }

  /** Covers what the block covers; returns how much of that is new. */
  add(block: BitBlock): number {
    const lastWord = Math.min(block.words, this.words - block.word0);
    const lastRow = Math.min(block.rows, this.grid.rows - block.row0);
    let added = 0;
    for (let row = Math.max(0, -block.row0); row < lastRow; row++) {
      const at = (block.row0 + row) * this.words + block.word0;
      for (let word = Math.max(0, -block.word0); word < lastWord; word++) {
        const fresh = block.bits[row * block.words + word]! & this.bits[at + word]!;
        if (fresh === 0) continue;
        added += countBits(fresh);
        this.bits[at + word]! ^= fresh;
      }
    }
    this.uncovered -= added;
    return added;
  }

  /** How many uncovered cells a block would cover in some rows of it if it were moved by so many columns and rows; above `topRow` there are none. */
  private countNew(block: BitBlock, columns: number, rows: number, topRow: number): number {
    const left = columns & 31;
    const word0 = block.word0 + (columns >> 5);
    const firstWord = Math.max(0, -word0);
    const lastWord = Math.min(block.words, this.words - 1 - word0);
    const row0 = block.row0 + rows;
    const lastRow = Math.min(block.rows, this.grid.rows - row0) - 1;
    let count = 0;
    for (let row = Math.max(0, topRow - row0); row <= lastRow; row += ROW_STEP) {
      const at = (row0 + row) * this.words + word0;
      const from = row * block.words;
      let carried = firstWord > 0 ? block.bits[from + firstWord - 1]! : 0;
      for (let word = firstWord; word <= lastWord; word++) {
        const bits = word < block.words ? block.bits[from + word]! : 0;
        // Two shifts, because one by 32 is none.
        const fresh = ((bits << left) | ((carried >>> 1) >>> (31 - left))) & this.bits[at + word]!;
        carried = bits;
        if (fresh !== 0) count += countBits(fresh);
      }
    }
    return count;
  }
}

/** Row and column are the block's own. */
function isSet(block: BitBlock, row: number, column: number): boolean {
  if (row < 0 || row >= block.rows || column < 0 || column >= 32 * block.words) return false;
  return ((block.bits[row * block.words + (column >> 5)]! >>> (column & 31)) & 1) === 1;
}
