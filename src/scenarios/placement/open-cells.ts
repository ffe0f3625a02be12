/** Keeps which cells of the image are open, and finds where a small object covers most of them. */
import { type BitBlock, countBits, type Grid, indexOfBit } from './bit-block.ts';

/** Cells that a word holds: a stamp is at most so wide. */
const WORD = 32;
/** Share of a stamp's cells, from its top, that are tried on an open cell. What is above and to the left of that cell is covered already. */
const TRIED = 0.5;

/** The cells of one small object: a word a row, the lowest bit leftmost. */
export class Stamp {
  /** The row and the column of its first cell in the grid. */
  row0 = 0;
  column0 = 0;
  rows = 0;
  bits = new Int32Array(64);
  /** Count of the cells that are set. */
  count = 0;

  /** Takes over the cells of a block. Those beyond a word's width are left out: the object covers more than the stamp says. */
  take(block: BitBlock): void {
    const { rows, words } = block;
    if (this.bits.length < rows) this.bits = new Int32Array(2 * rows);
    const first = firstColumn(block);
    const word = first >> 5;
    const shift = first & 31;
    this.row0 = block.row0;
    this.column0 = WORD * block.word0 + first;
    this.rows = rows;
    this.count = 0;
    for (let row = 0, at = word; row < rows; row++, at += words) {
      const next = word + 1 < words ? block.bits[at + 1]! : 0;
      // Two shifts, because JavaScript shifts by 32 as by 0.
      const bits = (block.bits[at]! >>> shift) | ((next << 1) << (31 - shift));
      this.bits[row] = bits;
      this.count += countBits(bits);
    }
  }
}

/** The leftmost column with a set cell, counted from the block's; 0 where none is set. */
function firstColumn({ bits, rows, words }: BitBlock): number {
  for (let word = 0; word < words; word++) {
    let any = 0;
    for (let row = 0; row < rows; row++) any |= bits[row * words + word]!;
    if (any !== 0) return WORD * word + indexOfBit(any, 0);
  }
  return 0;
}

/** The open cells of a grid, at first all. */
export class OpenCells {
  /** Count of the open cells. */
  count: number;
  private readonly grid: Grid;
  /** Words of a row: an empty word on either side saves the test whether a stamp leaves the grid. */
  private readonly words: number;
  private readonly bits: Int32Array;
  /** Index of a word; no earlier word has an open cell. */
  private firstWord = 0;

  constructor(grid: Grid) {
    this.grid = grid;
    this.count = grid.columns * grid.rows;
    this.words = Math.ceil(grid.columns / WORD) + 2;
    this.bits = new Int32Array(grid.rows * this.words);
    for (let row = 0; row < grid.rows; row++) {
      for (let column = 0; column < grid.columns; column += WORD) {
        const cells = Math.min(WORD, grid.columns - column);
        this.bits[row * this.words + column / WORD + 1] = -1 >>> (WORD - cells);
      }
    }
  }

  /** Writes the first open cell, row by row, into `out`. The caller makes sure that there is one. */
  first(out: { column: number; row: number }): void {
    while (this.bits[this.firstWord] === 0) this.firstWord++;
    out.row = Math.floor(this.firstWord / this.words);
    out.column = (this.firstWord - out.row * this.words - 1) * WORD + indexOfBit(this.bits[this.firstWord]!, 0);
  }

  /**
   * Finds the shift that puts a cell of the stamp on `cell`, the first open one, and covers most open cells.
   * @param candidates count of the stamp's cells that are tried, spread evenly
   * @param start position of the first candidate, 0 to 1, in the distance from one candidate to the next
   * @param out columns and rows of the best shift
   * @returns the count of open cells that it covers; 0 where the stamp is empty
   */
  bestShift(stamp: Stamp, cell: { column: number; row: number }, candidates: number, start: number, out: { columns: number; rows: number }): number {
    // At least one: half of a single cell would never be tried.
    const end = Math.max(1, TRIED * stamp.count);
    const step = Math.max(1, end / candidates);
    let wanted = start * step;
    let before = 0;
    let most = 0;
    for (let row = 0; row < stamp.rows && wanted < end; row++) {
      const bits = stamp.bits[row]!;
      const after = before + countBits(bits);
      for (; wanted < after && wanted < end; wanted += step) {
        const column = indexOfBit(bits, Math.floor(wanted) - before);
        const count = this.countUnder(stamp, cell.column - column, cell.row - row, cell.row);
        if (count <= most) continue;
        most = count;
        out.columns = cell.column - column - stamp.column0;
        out.rows = cell.row - row - stamp.row0;
      }
      before = after;
    }
    return most;
  }

  /** Covers the cells of the stamp, shifted by columns and rows. */
  cover(stamp: Stamp, columns: number, rows: number): void {
    const { words, bits } = this;
    const column0 = stamp.column0 + columns;
    const row0 = stamp.row0 + rows;
    const left = column0 & 31;
    const end = Math.min(stamp.rows, this.grid.rows - row0);
    for (let row = Math.max(0, -row0); row < end; row++) {
      const at = (row0 + row) * words + (column0 >> 5) + 1;
      const stamped = stamp.bits[row]!;
      const low = (stamped << left) & bits[at]!;
      const high = ((stamped >>> 1) >>> (31 - left)) & bits[at + 1]!;
      bits[at]! ^= low;
      bits[at + 1]! ^= high;
      this.count -= countBits(low) + countBits(high);
    }
  }

  /** Gives up an open cell, and those open ones that follow it without a gap in its word; returns their count. */
  giveUp({ column, row }: { column: number; row: number }): number {
    const at = row * this.words + (column >> 5) + 1;
    const bits = this.bits[at]!;
    // Adding the lowest bit of a run carries through the run, and clears it.
    const run = bits & ~(bits + (1 << (column & 31)));
    this.bits[at] = bits ^ run;
    const count = countBits(run);
    this.count -= count;
    return count;
  }

  /** Open cells under the stamp with its first column and row there. Rows above `topRow` have none. */
  private countUnder(stamp: Stamp, column0: number, row0: number, topRow: number): number {
    const { words, bits } = this;
    const left = column0 & 31;
    const end = Math.min(stamp.rows, this.grid.rows - row0);
    let row = Math.max(0, topRow - row0);
    let count = 0;
    for (let at = (row0 + row) * words + (column0 >> 5) + 1; row < end; row++, at += words) {
      const open = ((bits[at]! >>> left) | ((bits[at + 1]! << 1) << (31 - left))) & stamp.bits[row]!;
      if (open !== 0) count += countBits(open);
    }
    return count;
  }
}
