// Compares silhouette rasters with their definition: each sample of each triangle is tested on its own.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Matrix3, viewRotation } from '../../../src/geometry/poses.ts';
import { createGrid, countSamples, gridShape, innerSamples, isSet, sampleAt } from '../../../src/assets/silhouettes/sample-grid.ts';
import type { SilhouetteMesh } from '../../../src/assets/silhouettes/silhouette-mesh.ts';
import { createRaster } from '../../../src/assets/silhouettes/silhouette-raster.ts';

const SIZE = 60;
const EXTENT = 1.1;
const RADIUS_M = 2;

/** By sample, row by row: how far behind the centre the nearest surface is, in radii; Infinity outside. Positions are single precision. */
function depthsOf(mesh: SilhouetteMesh, m: Matrix3, radiusOverDistance: number): number[] {
  const points = Array.from({ length: mesh.positions.length / 3 }, (_, v) => {
    const [x, y, z] = [0, 3, 6].map((row) => [0, 1, 2].reduce((sum, k) => sum + m[row + k]! * mesh.positions[3 * v + k]!, 0)) as [number, number, number];
    const w = 1 + (radiusOverDistance / mesh.radiusM) * z;
    const toSamples = (Math.sqrt(1 - radiusOverDistance ** 2) * SIZE) / (2 * EXTENT) / mesh.radiusM / w;
    return { x: SIZE / 2 - 0.5 + toSamples * x, y: SIZE / 2 - 0.5 + toSamples * y, w, depth: z / mesh.radiusM };
  });
  const depths = new Array<number>(SIZE * SIZE).fill(Infinity);
  for (let t = 0; t < mesh.triangleWords.length; t += 4) {
    const [a, b, c] = [0, 1, 2].map((k) => points[mesh.triangleWords[t + k]!]!) as [typeof points[0], typeof points[0], typeof points[0]];
    const material = mesh.triangleWords[t + 3]!;
    const area = (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);
    if (area > 0 && !mesh.doubleSided[material]) continue;
    for (let y = 0; y < SIZE; y++) {
      for (let x = 0; x < SIZE; x++) {
        const shares = [[b, c], [c, a], [a, b]].map(([p, q]) => ((q!.x - p!.x) * (y - p!.y) - (q!.y - p!.y) * (x - p!.x)) / area) as [number, number, number];
        if (shares.some((share) => !(share >= 0))) continue;
        const inverse = shares[0] / a.w + shares[1] / b.w + shares[2] / c.w;
        const mean = (of: (vertex: typeof a, k: number) => number) => (shares[0] / a.w * of(a, 0) + shares[1] / b.w * of(b, 1) + shares[2] / c.w * of(c, 2)) / inverse;
        const uv = (axis: number) => mean((_, k) => mesh.uvs[2 * mesh.triangleWords[t + k]! + axis]!);
        if (mesh.isKept[material]?.(uv(0), uv(1)) === false) continue;
        depths[y * SIZE + x] = Math.min(depths[y * SIZE + x]!, mean((vertex) => vertex.depth));
      }
    }
  }
  return depths;
}

/** Materials: single-sided, double-sided, and one whose surface is kept where u < v. */
const MATERIALS = { doubleSided: [false, true, true], isKept: [null, null, (u: number, v: number) => u < v] };

function soup(seeds: number[], side: number, material: number): SilhouetteMesh {
  const triangles = Math.floor(seeds.length / 9);
  const at = (corner: number, k: number) => 1.9 * seeds[corner * 3 + k]!;
  return {
    // Corners lie about the first one, so that triangles have the wanted size.
    positions: Float32Array.from({ length: triangles * 9 }, (_, i) => {
      const corner = Math.floor(i / 3), k = i % 3, first = 3 * Math.floor(corner / 3);
      return corner === first ? at(corner, k) : at(first, k) + side * (at(corner, k) - at(first, k));
    }),
    uvs: Float32Array.from({ length: triangles * 6 }, (_, i) => Math.abs(seeds[i]!)),
    triangleWords: Uint32Array.from({ length: triangles * 4 }, (_, i) => (i % 4 === 3 ? (material + (i >> 2)) % 3 : (i >> 2) * 3 + (i % 4))),
    radiusM: RADIUS_M,
    ...MATERIALS,
  };
}

test.each([0, 0.4])('what is inside, and its depth, are those of the definition at %s radius over distance', (radiusOverDistance) => {
  const coordinate = fc.double({ min: -1, max: 1, noNaN: true });
  const turn = viewRotation([0.36, 0.48, 0.8]);
  fc.assert(fc.property(fc.array(coordinate, { minLength: 9, maxLength: 90, size: 'max' }), fc.constantFrom(0.05, 0.3, 1), fc.nat(2), (seeds, side, material) => {
    const mesh = soup(seeds, side, material);
    const raster = createRaster(mesh, SIZE, EXTENT);
    const expected = depthsOf(mesh, turn, radiusOverDistance);
    const count = raster.draw(turn, radiusOverDistance);
    const samples = expected.map((_, i) => sampleAt(raster.shape, i % SIZE, Math.floor(i / SIZE)));
    // A sample on an edge may fall either way by the rounding of the two ways to compute: at most one in a thousand does.
    const differing = samples.filter((sample, i) => isSet(raster.inside, sample) !== (expected[i]! < Infinity)).length;
    expect(differing).toBeLessThanOrEqual(count / 1000);
    expect(count).toBe(countSamples(raster.inside));
    const both = samples.flatMap((sample, i) => (isSet(raster.inside, sample) && expected[i]! < Infinity ? [i] : []));
    const depths = raster.depthsAt(Int32Array.from(both, (i) => samples[i]!));
    expect(Math.max(0, ...both.map((i, k) => Math.abs(depths[k]! - expected[i]!)))).toBeLessThan(1e-6);
  }), { numRuns: 60 });
});

test('inner samples are those that are set with all within two', () => {
  const shape = gridShape(70);
  fc.assert(fc.property(fc.array(fc.tuple(fc.nat(69), fc.nat(69)), { maxLength: 12 }), (holes) => {
    const grid = createGrid(shape);
    for (let y = 0; y < 70; y++) for (let x = 0; x < 70; x++) grid[sampleAt(shape, x, y) >> 5]! |= 1 << (sampleAt(shape, x, y) & 31);
    for (const [x, y] of holes) grid[sampleAt(shape, x, y) >> 5]! &= ~(1 << (sampleAt(shape, x, y) & 31));
    const inner = innerSamples(grid, shape);
    let count = 0;
    const wrong: number[][] = [];
    for (let y = 0; y < 70; y++) {
      for (let x = 0; x < 70; x++) {
        const isInner = x > 1 && y > 1 && x < 68 && y < 68 && !holes.some(([hx, hy]) => Math.abs(hx - x) < 3 && Math.abs(hy - y) < 3);
        if (isSet(inner, sampleAt(shape, x, y)) !== isInner) wrong.push([x, y]);
        count += +isInner;
      }
    }
    expect(wrong).toEqual([]);
    expect(countSamples(inner)).toBe(count);
  }), { numRuns: 20 });
});
