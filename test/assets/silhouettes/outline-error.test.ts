// Checks the measured errors of coarse levels' silhouettes: none, a part missing, a part too many.
import { expect, test } from 'vitest';
import { measureOutlineErrors } from '../../../src/assets/silhouettes/outline-error.ts';
import type { SilhouetteMesh } from '../../../src/assets/silhouettes/silhouette-mesh.ts';
import { boxSoup } from '../../support/compiled-shapes.ts';

function meshOf(soup: number[]): SilhouetteMesh {
  const triangles = soup.length / 9;
  return {
    positions: new Float32Array(soup), uvs: new Float32Array(triangles * 6), radiusM: 1,
    triangleWords: Uint32Array.from({ length: triangles * 4 }, (_, i) => (i % 4 === 3 ? 0 : Math.floor(i / 4) * 3 + (i % 4))),
    doubleSided: [true], isKept: [null],
  };
}

const body = boxSoup(1, 1, 1);
const handle = boxSoup(0.04, 0.04, 1).map((value, i) => (i % 3 === 0 ? value + 0.7 : value));

test('levels that draw the same silhouettes have no error, whatever their triangles', () => {
  expect(measureOutlineErrors([meshOf(body), meshOf([...body, ...boxSoup(0.5, 0.5, 0.5)])]).errorsOverRadius).toEqual([0, 0]);
});

test('a thin part that is lost counts, and so does one that was not there; coarser levels are never better', () => {
  const [, lost, again] = measureOutlineErrors([[...body, ...handle], body, [...body, ...handle]].map(meshOf)).errorsOverRadius;
  const [, added] = measureOutlineErrors([body, [...body, ...handle]].map(meshOf)).errorsOverRadius;
  for (const error of [lost!, added!]) {
    // At most the handle's 0.04 x 1 against a body of 1 to 1.7, seen 1 to 2 wide.
    expect(error).toBeGreaterThan(0.002);
    expect(error).toBeLessThan(0.02);
  }
  expect(again).toBe(lost);
});

test('an outline that is off by a hundredth all round is seen about as far off', () => {
  const [, error] = measureOutlineErrors([body, body.map((value) => value * 1.02)].map(meshOf)).errorsOverRadius;
  expect(error).toBeGreaterThan(0.005);
  expect(error).toBeLessThan(0.03);
});

test('a plate that is thinner is seen edge-on, where none of an icosahedron\'s views is', () => {
  const plate = (thickness: number): number[] => {
    const soup = boxSoup(thickness, 1, 1);
    for (let i = 0; i < soup.length; i += 3) {
      const [x, y] = [soup[i]!, soup[i + 1]!];
      soup[i] = (x - y) * Math.SQRT1_2;
      soup[i + 1] = (x + y) * Math.SQRT1_2;
    }
    return soup;
  };
  const [, error] = measureOutlineErrors([meshOf(plate(0.08)), meshOf(plate(0.04))]).errorsOverRadius;
  expect(error).toBeGreaterThan(0.05);
});

test('a mesh that covers nothing is no division by zero', () => {
  expect(measureOutlineErrors([meshOf([]), meshOf([])])).toEqual({ errorsOverRadius: [0, 0], hasGaps: [false, false], widthOverRadius: 0 });
});

test('the width is that of the narrowest view, also where a slim thing lies askew in all of them', () => {
  /** 1.9 long and 0.1 thick, along a direction. */
  const rod = ([x, y, z]: [number, number, number]) => {
    const length = Math.hypot(x, y, z), flat = Math.hypot(x, y);
    const [along, side, up] = [[x / length, y / length, z / length], [-y / flat, x / flat, 0], [-x * z / flat / length, -y * z / flat / length, flat / length]];
    const soup = boxSoup(1.9, 0.1, 0.1);
    return soup.map((_, i) => [0, 1, 2].reduce((sum, k) => sum + soup[i - (i % 3) + k]! * [along, side, up][k]![i % 3]!, 0));
  };
  for (const direction of [[1, 0.01, 0], [1, 2, 3], [3, 1, 2], [1, 1, 0.4], [2, 0.5, 1]] as [number, number, number][]) {
    const { widthOverRadius: width } = measureOutlineErrors([meshOf(rod(direction))]);
    expect(width).toBeGreaterThan(0.08);
    expect(width).toBeLessThan(0.2);
  }
  expect(measureOutlineErrors([meshOf(boxSoup(1, 0.1, 1))]).widthOverRadius).toBeLessThan(0.3);
  expect(measureOutlineErrors([meshOf(body)]).widthOverRadius).toBeGreaterThan(0.9);
});

test('a level has gaps where parts have drawn apart inside the silhouette, not where it is smaller', () => {
  const half = (gap: number, side: number) => boxSoup(1, 0.5, 1).map((v, i) => (i % 3 === 1 ? v + side * (0.25 + gap / 2) : v));
  const halves = (gap: number) => meshOf([...half(gap, -1), ...half(gap, 1)]);
  const whole = halves(0);
  const smaller = { ...whole, positions: whole.positions.map((v) => 0.98 * v) };
  expect(measureOutlineErrors([whole, { ...halves(0.02), radiusM: whole.radiusM }, smaller]).hasGaps).toEqual([false, true, false]);
});
