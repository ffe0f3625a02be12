// Checks that levels of detail get coarser, stay closed, keep materials apart and are as exact as they claim.
import { expect, test } from 'vitest';
import { NO_NEIGHBOR } from '../../../src/assets/compiled-model.ts';
import { lodChain } from '../../../src/assets/compile/lod.ts';
import { weldMesh } from '../../../src/assets/compile/welded-mesh.ts';
import { findNeighbors } from '../../../src/assets/compile/neighbors.ts';
import { triangleSoup } from '../../../src/assets/compile/triangle-soup.ts';
import { TETRAHEDRON, sphere } from '../../support/shapes.ts';

const levels = await lodChain(weldMesh(triangleSoup(sphere(64, 48), () => true), [0, 0, 0]), 1);

test('every level has fewer triangles, no smaller error, and only vertices that it uses', () => {
  expect(levels.length).toBeGreaterThan(4);
  levels.forEach(({ mesh, errorM }, i) => {
    expect(new Set(mesh.indices).size).toBe(mesh.positions.length / 3);
    if (i === 0) return;
    expect(mesh.indices.length).toBeLessThan(levels[i - 1]!.mesh.indices.length);
    expect(errorM).toBeGreaterThanOrEqual(levels[i - 1]!.errorM);
  });
  expect(levels[0]!.errorM).toBe(0);
  expect(levels[0]!.mesh.indices.length / 3).toBe(64 * 47 * 2);
});

test('a closed sphere stays closed across the seam and the border of its materials', () => {
  for (const { mesh } of levels) {
    expect(findNeighbors(mesh.positions, mesh.indices).includes(NO_NEIGHBOR)).toBe(false);
  }
});

test('no triangle mixes materials, and the border stays at the equator', () => {
  for (const { mesh, errorM } of levels) {
    for (let i = 0; i < mesh.indices.length; i += 3) {
      const corners = [...mesh.indices.subarray(i, i + 3)];
      expect(new Set(corners.map((v) => mesh.materials[v])).size).toBe(1);
      const side = mesh.materials[corners[0]!] === 0 ? 1 : -1;
      for (const v of corners) expect(mesh.positions[v * 3 + 1]! * side).toBeGreaterThanOrEqual(-4 * errorM - 1e-6);
    }
  }
});

test('patches of different materials keep their corners apart at every level', async () => {
  const ball = sphere(64, 48);
  const all = ball.primitives.flatMap(({ indices }) => [...indices]);
  ball.primitives.forEach((part, side) => {
    part.indices = new Uint32Array(all.filter((_, i) => Math.floor(i / 3 / 5) % 2 === side));
  });
  const patchwork = await lodChain(weldMesh(triangleSoup(ball, () => true), [0, 0, 0]), 1);
  expect(patchwork.length).toBeGreaterThan(2);
  for (const { mesh } of patchwork) {
    for (let i = 0; i < mesh.indices.length; i += 3) {
      expect(new Set([...mesh.indices.subarray(i, i + 3)].map((v) => mesh.materials[v])).size).toBe(1);
    }
  }
});

test('no triangle reaches across the seam of the texture', () => {
  for (const { mesh } of levels) {
    const uvs = new Float32Array(mesh.attributes.buffer);
    for (let i = 0; i < mesh.indices.length; i += 3) {
      const corners = [...mesh.indices.subarray(i, i + 3)].filter((v) => Math.abs(mesh.positions[v * 3 + 1]!) < 0.999);
      const u = corners.map((v) => uvs[v * 4 + 1]!);
      expect(Math.max(...u) - Math.min(...u)).toBeLessThan(0.5);
    }
  }
});

test('the error is at least the distance that a dense sampling of the level finds', () => {
  for (const { mesh, errorM } of levels) {
    for (let i = 0; i < mesh.indices.length; i += 3) {
      for (const [a, b, c] of [[0.6, 0.2, 0.2], [0.2, 0.6, 0.2], [0.2, 0.2, 0.6]] as const) {
        const at = (k: number) => a * mesh.positions[mesh.indices[i]! * 3 + k]!
          + b * mesh.positions[mesh.indices[i + 1]! * 3 + k]! + c * mesh.positions[mesh.indices[i + 2]! * 3 + k]!;
        // The source is a polyhedron inside the sphere, by up to 0.3 %.
        expect(1 - Math.hypot(at(0), at(1), at(2))).toBeLessThan(4 * errorM + 0.003);
      }
    }
  }
});

test('the same mesh gives the same levels', async () => {
  const again = await lodChain(weldMesh(triangleSoup(sphere(64, 48), () => true), [0, 0, 0]), 1);
  expect(again).toEqual(levels);
});

test('a mesh of a few triangles has one level', async () => {
  const source = { primitives: [{ ...sphere().primitives[0]!, positions: new Float32Array(TETRAHEDRON.positions),
    indices: new Uint32Array(TETRAHEDRON.indices), uvs: null, normals: new Float32Array(TETRAHEDRON.positions) }], materials: [] };
  expect(await lodChain(weldMesh(triangleSoup(source, () => true), [0, 0, 0]), 2)).toHaveLength(1);
});
