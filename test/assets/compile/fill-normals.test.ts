// Checks that made normals are split at sharp edges and smooth over gentle ones.
import { expect, test } from 'vitest';
import { fillNormals } from '../../../src/assets/compile/fill-normals.ts';
import { triangleSoup } from '../../../src/assets/compile/triangle-soup.ts';
import { unpackNormal } from '../../../src/assets/compile/vertex-format.ts';
import { findBounds, weldMesh } from '../../../src/assets/compile/welded-mesh.ts';
import type { SourceModel } from '../../../src/assets/source-model.ts';
import { TETRAHEDRON, material, primitive, sphere } from '../../support/shapes.ts';

const weld = (source: SourceModel) => {
  const soup = triangleSoup(source, () => true);
  fillNormals(soup);
  return weldMesh(soup, findBounds(soup.positions).center);
};

test('missing normals: sharp edges split, gentle ones are smooth', () => {
  const { positions, indices } = TETRAHEDRON;
  expect(weld({ primitives: [primitive(positions, indices)], materials: [material()] }).positions.length / 3).toBe(12);
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
