// Checks that triangles of a polygon cover what lies inside it by the even-odd rule, once, and face as it does.
import { expect, test } from 'vitest';
import { triangulatePolygon } from '../../../src/assets/load/polygon.ts';
import { faceNormal } from '../../../src/assets/triangles.ts';

type Point = [number, number];
const SQUARE: Point[] = [[0, 0], [2, 0], [2, 2], [0, 2]];
/** A square with a deep notch from above. */
const U: Point[] = [[0, 0], [3, 0], [3, 3], [2, 3], [2, 1], [1, 1], [1, 3], [0, 3]];
const STAR: Point[] = Array.from({ length: 14 }, (_, i) => [Math.cos((i * Math.PI) / 7) * (i % 2 ? 1 : 3), Math.sin((i * Math.PI) / 7) * (i % 2 ? 1 : 3)]);
const CHEVRON: Point[] = [[0, 0], [2, 1], [0, 2], [1, 1]];

/** Onto planes that face each axis from both sides, and a slanting one. */
const PLANES: [string, (u: number, v: number) => number[]][] = [
  ['+z', (u, v) => [u, v, 5]], ['-z', (u, v) => [v, u, 5]], ['+x', (u, v) => [-4, u, v]], ['-x', (u, v) => [-4, v, u]],
  ['+y', (u, v) => [v, 1, u]], ['-y', (u, v) => [u, 1, v]], ['slanting', (u, v) => [u + 0.2 * v, v - 0.4 * u, 0.7 * u + 0.9 * v]],
];

function isInside(polygon: Point[], x: number, y: number): boolean {
  let inside = false;
  polygon.forEach(([ax, ay], i) => {
    const [bx, by] = polygon[(i + 1) % polygon.length]!;
    if (ay > y !== by > y && x < ax + ((y - ay) / (by - ay)) * (bx - ax)) inside = !inside;
  });
  return inside;
}

test.for([['square', SQUARE], ['U', U], ['star', STAR], ['chevron', CHEVRON]] as const)('%s', ([, shape]) => {
  for (const [plane, place] of PLANES) {
    for (let first = 0; first < shape.length; first++) {
      const polygon = [...shape.slice(first), ...shape.slice(0, first)];
      const triangles = triangulatePolygon(polygon.flatMap(([u, v]) => place(u, v)), polygon.map((_, i) => i));
      expect(triangles).toHaveLength((polygon.length - 2) * 3);
      for (let u = -3.05; u < 3.2; u += 0.21) {
        for (let v = -3.05; v < 3.2; v += 0.23) {
          let covers = 0;
          for (let t = 0; t < triangles.length; t += 3) if (isInside(triangles.slice(t, t + 3).map((corner) => polygon[corner]!), u, v)) covers++;
          expect(covers, `${plane} from corner ${first} at ${u} ${v}`).toBe(isInside(polygon, u, v) ? 1 : 0);
        }
      }
      const flat = polygon.flatMap(([u, v]) => [u, v, 0]);
      for (let t = 0; t < triangles.length; t += 3) {
        expect(faceNormal(flat, triangles[t]! * 3, triangles[t + 1]! * 3, triangles[t + 2]! * 3)[2], `${plane}: the winding stays`).toBeGreaterThan(0);
      }
    }
  }
});

test('corners on straight edges stay, so that no neighbour is left with a gap', () => {
  const edge = [0, 1, 2, 3, 4];
  const polygon = [...edge.map((i) => [i, 0, 0]), ...edge.map((i) => [5, i, 0]), ...edge.map((i) => [5 - i, 5, 0]), ...edge.map((i) => [0, 5 - i, 0])];
  const triangles = triangulatePolygon(polygon.flat(), polygon.map((_, i) => i));
  expect(new Set(triangles).size).toBe(20);
});

test('what is no polygon, or has no area, has no triangles', () => {
  expect(triangulatePolygon([0, 0, 0, 1, 0, 0], [0, 1])).toEqual([]);
  expect(triangulatePolygon([0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3], [0, 1, 2, 3])).toEqual([]);
});
