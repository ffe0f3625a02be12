/** Keeps the uncovered cells of the image, and finds where a block of cells covers most of them. */
import type { Intrinsics } from '../../geometry/projection.ts';
import { type BitBlock, countBits, countCells, type Grid, indexOfBit } from './bit-block.ts';

/** Shifts of a block are compared by the uncovered cells in every so many rows. */
const ROW_STEP = 3;

/** A grid whose cells are whole pixels wide and high, and which of them are covered. The last cells may reach beyond the image. */
export class Coverage {
  readonly grid: Grid;
  readonly cellPx: number;
  /** Count of the uncovered cells. */
  uncovered: number;
  private readonly words: number;
  /** Rows of `words`; a bit is set where the cell is uncovered. */
  private readonly bits: Int32Array;
  /** Index of a word; no earlier word has an uncovered cell. */
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

  /** Writes the first uncovered cell, row by row, into `out`. The caller makes sure that there is one. */
  firstUncovered(out: { column: number; row: number }): void {
    while (this.bits[this.firstWord] === 0) this.firstWord++;
    out.row = Math.floor(this.firstWord / this.words);
    out.column = (this.firstWord - out.row * this.words) * 32 + indexOfBit(this.bits[this.firstWord]!, 0);
  }

  /**
   * Finds the shift of a block that puts one of its cells on `cell` and covers most uncovered cells.
   * `candidates` cells of the block, spread evenly over its set cells, are tried.
   * @param start position of the first candidate, 0 to 1, in the distance from one candidate to the next
   * @param inset a candidate must lie inside the block by so many cells above, below, left and right
   * @param out columns and rows of the best shift
   * @returns whether any candidate lies inside by `inset`
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
          const column = 32 * word + indexOfBit(bits, Math.floor(wanted) - before);
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

  /** Covers the cells that are set in the block; returns the count of those that were uncovered. */
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

  /** Uncovered cells that a block, shifted by columns and rows, would cover in every ROW_STEP-th row. Rows above `topRow` have none. */
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
        // Two shifts, because JavaScript shifts by 32 as by 0.
        const fresh = ((bits << left) | ((carried >>> 1) >>> (31 - left))) & this.bits[at + word]!;
        carried = bits;
        if (fresh !== 0) count += countBits(fresh);
      }
    }
    return count;
  }
}

/** Whether a cell is set; row and column count from the block's first. */
function isSet(block: BitBlock, row: number, column: number): boolean {
  if (row < 0 || row >= block.rows || column < 0 || column >= 32 * block.words) return false;
  return ((block.bits[row * block.words + (column >> 5)]! >>> (column & 31)) & 1) === 1;
}
