/** Checks the raster pass against its exact reference, bit for bit, and that meshes are watertight. */
import { beforeAll, describe, expect, test } from 'vitest';
import { MAX_IMAGE_PX } from '../../src/gpu/frame.ts';
import { pictureLimits } from '../reference/cull.ts';
import { fragments, raster } from '../reference/raster.ts';
import { openDevice, VARIANTS } from '../support/gpu.ts';
import { trianglesOnPlane } from '../support/queue-entries.ts';
import { camera, IDENTITY, randomScene } from '../support/random-scene.ts';
import { DOUBLE_SIDED, LAYER } from '../support/constants.ts';
import { runPasses, seeded, TRIANGLE_BITS, type TestMesh, type TestScene } from '../support/raster-scene.ts';

let device: GPUDevice;
beforeAll(async () => { device = await openDevice(); });

const used = (visibility: Uint32Array) => visibility.filter((word, i) => i % 2 === 1 && word !== 0).length;
const OPAQUE = { alphaSizeLog2: 0, bits: new Uint32Array(0), wrap: [0, 0] as [number, number], uvScale: [1, 1] as [number, number] };

describe.each([[37, 21, 3], [64, 64, 1], [130, 70, 2]])('%i x %i, %i images', (width, height, images) => {
  test.each(VARIANTS.flatMap((variant) => [1, 2].map((seed) => ({ seed, variant }))))('the visibility buffer equals the reference: %o', async ({ seed, variant }) => {
    const scene = randomScene(seed, width, height, images);
    // Without a background, cull drops no hidden triangle.
    const all = { ...scene, instances: scene.instances.map((instance) => ({ ...instance, layer: LAYER.occluder })) };
    const near = await runPasses(device, all, variant);
    const expected = raster(scene, trianglesOnPlane(all, near.read));
    expect(near.read.visibility).toEqual(expected);
    expect((await runPasses(device, scene, variant)).read.visibility).toEqual(expected);
    expect(used(expected)).toBeGreaterThan(100);
  });
});

test('the widest image: triangles as large as the guard band lets them be, where edges pass 32 bits', async () => {
  const scene = randomScene(8, MAX_IMAGE_PX, 3, 1, 1);
  const random = seeded(8);
  const count = 24;
  // Its left edge's function, unclamped, would pass 2^31 within the tile that begins at 960.
  const tall = [[-5, -4090], [-5, 4098], [4500, 0]].flatMap(([x, y]) => [(x! - MAX_IMAGE_PX / 2) / 64, (y! - 1.5) / 64, 1]);
  const others = Array.from({ length: 3 * (count - 1) }, () => {
    const z = 1 + 20 * random();
    return [((random() - 0.5) * 2.9 * MAX_IMAGE_PX * z) / 64, ((random() - 0.5) * (random() < 0.5 ? 50 : 8000) * z) / 64, z];
  }).flat();
  const positions = [...tall, ...others];
  const mesh: TestMesh = { positions, uvs: positions.map(() => 0), triangles: Array.from({ length: count }, (_, i) => [3 * i, 3 * i + 1, 3 * i + 2, DOUBLE_SIDED]) };
  Object.assign(scene, { meshes: [mesh], instances: [{ mesh: 0, image: 0, layer: 1, rows: IDENTITY }] });
  const { read } = await runPasses(device, scene);
  const expected = raster(scene, trianglesOnPlane(scene, read));
  expect(Buffer.compare(Buffer.from(read.visibility.buffer), Buffer.from(expected.buffer))).toBe(0);
  expect(used(expected)).toBeGreaterThan(2000);
});

test.each(VARIANTS)('tall triangles, of which each has many rows to share out: %o', async (variant) => {
  const [width, height] = [64, 100];
  const random = seeded(9);
  const count = 200;
  const positions = Array.from({ length: count }, () => {
    const [x, z] = [random() * width, 1 + random()];
    return [[x, 0], [x + 3, 110 * random()], [x - 3, 110 * random()]].flatMap(([px, py]) => [((px! - width / 2) * z) / 64, ((py! - height / 2) * z) / 64, z]);
  }).flat();
  const mesh: TestMesh = { positions, uvs: positions.map(() => 0), triangles: Array.from({ length: count }, (_, i) => [3 * i, 3 * i + 1, 3 * i + 2, DOUBLE_SIDED]) };
  const scene = Object.assign(randomScene(9, width, height, 1, 1), { meshes: [mesh], instances: [{ mesh: 0, image: 0, layer: LAYER.occluder, rows: IDENTITY }] });
  const { read } = await runPasses(device, scene, variant);
  const triangles = trianglesOnPlane(scene, read);
  const rows = triangles.reduce((sum, triangle) => sum + new Set([...fragments(scene, triangle, pictureLimits(scene))].map(([, y]) => y)).size, 0);
  expect(rows / count).toBeGreaterThan(32);
  expect(read.visibility).toEqual(raster(scene, triangles));
});

test('a batch without instances leaves the visibility buffer empty', async () => {
  const scene = { ...randomScene(1, 37, 21, 2), instances: [] };
  const { visibility } = (await runPasses(device, scene)).read;
  expect(used(visibility)).toBe(0);
});

/** A sheet of n x n cells over -1..1, each two triangles, its inner corners moved at random. */
function sheet(n: number, seed: number): TestMesh {
  const random = seeded(seed);
  const mesh: TestMesh = { positions: [], uvs: [], triangles: [] };
  for (let y = 0; y <= n; y++) {
    for (let x = 0; x <= n; x++) {
      const jitter = (at: number) => (at === 0 || at === n ? 0 : (random() - 0.5) * 0.6);
      mesh.positions.push((2 * (x + jitter(x))) / n - 1, (2 * (y + jitter(y))) / n - 1, 0);
      mesh.uvs.push(0, 0);
      const v = y * (n + 1) + x;
      if (x < n && y < n) mesh.triangles.push([v, v + 1, v + n + 1, DOUBLE_SIDED], [v + 1, v + n + 2, v + n + 1, DOUBLE_SIDED]);
    }
  }
  return mesh;
}

describe('watertight', () => {
  // Sheets that fill the image with small triangles, with large ones, and from behind the camera to far away.
  test.each<[string, number, number[]]>([
    ['far below a pixel', 60, [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0.7]],
    ['a few pixels', 17, [0.9, 0.3, 0, 0, -0.3, 0.9, 0, 0, 0, 0, 1, 0.45]],
    ['larger than the picture', 2, [30, 3, 0, 0, 1, 30, 0, 0, 0.1, 0.2, 1, 2]],
    ['through the near plane', 9, [40, 3, 0, 0, 2, 30, 0, 0, 12, 17, 1, 3]],
  ])('every pixel exactly once: %s', async (_, cells, rows) => {
    const [width, height] = [37, 21];
    const scene: TestScene = {
      width, height, cameras: [camera(width, height)], materials: [OPAQUE], meshes: [sheet(cells, 3)],
      instances: [{ mesh: 0, image: 0, layer: 1, rows }],
    };
    const run = await runPasses(device, scene);
    const triangles = trianglesOnPlane(scene, run.read);
    expect(run.read.visibility).toEqual(raster(scene, triangles));
    const hits = new Uint8Array(width * height);
    for (const triangle of triangles) for (const [x, y] of fragments(scene, triangle, pictureLimits(scene))) hits[y * width + x]!++;
    const covered = _ === 'through the near plane' ? hits.filter((n) => n > 0).length : width * height;
    expect(hits.filter((n) => n === 1).length).toBe(covered);
    expect(covered).toBeGreaterThan(width * height * 0.3);
  });
});

describe('single-sided triangles', () => {
  // Counter-clockwise seen from +z, the model's own side.
  const mesh: TestMesh = { positions: [-1, -1, 0, 1, -1, 0, 0, 1, 0], uvs: [0, 0, 0, 0, 0, 0], triangles: [[0, 1, 2, 0]] };
  const scene = (rows: number[], flags = 0): TestScene => ({
    width: 37, height: 21, cameras: [camera(37, 21)], materials: [OPAQUE], instances: [{ mesh: 0, image: 0, layer: 1, rows }],
    meshes: [{ ...mesh, triangles: [[0, 1, 2, flags]] }],
  });
  const towardsCamera = [1, 0, 0, 0, 0, -1, 0, 0, 0, 0, -1, 5];
  const away = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 5];

  test('are drawn when their front faces the camera', async () => {
    expect(used((await runPasses(device, scene(towardsCamera))).read.visibility)).toBeGreaterThan(50);
  });
  test('are not when their back does, unless they are double-sided', async () => {
    expect(used((await runPasses(device, scene(away))).read.visibility)).toBe(0);
    expect(used((await runPasses(device, scene(away, DOUBLE_SIDED))).read.visibility)).toBeGreaterThan(50);
  });
});

test('of two at the same depth the lower id is seen', async () => {
  const scene = randomScene(4, 64, 64, 1);
  const lattice = { mesh: 2, image: 0, layer: 1, rows: IDENTITY };
  const { visibility } = (await runPasses(device, { ...scene, instances: [lattice, lattice] })).read;
  const ids = visibility.filter((_, i) => i % 2 === 0 && visibility[i + 1] !== 0).map((word) => ~word >>> 0);
  expect(ids.length).toBeGreaterThan(100);
  expect(Math.max(...ids)).toBeLessThan(2 ** TRIANGLE_BITS);
});
