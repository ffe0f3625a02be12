/** Holds windows of a grid of cells as rows of bits, and counts and thickens the cells that are set in them. */
import type { Intrinsics } from '../../geometry/projection.ts';

/** Cells over the image, from its upper left corner. */
export interface Grid {
  columns: number;
  rows: number;
  cellWidthPx: number;
  cellHeightPx: number;
}

/** A grid whose cells are at most `cellPx` wide and high; the image's edges are edges of cells. */
export function gridOver(camera: Intrinsics, cellPx: number): Grid {
  const columns = Math.ceil(camera.widthPx / cellPx);
  const rows = Math.ceil(camera.heightPx / cellPx);
  return { columns, rows, cellWidthPx: camera.widthPx / columns, cellHeightPx: camera.heightPx / rows };
}

/** A window of a grid: one bit a cell, 32 columns a word, the lowest bit leftmost. The window may reach beyond the grid on every side. */
export interface BitBlock {
  /** The window's first row in the grid. */
  row0: number;
  rows: number;
  /** The window's first column in the grid / 32. */
  word0: number;
  words: number;
  /** rows x words are in use; the capacity may be larger. */
  bits: Int32Array;
  /** Count of the cells set, and of those on the grid; 0 until `countBlock` fills them in. */
  count: number;
  countInside: number;
}

/** A window of no cells. */
export function emptyBlock(): BitBlock {
  return { row0: 0, rows: 0, word0: 0, words: 0, bits: new Int32Array(256), count: 0, countInside: 0 };
}

/** Moves a block to another window, clears its cells, and raises its capacity where that is too small. */
export function openBlock(block: BitBlock, row0: number, rows: number, word0: number, words: number): void {
  block.row0 = row0;
  block.rows = rows;
  block.word0 = word0;
  block.words = words;
  block.count = block.countInside = 0;
  const length = rows * words;
  if (block.bits.length < length) block.bits = new Int32Array(2 * length);
  else block.bits.fill(0, 0, length);
}

/** Fills in `count` and `countInside`. */
export function countBlock(block: BitBlock, grid: Grid): void {
  const { bits, words, row0, rows, word0 } = block;
  let count = 0;
  let countInside = 0;
  for (let row = 0, i = 0; row < rows; row++) {
    const isRowInside = row0 + row >= 0 && row0 + row < grid.rows;
    for (let word = 0; word < words; word++, i++) {
      const here = bits[i]!;
      if (here === 0) continue;
      count += countBits(here);
      const column = (word0 + word) * 32;
      if (!isRowInside || column < 0 || column >= grid.columns) continue;
      countInside += countBits(grid.columns - column < 32 ? here & ((1 << (grid.columns - column)) - 1) : here);
    }
  }
  block.count = count;
  block.countInside = countInside;
}

/** Count of the cells set, on the grid and beyond. */
export function countCells({ bits, rows, words }: BitBlock): number {
  let count = 0;
  for (let i = 0; i < rows * words; i++) if (bits[i] !== 0) count += countBits(bits[i]!);
  return count;
}

/** Sets in `out` every cell of the block and its eight neighbours. */
export function dilate(block: BitBlock, out: BitBlock): void {
  const { bits, words, rows } = block;
  openBlock(out, block.row0 - 1, rows + 2, block.word0 - 1, words + 2);
  for (let row = 0; row < rows; row++) {
    for (let word = -1; word <= words; word++) {
      const at = row * words + word;
      const bit = word >= 0 && word < words ? bits[at]! : 0;
      const before = word > 0 ? bits[at - 1]! >>> 31 : 0;
      const after = word < words - 1 ? bits[at + 1]! << 31 : 0;
      const thick = bit | (bit << 1) | (bit >>> 1) | before | after;
      for (let i = row * out.words + word + 1, end = i + 2 * out.words; i <= end; i += out.words) out.bits[i]! |= thick;
    }
  }
}

/**
 * Sets in `out` every cell whose centre is at most so far from the centre of a set cell.
 * @param radius cells; 0 copies the block
 */
export function dilateByDisc(block: BitBlock, radius: number, out: BitBlock): void {
  const { bits, words, rows } = block;
  const reach = Math.floor(radius);
  const margin = (reach + 31) >> 5;
  openBlock(out, block.row0 - reach, rows + 2 * reach, block.word0 - margin, words + 2 * margin);
  const line = new Int32Array(out.words);
  const before = new Int32Array(out.words);
  for (let row = 0; row < rows; row++) {
    line.fill(0);
    line.set(bits.subarray(row * words, (row + 1) * words), margin);
    let width = 0;
    // Rows far above and below take the line widened least, so it is widened step by step.
    for (let away = reach; away >= 0; away--) {
      for (const wanted = Math.floor(Math.sqrt(radius * radius - away * away)); width < wanted;) {
        // A shift by more than the shortest run leaves gaps between the copies.
        const shift = Math.min(wanted - width, 2 * width + 1, 31);
        before.set(line);
        widen(before, shift, line);
        width += shift;
      }
      const above = (row + reach - away) * out.words;
      const below = (row + reach + away) * out.words;
      for (let word = 0; word < out.words; word++) {
        out.bits[above + word]! |= line[word]!;
        out.bits[below + word]! |= line[word]!;
      }
    }
  }
}

/** Adds to a line of words its copies that are shifted to the left and to the right, by 1 to 31 cells. */
function widen(line: Int32Array, shift: number, out: Int32Array): void {
  for (let word = 0, last = line.length - 1; word <= last; word++) {
    const before = word > 0 ? line[word - 1]! >>> (32 - shift) : 0;
    const after = word < last ? line[word + 1]! << (32 - shift) : 0;
    out[word]! |= (line[word]! << shift) | (line[word]! >>> shift) | before | after;
  }
}

/** Count of the cells set in both blocks. */
export function countShared(a: BitBlock, b: BitBlock): number {
  const firstRow = Math.max(a.row0, b.row0);
  const lastRow = Math.min(a.row0 + a.rows, b.row0 + b.rows);
  const firstWord = Math.max(a.word0, b.word0);
  const lastWord = Math.min(a.word0 + a.words, b.word0 + b.words);
  let count = 0;
  for (let row = firstRow; row < lastRow; row++) {
    const inA = (row - a.row0) * a.words - a.word0;
    const inB = (row - b.row0) * b.words - b.word0;
    for (let word = firstWord; word < lastWord; word++) {
      const shared = a.bits[inA + word]! & b.bits[inB + word]!;
      if (shared !== 0) count += countBits(shared);
    }
  }
  return count;
}

/** Sets in `into` every cell that is set in the block, as far as the window of `into` reaches. */
export function unite(block: BitBlock, into: BitBlock): void {
  const firstRow = Math.max(block.row0, into.row0);
  const lastRow = Math.min(block.row0 + block.rows, into.row0 + into.rows);
  const firstWord = Math.max(block.word0, into.word0);
  const lastWord = Math.min(block.word0 + block.words, into.word0 + into.words);
  for (let row = firstRow; row < lastRow; row++) {
    for (let word = firstWord; word < lastWord; word++) {
      into.bits[(row - into.row0) * into.words + word - into.word0]! |= block.bits[(row - block.row0) * block.words + word - block.word0]!;
    }
  }
}

/** Count of the bits set among 32. Source: H. S. Warren, Hacker's Delight, figure 5-2. */
export function countBits(word: number): number {
  word -= (word >>> 1) & 0x55555555;
  word = (word & 0x33333333) + ((word >>> 2) & 0x33333333);
  return Math.imul((word + (word >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

/** Index of the n-th set bit of a word; both count from 0 at the lowest bit. */
export function indexOfBit(word: number, n: number): number {
  for (; n > 0; n--) word &= word - 1;
  return 31 - Math.clz32(word & -word);
}
