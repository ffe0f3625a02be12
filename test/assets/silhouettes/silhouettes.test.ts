/** Tests measured silhouettes against formulas: areas, thin shapes, back faces, alpha masks. */
import { expect, test } from 'vitest';
import { emptyBlock } from '../../../src/scenarios/placement/bit-block.ts';
import { Outline } from '../../../src/scenarios/placement/outline.ts';
import { type Matrix3, viewRotation } from '../../../src/geometry/poses.ts';
import { silhouetteMesh } from '../../../src/assets/silhouettes/silhouette-mesh.ts';
import type { Silhouettes } from '../../../src/assets/compiled-model.ts';
import { measureRotations, silhouetteArea } from '../../../src/assets/silhouettes/silhouettes.ts';
import { boxSoup, compiledShape, sphereSoup } from '../../support/compiled-shapes.ts';

const STRAIGHT: Matrix3 = [1, 0, 0, 0, 1, 0, 0, 0, 1];

test('a sphere fills its disc at every distance', () => {
  const { silhouettes } = compiledShape(sphereSoup(3, 64), 0);
  for (const k of [0, 0.1, 0.25, 0.4, 0.6]) expect(silhouetteArea(silhouettes, 5, k) / Math.PI).toBeCloseTo(1, 1.9);
});

test('a box seen face on, and a thin board, have the areas of the formula', () => {
  for (const [x, y, z] of [[1, 2, 0.5], [0.02, 2, 1], [2, 0.03, 0.03]] as const) {
    const box = compiledShape(boxSoup(x, y, z), 0);
    const silhouettes = measureRotations(silhouetteMesh(box), [STRAIGHT]);
    const r = box.radiusM;
    for (const k of [0, 0.15, 0.3, 0.45, 0.6]) {
      const nearFace = 1 - (k * z) / (2 * r);
      const expected = ((x * y) / r ** 2 / nearFace ** 2) * (1 - k * k);
      expect(Math.abs(silhouetteArea(silhouettes, 0, k) / expected - 1)).toBeLessThan(0.02);
    }
  }
});

test('back faces of single-sided materials are not drawn', () => {
  const quad = [-1, -1, 0, 1, -1, 0, 1, 1, 0, -1, -1, 0, 1, 1, 0, -1, 1, 0];
  const front = viewRotation([0, 0, 1]);
  const back = viewRotation([0, 0, -1]);
  const single = measureRotations(silhouetteMesh(compiledShape(quad, 0, false)), [front, back]);
  expect(silhouetteArea(single, 0, 0)).toBeCloseTo(2, 1);
  expect(silhouetteArea(single, 1, 0)).toBeLessThan(0.01);
});

test('an alpha mask cuts the silhouette', () => {
  const quad = compiledShape([-1, -1, 0, 1, -1, 0, 1, 1, 0, -1, -1, 0, 1, 1, 0, -1, 1, 0], 0);
  const mesh = { ...silhouetteMesh(quad), uvs: Float32Array.from([0, 0, 1, 0, 1, 1, 0, 0, 1, 1, 0, 1]), isKept: [(u: number) => u < 0.25] };
  expect(silhouetteArea(measureRotations(mesh, [viewRotation([0, 0, 1])]), 0, 0)).toBeCloseTo(0.5, 1.7);
});

/** Two halves of a plate of side 1, so far apart. */
function slitPlate(gap: number) {
  const half = (side: number) => boxSoup(1, (1 - gap) / 2, 0.02).map((v, i) => (i % 3 === 1 ? v + (side * (1 + gap)) / 4 : v));
  return silhouetteMesh(compiledShape([...half(-1), ...half(1)], 0));
}

/** Of the plate's middle, 40 px by 20 px of it: the cells of each row that are kept when its outline is cut. */
function keptRows(silhouettes: Silhouettes): number[] {
  const sizePx = 150;
  const outline = new Outline();
  const block = emptyBlock();
  outline.aim({ silhouettes, view: 0, inPlaneRad: 0, radiusOverDepth: 0.1, xPx: sizePx / 2, yPx: sizePx / 2 }, { widthPx: sizePx, heightPx: sizePx, focalPx: 700 });
  const grid = { columns: sizePx, rows: sizePx, cellWidthPx: 1, cellHeightPx: 1 };
  outline.draw(grid, block, null);
  outline.cut(grid, block, 1.5);
  return Array.from({ length: 20 }, (_, i) => {
    const row = sizePx / 2 - 10 + i - block.row0;
    return Array.from({ length: 40 }, (_, j) => sizePx / 2 - 20 + j - 32 * block.word0)
      .filter((column) => (block.bits[row * block.words + (column >> 5)]! >>> (column & 31)) & 1).length;
  });
}

test('a slit narrower than a sample is not covered', () => {
  const rows = keptRows(measureRotations(slitPlate(0.006), [STRAIGHT]));
  expect(rows.slice(9, 11)).toEqual([0, 0]);
  expect([rows[0], rows[19]]).toEqual([40, 40]);
});

test('gaps of a coarser mesh are holes, its other outline changes nothing', () => {
  const whole = slitPlate(0);
  const withGaps = (mesh: typeof whole) => measureRotations(whole, [STRAIGHT], -1, [{ ...mesh, radiusM: whole.radiusM }]);
  expect(keptRows(withGaps(whole))).toEqual(Array(20).fill(40));
  const rows = keptRows(withGaps(slitPlate(0.03)));
  expect(rows.slice(9, 11)).toEqual([0, 0]);
  expect([rows[0], rows[19]]).toEqual([40, 40]);
  const smaller = { ...whole, positions: whole.positions.map((v) => 0.98 * v) };
  expect(withGaps(smaller)).toEqual(measureRotations(whole, [STRAIGHT]));
});
