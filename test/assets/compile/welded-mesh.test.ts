// Checks the way from primitives to one welded mesh: what merges, what stays apart, what is dropped, and the normals that are made.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findBounds, weldMesh } from '../../../src/assets/compile/welded-mesh.ts';
import { fillNormals } from '../../../src/assets/compile/fill-normals.ts';
import type { SourceModel, SourcePrimitive } from '../../../src/assets/source-model.ts';
import { triangleSoup } from '../../../src/assets/compile/triangle-soup.ts';
import { packNormal, unpackNormal } from '../../../src/assets/compile/vertex-format.ts';
import { TETRAHEDRON, material, primitive, sphere } from '../../support/shapes.ts';

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

test('triangles without area and invisible materials are dropped; nothing left is an error', () => {
  const flat = primitive(QUAD, [0, 1, 1, /**/ 0, 1, 2]), hidden = primitive(QUAD, [0, 2, 3], { material: 1 });
  expect(triangleSoup(model(flat, hidden), (m) => m === 0).materials).toEqual(new Uint32Array([0]));
  expect(() => triangleSoup(model(primitive(QUAD, [0, 1, 1])), () => true)).toThrow('no triangles');
});

test('positions are relative to the centre of the box, the radius is the farthest vertex', () => {
  const far = QUAD.map((x) => x + 1000);
  const soup = triangleSoup(model(primitive(far, [0, 1, 2, /**/ 0, 2, 3])), () => true);
  const bounds = findBounds(soup.positions);
  expect(bounds).toEqual({ center: [1000.5, 1000.5, 1000], halfSize: [0.5, 0.5, 0], radiusM: Math.SQRT1_2 });
  fillNormals(soup);
  expect([...weldMesh(soup, bounds.center).positions].every((x) => Math.abs(x) === 0.5 || x === 0)).toBe(true);
});

test('missing normals: sharp edges split, gentle ones are smooth', () => {
  const { positions, indices } = TETRAHEDRON;
  expect(vertices(model(primitive(positions, indices)))).toBe(12);
  const bare = sphere(48, 24);
  for (const part of bare.primitives) part.normals = part.uvs = null;
  for (const part of bare.primitives) part.material = 0;
  const mesh = weld(bare);
  expect(mesh.positions.length / 3).toBe(48 * 23 + 2);
  for (let v = 0; v < mesh.positions.length / 3; v++) {
    const [x, y, z] = unpackNormal(mesh.attributes[v * 4]!);
    const [px, py, pz] = mesh.positions.subarray(v * 3, v * 3 + 3);
    expect(x * px! + y * py! + z * pz!).toBeGreaterThan(0.999);
  }
});

test('a packed normal comes back within a thousandth of a degree or so', () => {
  const axis = fc.double({ min: -1, max: 1, noNaN: true });
  fc.assert(fc.property(axis, axis, axis, (x, y, z) => {
    const length = Math.hypot(x, y, z);
    fc.pre(length > 0.01);
    const [a, b, c] = unpackNormal(packNormal(x / length, y / length, z / length));
    expect(Math.hypot(a - x / length, b - y / length, c - z / length)).toBeLessThan(1e-4);
  }));
});
