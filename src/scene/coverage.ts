/** Keeps which cells of the image are surely covered, and finds where an outline covers most that is not. */
import type { Intrinsics } from './camera.ts';
import { type BitBlock, countBits, type Grid, placeOfBit } from './bit-block.ts';

/** Cells are whole pixels wide; the last ones end at the image's edge. */
export class Coverage {
  readonly grid: Grid;
  readonly cellPx: number;
  uncovered: number;
  private readonly words: number;
  /** A bit for each cell that is not covered, rows of `words`. */
  private readonly bits: Int32Array;
  private readonly uncoveredInRow: Uint32Array;

  constructor(camera: Intrinsics, cellPx: number) {
    const columns = Math.ceil(camera.widthPx / cellPx);
    const rows = Math.ceil(camera.heightPx / cellPx);
    this.grid = { columns, rows, cellWidthPx: cellPx, cellHeightPx: cellPx };
    this.cellPx = cellPx;
    this.uncovered = columns * rows;
    this.words = Math.ceil(columns / 32);
    this.bits = new Int32Array(rows * this.words).fill(-1);
    this.uncoveredInRow = new Uint32Array(rows).fill(columns);
    const rest = columns % 32;
    if (rest > 0) for (let row = 1; row <= rows; row++) this.bits[row * this.words - 1] = -1 >>> (32 - rest);
  }

  /** The n-th uncovered cell. */
  uncoveredCell(n: number, out: { column: number; row: number }): void {
    let row = 0;
    while (n >= this.uncoveredInRow[row]!) n -= this.uncoveredInRow[row++]!;
    let word = row * this.words;
    for (let here; n >= (here = countBits(this.bits[word]!)); word++) n -= here;
    out.row = row;
    out.column = (word - row * this.words) * 32 + placeOfBit(this.bits[word]!, n);
  }

  /**
   * Slides a block so that one of its cells comes to lie on `cell`, by turns `candidates` cells spread evenly over the block, and
   * finds the way that covers most that is uncovered.
   * @param start of the first, 0 to 1, in the distance from one to the next
   */
  bestShift(block: BitBlock, cell: { column: number; row: number }, candidates: number, start: number, out: { columns: number; rows: number }): void {
    const step = block.count / candidates;
    let wanted = start * step;
    let before = 0;
    let most = -1;
    for (let i = 0; i < block.rows * block.words; i++) {
      const bits = block.bits[i]!;
      const here = countBits(bits);
      for (; Math.floor(wanted) < before + here; wanted += step) {
        const row = Math.floor(i / block.words);
        const columns = cell.column - ((block.word0 + i - row * block.words) * 32 + placeOfBit(bits, Math.floor(wanted) - before));
        const rows = cell.row - (block.row0 + row);
        const count = this.countNew(block, columns, rows);
        if (count <= most) continue;
        most = count;
        out.columns = columns;
        out.rows = rows;
      }
      before += here;
    }
  }

  /** Covers what the block covers; returns how much of that is new. */
  add(block: BitBlock): number {
    const lastWord = Math.min(block.words, this.words - block.word0);
    const lastRow = Math.min(block.rows, this.grid.rows - block.row0);
    let added = 0;
    for (let row = Math.max(0, -block.row0); row < lastRow; row++) {
      const at = (block.row0 + row) * this.words + block.word0;
      let here = 0;
      for (let word = Math.max(0, -block.word0); word < lastWord; word++) {
        const fresh = block.bits[row * block.words + word]! & this.bits[at + word]!;
        if (fresh === 0) continue;
        here += countBits(fresh);
        this.bits[at + word]! ^= fresh;
      }
      this.uncoveredInRow[block.row0 + row]! -= here;
      added += here;
    }
    this.uncovered -= added;
    return added;
  }

  /** How many uncovered cells a block would cover if it were moved by so many columns and rows. */
  private countNew(block: BitBlock, columns: number, rows: number): number {
    const left = columns & 31;
    const word0 = block.word0 + (columns >> 5);
    const firstWord = Math.max(0, -word0);
    const lastWord = Math.min(block.words, this.words - 1 - word0);
    const firstRow = Math.max(0, -(block.row0 + rows));
    const lastRow = Math.min(block.rows, this.grid.rows - block.row0 - rows) - 1;
    let count = 0;
    for (let row = firstRow; row <= lastRow; row++) {
      const at = (block.row0 + row + rows) * this.words + word0;
      const from = row * block.words;
      let carried = firstWord > 0 ? block.bits[from + firstWord - 1]! : 0;
      for (let word = firstWord; word <= lastWord; word++) {
        const bits = word < block.words ? block.bits[from + word]! : 0;
        // Two shifts, because one by 32 is none.
        const moved = ((bits << left) | ((carried >>> 1) >>> (31 - left))) & this.bits[at + word]!;
        carried = bits;
        if (moved !== 0) count += countBits(moved);
      }
    }
    return count;
  }
}
