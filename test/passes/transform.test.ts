/** Checks every snapped vertex against its projection in doubles. */
import { beforeAll, expect, test } from 'vitest';
import { cameraPoint, project, type Point } from '../reference/transform.ts';
import { openDevice, VARIANTS } from '../support/gpu.ts';
import { randomScene } from '../support/random-scene.ts';
import { runPasses } from '../support/raster-scene.ts';

let device: GPUDevice;
beforeAll(async () => { device = await openDevice(); });

test.each(VARIANTS)('vertices land where doubles put them, or off the plane where these say so: %o', async (variant) => {
  const scene = randomScene(11, 37, 21, 3);
  const { read } = await runPasses(device, scene, variant);
  const ints = new Int32Array(read.vertices.buffer);
  const seen = { onPlane: 0, off: 0 };
  let row = 0;
  for (const { mesh, image, rows } of scene.instances) {
    const { positions } = scene.meshes[mesh]!;
    for (let v = 0; v < positions.length; v += 3, row += 3) {
      const expected = project(cameraPoint(rows, positions.slice(v, v + 3) as Point), scene.cameras[image]!);
      const [x, y, depth] = [ints[row]!, ints[row + 1]!, read.vertices[row + 2]!];
      const margin = Math.min(expected.z - 0.25, ...[expected.x, 37 - expected.x, expected.y, 21 - expected.y].map((edge) => edge + 37));
      if (depth === 0) {
        expect(margin).toBeLessThan(1e-3);
        seen.off++;
        continue;
      }
      expect(margin).toBeGreaterThan(-1e-3);
      expect(Math.abs(x - expected.x * 256)).toBeLessThanOrEqual(1);
      expect(Math.abs(y - expected.y * 256)).toBeLessThanOrEqual(1);
      expect(Math.abs(depth / expected.depth - 1)).toBeLessThan(2e-6);
      seen.onPlane++;
    }
  }
  expect(seen.onPlane).toBeGreaterThan(200);
  expect(seen.off).toBeGreaterThan(200);
});

test('a point on the near plane has the largest depth and does not overflow', async () => {
  const scene = randomScene(1, 37, 21, 1);
  scene.meshes = [{ positions: [0, 0, 0.25, 0, 0, 0.2500001, 0.01, 0, 1e6], uvs: [0, 0, 0, 0, 0, 0], triangles: [[0, 1, 2, 0]] }];
  scene.instances = [{ mesh: 0, image: 0, layer: 1, rows: [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0] }];
  const { read } = await runPasses(device, scene);
  expect(read.vertices[2]).toBeGreaterThan(0x7fffe000);
  expect(read.vertices[2]).toBeLessThanOrEqual(0x7ffffb00);
  expect(read.vertices[5]).toBeGreaterThan(0x7fff0000);
  expect(read.vertices[8]).toBe(1024);
});
