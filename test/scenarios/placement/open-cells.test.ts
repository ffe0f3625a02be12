/** Compares open cells and stamps with sets of cells. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type BitBlock, emptyBlock, openBlock } from '../../../src/scenarios/placement/bit-block.ts';
import { OpenCells, Stamp } from '../../../src/scenarios/placement/open-cells.ts';

const GRID = { columns: 70, rows: 9, cellWidthPx: 2, cellHeightPx: 2 };
type Cell = [column: number, row: number];
const keyOf = (column: number, row: number) => `${column},${row}`;

/** Cells within a word's width, anywhere about the grid. */
const spots = fc.record({
  at: fc.tuple(fc.integer({ min: -30, max: 75 }), fc.integer({ min: -4, max: 10 })),
  cells: fc.array(fc.tuple(fc.integer({ min: 0, max: 31 }), fc.integer({ min: 0, max: 6 })), { minLength: 1, maxLength: 60 }),
}).map(({ at, cells }) => cells.map(([column, row]): Cell => [at[0] + column, at[1] + row]));

function blockOf(cells: Cell[]): BitBlock {
  const columns = cells.map(([column]) => column >> 5);
  const rows = cells.map(([, row]) => row);
  const block = emptyBlock();
  const [word0, row0] = [Math.min(...columns), Math.min(...rows)];
  openBlock(block, row0, Math.max(...rows) - row0 + 1, word0, Math.max(...columns) - word0 + 1);
  for (const [column, row] of cells) block.bits[(row - row0) * block.words + (column >> 5) - word0]! |= 1 << (column & 31);
  return block;
}

function stampOf(cells: Cell[]): Stamp {
  const stamp = new Stamp();
  stamp.take(blockOf(cells));
  return stamp;
}

const allCells = () => new Set(Array.from({ length: GRID.columns * GRID.rows }, (_, i) => keyOf(i % GRID.columns, Math.floor(i / GRID.columns))));

function expectSame(open: OpenCells, left: Set<string>): void {
  expect(open.count).toBe(left.size);
  if (left.size === 0) return;
  const cell = { column: -1, row: -1 };
  open.first(cell);
  expect(keyOf(cell.column, cell.row)).toBe([...left][0]);
}

test('for any stamps, what is covered or given up is not open, and the best shift covers what it says', () => {
  fc.assert(fc.property(fc.array(fc.tuple(spots, fc.double({ min: 0, max: 0.999, noNaN: true })), { minLength: 1, maxLength: 8 }), (draws) => {
    const open = new OpenCells(GRID);
    const left = allCells();
    for (const [spot, start] of draws) {
      const stamp = stampOf(spot);
      expect(stamp.count).toBe(new Set(spot.map((cell) => keyOf(...cell))).size);
      // As it lies, also beyond the grid.
      open.cover(stamp, 0, 0);
      for (const cell of spot) left.delete(keyOf(...cell));
      expectSame(open, left);
      if (left.size === 0) return;

      const cell = { column: 0, row: 0 };
      const shift = { columns: 0, rows: 0 };
      open.first(cell);
      const most = open.bestShift(stamp, cell, 5, start, shift);
      const moved = spot.map(([column, row]): Cell => [column + shift.columns, row + shift.rows]);
      expect(moved).toContainEqual([cell.column, cell.row]);
      expect(most).toBe(new Set(moved.map((to) => keyOf(...to)).filter((key) => left.has(key))).size);
      open.cover(stamp, shift.columns, shift.rows);
      for (const to of moved) left.delete(keyOf(...to));
      expectSame(open, left);
      if (left.size === 0) return;

      open.first(cell);
      let run = 0;
      for (let column = cell.column; column >> 5 === cell.column >> 5 && left.delete(keyOf(column, cell.row)); column++) run++;
      expect(open.giveUp(cell)).toBe(run);
      expectSame(open, left);
    }
  }));
});

test('a stamp is put where it covers most, with its top on the first open row', () => {
  const open = new OpenCells(GRID);
  const rectangle = (columns: number, rows: number) => Array.from({ length: columns * rows }, (_, i): Cell => [i % columns, Math.floor(i / columns)]);
  for (const column of [0, 32, 64]) open.cover(stampOf(rectangle(32, 3)), column, 0);
  const shift = { columns: -1, rows: -1 };
  expect(open.bestShift(stampOf(rectangle(10, 4)), { column: 0, row: 3 }, 20, 0.01, shift)).toBe(40);
  expect(shift).toEqual({ columns: 0, rows: 3 });
});

test('a stamp without cells covers nothing, and one that is too wide keeps a word of columns', () => {
  const open = new OpenCells(GRID);
  const empty = new Stamp();
  empty.take(emptyBlock());
  expect(open.bestShift(empty, { column: 0, row: 0 }, 8, 0, { columns: 0, rows: 0 })).toBe(0);
  expect(stampOf(Array.from({ length: 50 }, (_, column): Cell => [column + 5, 2])).count).toBe(32);
});
