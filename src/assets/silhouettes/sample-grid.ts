/** Square grids of one bit a sample, 32 samples a word: most work on silhouettes then takes whole words at once. */

/**
 * The shape of grids of size^2 samples inside an empty border of two samples or more. A sample's index counts the bits of
 * its grid; the sample above it has the index less `stride`.
 */
export interface GridShape {
  size: number;
  /** Bits a row: a multiple of 32. */
  stride: number;
}

/** Samples of border on each side: `innerSamples` reads two samples around each. */
const BORDER = 2;

export function gridShape(size: number): GridShape {
  return { size, stride: Math.ceil((size + 2 * BORDER) / 32) * 32 };
}

/** An empty grid. The words are signed, because bit operations yield signed words. */
export function createGrid({ size, stride }: GridShape): Int32Array {
  return new Int32Array(((size + 2 * BORDER) * stride) / 32);
}

export function sampleAt({ stride }: GridShape, x: number, y: number): number {
  return (y + BORDER) * stride + x + BORDER;
}

export function columnOf({ stride }: GridShape, sample: number): number {
  return (sample % stride) - BORDER;
}

export function rowOf({ stride }: GridShape, sample: number): number {
  return Math.floor(sample / stride) - BORDER;
}

export function isSet(grid: Int32Array, sample: number): boolean {
  return ((grid[sample >> 5]! >>> (sample & 31)) & 1) === 1;
}

/** How many samples are set. */
export function countSamples(grid: Int32Array): number {
  let count = 0;
  for (let i = 0; i < grid.length; i++) count += countBits(grid[i]!);
  return count;
}

/** The set bits of a word (H. Warren, "Hacker's Delight", 5-1). */
export function countBits(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555);
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

/** The index of the lowest set bit of a word that is not 0. */
export function lowestBit(word: number): number {
  return 31 - Math.clz32(word & -word);
}

/** The index of the highest set bit of a word that is not 0. */
export function highestBit(word: number): number {
  return 31 - Math.clz32(word);
}

/** Samples that are set with all those around them, up to two away. A coarser mesh that leaves such a sample open has a gap there. */
export function innerSamples(grid: Int32Array, { stride }: GridShape): Int32Array {
  const words = stride / 32;
  const inRow = new Int32Array(grid.length);
  // A word's neighbours may lie in other rows, whose borders are empty as well.
  for (let i = 1; i < grid.length - 1; i++) {
    const [before, here, after] = [grid[i - 1]!, grid[i]!, grid[i + 1]!];
    if (here === 0) continue;
    inRow[i] = here & ((here << 1) | (before >>> 31)) & ((here << 2) | (before >>> 30)) & ((here >>> 1) | (after << 31)) & ((here >>> 2) | (after << 30));
  }
  const inner = new Int32Array(grid.length);
  for (let i = 2 * words; i < grid.length - 2 * words; i++) {
    inner[i] = inRow[i - 2 * words]! & inRow[i - words]! & inRow[i]! & inRow[i + words]! & inRow[i + 2 * words]!;
  }
  return inner;
}
