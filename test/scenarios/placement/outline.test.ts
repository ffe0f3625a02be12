/** Tests drawn outlines against rasters of the same silhouettes, and blocks of cells and coverage against plain loops. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { wholeModel } from '../../../src/assets/library.ts';
import { type BitBlock, countBlock, countShared, dilate, dilateByDisc, emptyBlock, type Grid, openBlock, indexOfBit } from '../../../src/scenarios/placement/bit-block.ts';
import { Coverage } from '../../../src/scenarios/placement/coverage.ts';
import { Outline, type Projection } from '../../../src/scenarios/placement/outline.ts';
import { type Matrix3, viewRotations } from '../../../src/geometry/poses.ts';
import { silhouetteMesh } from '../../../src/assets/silhouettes/silhouette-mesh.ts';
import { isSet as isSampleSet, sampleAt } from '../../../src/assets/silhouettes/sample-grid.ts';
import { createRaster } from '../../../src/assets/silhouettes/silhouette-raster.ts';
import { STORED_TURN_RAD } from '../../../src/assets/silhouettes/silhouettes.ts';
import { boxSoup, compiledShape, smallLibrary } from '../../support/compiled-shapes.ts';

const SIZE = 150;
const EXTENT = 1.05;
const GRID: Grid = { columns: SIZE, rows: SIZE, cellWidthPx: 1, cellHeightPx: 1 };

const isSet = ({ bits, row0, rows, word0, words }: BitBlock, column: number, row: number): boolean => {
  const [r, w] = [row - row0, (column >> 5) - word0];
  return r >= 0 && r < rows && w >= 0 && w < words && ((bits[r * words + w]! >>> (column & 31)) & 1) === 1;
};

const turned = (m: Matrix3): Matrix3 => {
  const [c, s] = [Math.cos(STORED_TURN_RAD), Math.sin(STORED_TURN_RAD)];
  return [0, 1, 2].map((k) => c * m[k]! - s * m[k + 3]!).concat([0, 1, 2].map((k) => s * m[k]! + c * m[k + 3]!), m.slice(6)) as Matrix3;
};

test.for([0.03, 0.1, 0.22, 0.3, 0.37, 0.5])('at %s radius over distance an outline is the silhouette, and cut it lies inside', (radiusOverDistance) => {
  const outline = new Outline();
  const block = emptyBlock();
  // A disc unit is this many pixels on the axis.
  const unitPx = SIZE / 2 / EXTENT;
  const camera = { widthPx: SIZE, heightPx: SIZE, focalPx: (unitPx * Math.sqrt(1 - radiusOverDistance ** 2)) / radiusOverDistance };
  let least = 1;
  let mean = 0;
  const { models } = smallLibrary();
  for (const { compiled, drawing } of models) {
    const raster = createRaster(silhouetteMesh(wholeModel({ compiled, drawing })), SIZE, EXTENT);
    for (let view = 0; view < 12; view++) {
      const area = raster.draw(turned(viewRotations(0).matrices[view]!), radiusOverDistance);
      outline.aim({ silhouettes: compiled.silhouettes, view, inPlaneRad: STORED_TURN_RAD, radiusOverDepth: radiusOverDistance, xPx: SIZE / 2, yPx: SIZE / 2 }, camera);
      const shared = () => {
        let count = 0;
        for (let y = 0; y < SIZE; y++) for (let x = 0; x < SIZE; x++) count += +(isSampleSet(raster.inside, sampleAt(raster.shape, x, y)) && isSet(block, x, y));
        return count;
      };
      outline.draw(GRID, block, null);
      countBlock(block, GRID);
      const iou = shared() / (area + block.count - shared());
      mean += iou / (12 * models.length);
      least = Math.min(least, iou);
      outline.cut(GRID, block, 0.6 + 0.015 * unitPx);
      countBlock(block, GRID);
      expect(block.count - shared()).toBeLessThanOrEqual(0.002 * area);
    }
  }
  expect(mean).toBeGreaterThan(0.975);
  expect(least).toBeGreaterThan(0.9);
});

const CAMERA = { widthPx: SIZE, heightPx: SIZE, focalPx: 700 };

/** Cells of an outline, and its rectangle: at the place of a projection, which is aimed there. */
function drawn(outline: Outline, projection: Projection): { cells: [number, number][]; rectangle: NonNullable<ReturnType<Outline['rectangle']>> } {
  const block = emptyBlock();
  outline.aim(projection, CAMERA);
  outline.draw(GRID, block, null);
  const cells = Array.from({ length: SIZE * SIZE }, (_, i): [number, number] => [i % SIZE, Math.floor(i / SIZE)]).filter(([x, y]) => isSet(block, x, y));
  return { cells, rectangle: outline.rectangle()! };
}

test('a rectangle holds its outline, is no larger than the box, and knows the outline\'s area', () => {
  const outline = new Outline();
  for (const { compiled: { silhouettes } } of smallLibrary().models) {
    for (let view = 0; view < 12; view++) {
      const { cells, rectangle: { xPx, yPx, halfPx, angleRad, areaPx } } = drawn(outline, { silhouettes, view, inPlaneRad: 0.7 * view, radiusOverDepth: 0.05, xPx: 70 + view, yPx: 80 });
      const { left, right, top, bottom } = outline.bounds();
      expect(4 * halfPx[0] * halfPx[1]).toBeLessThanOrEqual((right - left) * (bottom - top) * (1 + 1e-9));
      const [c, s] = [Math.cos(angleRad), Math.sin(angleRad)];
      const sides = cells.map(([x, y]) => [Math.abs(c * (x + 0.5 - xPx) + s * (y + 0.5 - yPx)), Math.abs(c * (y + 0.5 - yPx) - s * (x + 0.5 - xPx))] as const);
      for (const side of [0, 1] as const) {
        const farthest = Math.max(...sides.map((both) => both[side]));
        expect(farthest).toBeLessThanOrEqual(halfPx[side] + 1e-6);
        expect(farthest).toBeGreaterThan(halfPx[side] - 1.5);
      }
      // Holes are no part of the cells.
      expect(areaPx).toBeGreaterThan(0.95 * cells.length);
      expect(areaPx).toBeLessThanOrEqual(4 * halfPx[0] * halfPx[1] * (1 + 1e-9));
    }
  }
});

test('a turned thing has a rectangle of the same sides, and an empty outline has none', () => {
  const outline = new Outline();
  const { silhouettes } = compiledShape(boxSoup(0.3, 0.02, 0.2), 0);
  for (let view = 0; view < 12; view++) {
    const halvesAt = (inPlaneRad: number) => drawn(outline, { silhouettes, view, inPlaneRad, radiusOverDepth: 0.05, xPx: 75, yPx: 75 }).rectangle.halfPx.toSorted((a, b) => a - b);
    const [shorter, longer] = halvesAt(0) as [number, number];
    for (const inPlaneRad of [0.3, 0.8, 1.4]) {
      const turned = halvesAt(inPlaneRad) as [number, number];
      // Half a degree moves the ends of the longer side by so much.
      expect(Math.abs(turned[0] - shorter)).toBeLessThan(0.02 * longer);
      expect(Math.abs(turned[1] - longer)).toBeLessThan(0.02 * longer);
    }
  }
  expect(new Outline().rectangle()).toBeNull();
});

const COLUMNS = 100;
const ROWS = 12;
const cells = fc.array(fc.tuple(fc.integer({ min: -40, max: 130 }), fc.integer({ min: -4, max: 16 })), { minLength: 1, maxLength: 300 });

function blockOf(set: [number, number][]): BitBlock {
  const block = emptyBlock();
  openBlock(block, -4, 21, -2, 7);
  for (const [column, row] of set) block.bits[(row + 4) * 7 + (column >> 5) + 2]! |= 1 << (column & 31);
  return block;
}
const keysOf = (set: [number, number][], isKept = (_column: number, _row: number): boolean => true) =>
  new Set(set.filter(([c, r]) => isKept(c, r)).map(String));
const onGrid = (c: number, r: number) => c >= 0 && r >= 0 && c < COLUMNS && r < ROWS;

test('for any blocks, cells are counted, shared and thickened as they are one by one', () => {
  fc.assert(fc.property(cells, cells, (a, b) => {
    const [blockA, blockB] = [blockOf(a), blockOf(b)];
    countBlock(blockA, { columns: COLUMNS, rows: ROWS, cellWidthPx: 1, cellHeightPx: 1 });
    expect([blockA.count, blockA.countInside]).toEqual([keysOf(a).size, keysOf(a, onGrid).size]);
    const ofB = keysOf(b);
    expect(countShared(blockA, blockB)).toBe([...keysOf(a)].filter((key) => ofB.has(key)).length);
    const thick = emptyBlock();
    dilate(blockA, thick);
    countBlock(thick, GRID);
    const neighbors = a.flatMap(([c, r]) => [-1, 0, 1].flatMap((dc) => [-1, 0, 1].map((dr): [number, number] => [c + dc, r + dr])));
    expect(thick.count).toBe(keysOf(neighbors).size);
    expect(neighbors.every(([c, r]) => isSet(thick, c, r))).toBe(true);
  }));
  expect([0, 1, 2].map((n) => indexOfBit(0b10010001 << 24, n))).toEqual([24, 28, 31]);
});

test('for any block and radius, the cells within the radius are set, and no others', () => {
  const radii = fc.oneof(fc.double({ min: 0, max: 8, noNaN: true }), fc.constantFrom(0, 1, 5, 33.5, 70));
  fc.assert(fc.property(fc.array(fc.tuple(fc.integer({ min: -40, max: 130 }), fc.integer({ min: -4, max: 16 })), { minLength: 1, maxLength: 12 }), radii, (set, radius) => {
    const wide = emptyBlock();
    dilateByDisc(blockOf(set), radius, wide);
    const reach = Math.ceil(radius) + 1;
    let wrong = 0;
    for (let row = -4 - reach; row <= 16 + reach; row++) {
      for (let column = -40 - reach; column <= 130 + reach; column++) {
        const isNear = set.some(([c, r]) => (c - column) ** 2 + (r - row) ** 2 <= radius ** 2);
        if (isSet(wide, column, row) !== isNear) wrong++;
      }
    }
    expect(wrong).toBe(0);
  }), { numRuns: 40 });
});

test('for any blocks, what is added is covered, and the first uncovered cell is the first', () => {
  fc.assert(fc.property(fc.array(cells, { maxLength: 4 }), (blocks) => {
    const coverage = new Coverage({ widthPx: COLUMNS, heightPx: ROWS, focalPx: 1 }, 1);
    const left = new Set(Array.from({ length: COLUMNS * ROWS }, (_, i) => `${i % COLUMNS},${Math.floor(i / COLUMNS)}`));
    // The first rows whole, so that the first uncovered cell moves.
    const whole = [0, 1, 2].flatMap((row) => Array.from({ length: COLUMNS }, (_, column): [number, number] => [column, row]));
    for (const set of [whole, ...blocks]) {
      const fresh = [...keysOf(set)].filter((key) => left.delete(key)).length;
      expect(coverage.add(blockOf(set))).toBe(fresh);
      expect(coverage.uncovered).toBe(left.size);
      const cell = { column: -1, row: -1 };
      coverage.firstUncovered(cell);
      expect(`${cell.column},${cell.row}`).toBe([...left][0]);
    }
  }));
});

test('a block is slid to where it covers most, with an inner cell over the wanted one', () => {
  const coverage = new Coverage({ widthPx: 96, heightPx: 60, focalPx: 1 }, 1);
  const rectangle = (left: number, top: number, width: number, height: number): BitBlock => {
    const block = emptyBlock();
    openBlock(block, top, height, left >> 5, ((left + width - 1) >> 5) - (left >> 5) + 1);
    for (let i = 0; i < width * height; i++) {
      const column = left + (i % width);
      block.bits[Math.floor(i / width) * block.words + (column >> 5) - block.word0]! |= 1 << (column & 31);
    }
    return block;
  };
  // All above row 30 is covered: the best shift has the wanted cell in the block's first inner row.
  coverage.add(rectangle(0, 0, 96, 30));
  const shift = { columns: 0, rows: 0 };
  expect(coverage.bestShift(rectangle(33, 21, 31, 19), { column: 48, row: 30 }, 589, 0.5, 2, shift)).toBe(true);
  expect(21 + shift.rows).toBe(28);
  expect(33 + shift.columns).toBeGreaterThanOrEqual(48 - 28);
  expect(33 + shift.columns).toBeLessThanOrEqual(48 - 2);
  expect(coverage.bestShift(rectangle(33, 21, 31, 4), { column: 48, row: 30 }, 50, 0.5, 2, shift)).toBe(false);
});
