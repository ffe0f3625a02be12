/** Checks which triangles the cull pass queues where, what clipping leaves, and that a full list is harmless. */
import { beforeAll, describe, expect, test } from 'vitest';
import { guardBandPx } from '../../src/gpu/frame.ts';
import { readQueues, type QueueList } from '../../src/gpu/queues.ts';
import { shaderConstant } from '../../src/gpu/shader-constants.ts';
import { readShaders } from '../../src/run/shaders.ts';
import { canvasLimits, clipPolygon, facesCamera, isHidden, isSmall, materialWord, occluders, onPlane, pictureLimits, pixelBox, snappedTriangles, stripCount, type PixelBox, type Snapped } from '../reference/cull.ts';
import { fragments } from '../reference/raster.ts';
import { openDevice, VARIANTS } from '../support/gpu.ts';
import { clippedTriangles, entriesOf } from '../support/queue-entries.ts';
import { IDENTITY, randomScene } from '../support/random-scene.ts';
import { LAYER, MASKED } from '../support/constants.ts';
import { runPasses, type TestScene } from '../support/raster-scene.ts';

let device: GPUDevice;
beforeAll(async () => { device = await openDevice(); });

const unclipped = (entries: Uint32Array[]) => entries.filter(([instance]) => instance! < 2 ** 31).map((entry) => [...entry.subarray(0, 3)].join(' '));

describe.each<[string, QueueList, QueueList, (scene: TestScene, instance: number) => PixelBox | null]>([
  ['picture', 'pictureSmall', 'pictureTile', pictureLimits],
  ['silhouette', 'silhouetteSmall', 'silhouetteTile', canvasLimits],
])('%s', (_, small, tile, limitsOf) => {
  test.each(VARIANTS)('of small triangles every strip is queued once; of the others, every tile that has a pixel; but nothing of the picture that is hidden: %o', async (variant) => {
    const scene = randomScene(5, 130, 70, 3, 600);
    const { read } = await runPasses(device, scene, variant);
    const near = { ...scene, instances: scene.instances.filter(({ layer }) => layer !== LAYER.background) };
    const blocks = occluders(scene, (await runPasses(device, near)).read.visibility);
    const expectedSmall: string[] = [];
    const tiles = new Map(unclipped(entriesOf(read.queues, tile)).map((entry) => [entry, 0]));
    expect(tiles.size).toBe(unclipped(entriesOf(read.queues, tile)).length); // no tile twice
    let [larger, hidden, maskedStrips] = [0, 0, 0];
    const isDropped = (triangle: Snapped, box: PixelBox) => small === 'pictureSmall' && isHidden(scene, triangle, box, blocks);
    for (const triangle of snappedTriangles(scene, read.vertices).filter(onPlane)) {
      const limits = limitsOf(scene, triangle.instance);
      const box = limits && facesCamera(scene, triangle) ? pixelBox(triangle, limits) : null;
      if (!box) continue;
      if (isSmall(triangle)) {
        if (isDropped(triangle, box)) {
          hidden++;
          continue;
        }
        const masked = materialWord(scene, triangle) >= MASKED ? MASKED : 0;
        if (masked) maskedStrips++;
        for (let strip = 0; strip < stripCount(box); strip++) expectedSmall.push(`${triangle.instance} ${triangle.triangle} ${strip + masked}`);
        continue;
      }
      larger++;
      for (const [x, y] of fragments(scene, triangle, limits!)) {
        const left = Math.floor(box.x0 / 32) * 32;
        const tileX = left + Math.floor((x - left) / 64) * 64 + 32768;
        const tileY = box.y0 + Math.floor((y - box.y0) / 64) * 64 + 32768;
        const tileBox = { x0: Math.max(box.x0, tileX - 32768), y0: tileY - 32768, x1: Math.min(box.x1, tileX - 32768 + 63), y1: Math.min(box.y1, tileY - 32768 + 63) };
        if (isDropped(triangle, tileBox)) continue;
        const entry = `${triangle.instance} ${triangle.triangle} ${(tileX | (tileY << 16)) >>> 0}`;
        expect(tiles.has(entry), entry).toBe(true);
        tiles.set(entry, tiles.get(entry)! + 1);
      }
    }
    expect(unclipped(entriesOf(read.queues, small)).sort()).toEqual(expectedSmall.sort());
    expect(expectedSmall.length).toBeGreaterThan(20);
    expect(larger).toBeGreaterThan(8);
    expect(maskedStrips).toBeGreaterThan(4);
    if (small === 'pictureSmall') expect(hidden).toBeGreaterThan(20);
    expect([...tiles.values()].filter((pixels) => pixels > 0).length).toBeGreaterThan(tiles.size / 2); // few tiles are empty
  });
});

test('clipping leaves the polygon that doubles leave, of more triangles than the pass has threads', async () => {
  const scene = randomScene(7, 130, 70, 1, 2400);
  scene.instances = [{ mesh: 0, image: 0, layer: 1, rows: IDENTITY }];
  const { read } = await runPasses(device, scene);
  const areas = new Map<number, number>();
  for (const record of entriesOf(read.queues, 'clipped')) {
    const [x, y] = [0, 3].map((at) => [...new Int32Array(record.buffer, at * 4, 3)].map((c) => c / 256)) as [number[], number[]];
    const area = ((x[1]! - x[0]!) * (y[2]! - y[0]!) - (x[2]! - x[0]!) * (y[1]! - y[0]!)) / 2;
    areas.set(record[15]!, (areas.get(record[15]!) ?? 0) + area);
  }
  const toClip = snappedTriangles(scene, read.vertices).filter((t) => !onPlane(t));
  expect(entriesOf(read.queues, 'toClip').map((entry) => entry[1]!).sort((a, b) => a - b)).toEqual(toClip.map((t) => t.triangle));
  expect(toClip.length).toBeGreaterThan(64 * shaderConstant(readShaders(), 'cull', 'CLIP_GROUPS'));
  for (const { triangle } of toClip) {
    const polygon = clipPolygon(scene, 0, triangle, guardBandPx(scene));
    let [area, perimeter] = [0, 0];
    polygon.forEach(([x0, y0], k) => {
      const [x1, y1] = polygon[(k + 1) % polygon.length]!;
      area += (x0 * y1 - x1 * y0) / 2;
      perimeter += Math.hypot(x1 - x0, y1 - y0);
    });
    expect(Math.abs((areas.get(triangle) ?? 0) - area), `triangle ${triangle}`).toBeLessThan(0.01 * perimeter + 0.01);
  }
  expect(areas.size).toBeGreaterThan(50);
  expect(clippedTriangles(read.queues).length).toBeGreaterThan(20);
});

test('full lists keep counting, write nothing past their end, and the wanted capacity is enough the second time', async () => {
  const scene = randomScene(5, 130, 70, 3);
  const shaders = readShaders();
  const long = readQueues(shaders, (await runPasses(device, scene)).read.queues.buffer);
  const short = await runPasses(device, scene, undefined, { clipped: 3, tiles: 2 });
  const wanted = readQueues(shaders, short.read.queues.buffer);
  expect(wanted.clipped).toEqual({ wanted: long.clipped.wanted, capacity: 3 });
  expect(wanted.pictureTile.wanted).toBeGreaterThan(2);
  expect(entriesOf(short.read.queues, 'pictureTile')).toHaveLength(2);
  // Each list ends where the next begins: all entries are still whole.
  for (const list of ['pictureSmall', 'silhouetteSmall', 'pictureTile', 'silhouetteTile', 'toClip'] as const) {
    for (const [instance, triangle] of entriesOf(short.read.queues, list)) {
      if (instance! >= 2 ** 31) expect(triangle).toBeLessThan(3);
      else expect(triangle).toBeLessThan(scene.meshes[scene.instances[instance!]!.mesh]!.triangles.length);
    }
  }
  const capacity = { clipped: long.clipped.wanted, tiles: Math.max(long.pictureTile.wanted, long.silhouetteTile.wanted) };
  const exact = await runPasses(device, scene, undefined, capacity);
  expect(exact.read.visibility).toEqual((await runPasses(device, scene)).read.visibility);
});
