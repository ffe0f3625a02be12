// Checks which vertices of loose triangles become one, and the bounds around them.
import { expect, test } from 'vitest';
import { findBounds, weldMesh } from '../../../src/assets/compile/welded-mesh.ts';
import { fillNormals } from '../../../src/assets/compile/fill-normals.ts';
import type { SourceModel, SourcePrimitive } from '../../../src/assets/source-model.ts';
import { triangleSoup } from '../../../src/assets/compile/triangle-soup.ts';
import { material, primitive } from '../../support/shapes.ts';

const weld = (source: SourceModel) => {
  const soup = triangleSoup(source, () => true);
  fillNormals(soup);
  return weldMesh(soup, findBounds(soup.positions).center);
};
const model = (...primitives: SourcePrimitive[]): SourceModel => ({ primitives, materials: [material(), material()] });
const vertices = (source: SourceModel) => weld(source).positions.length / 3;

const QUAD = [0, 0, 0, /**/ 1, 0, 0, /**/ 1, 1, 0, /**/ 0, 1, 0];
const up = (count: number) => new Float32Array(Array.from({ length: count }, () => [0, 0, 1]).flat());

test('vertices that are equal in everything become one, those that differ in anything stay', () => {
  const positions = [...QUAD.slice(0, 9), ...QUAD.slice(0, 3), ...QUAD.slice(6)];
  const indices = [0, 1, 2, 3, 4, 5];
  const normals = up(6);
  const uvs = new Float32Array([0, 0, 1, 0, 1, 1, 0, 0, 1, 1, 0, 1]);
  expect(vertices(model(primitive(positions, indices, { normals, uvs })))).toBe(4);
  const seam = uvs.slice();
  seam[6] = 0.5;
  expect(vertices(model(primitive(positions, indices, { normals, uvs: seam })))).toBe(5);
  const bent = normals.slice();
  bent.set([1, 0, 0], 12);
  expect(vertices(model(primitive(positions, indices, { normals: bent, uvs })))).toBe(5);
  const colors = new Float32Array(24).fill(1);
  colors[12] = 0;
  expect(vertices(model(primitive(positions, indices, { normals, uvs, colors })))).toBe(5);
});

test('two primitives weld along their border, but not across materials', () => {
  const lower = primitive(QUAD, [0, 1, 2], { normals: up(4) }), upper = primitive(QUAD, [0, 2, 3], { normals: up(4) });
  expect(vertices(model(lower, upper))).toBe(4);
  expect(vertices(model(lower, { ...upper, material: 1 }))).toBe(6);
});

test('positions are relative to the centre of the box, the radius is the farthest vertex', () => {
  const far = QUAD.map((x) => x + 1000);
  const soup = triangleSoup(model(primitive(far, [0, 1, 2, /**/ 0, 2, 3])), () => true);
  const bounds = findBounds(soup.positions);
  expect(bounds).toEqual({ center: [1000.5, 1000.5, 1000], halfSize: [0.5, 0.5, 0], radiusM: Math.SQRT1_2 });
  fillNormals(soup);
  expect([...weldMesh(soup, bounds.center).positions].every((x) => Math.abs(x) === 0.5 || x === 0)).toBe(true);
});
