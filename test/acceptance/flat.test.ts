/** Checks scenes of plain colours without light: a pixel's colour tells its instance, and the record counts the same pixels. */
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { boxSoup, cornerSoup, ringSoup, sphereSoup } from '../support/compiled-shapes.ts';
import { folderOfFile } from '../support/folder.ts';
import { writeModel } from '../support/models.ts';
import { rendered } from '../support/rendered.ts';

const folder = folderOfFile();
const MODELS = {
  box: [boxSoup(0.1, 0.2, 0.06), [220, 40, 30]],
  ball: [sphereSoup(0.08, 12), [40, 200, 60]],
  corner: [cornerSoup(0.2), [60, 60, 230]],
  ring: [ringSoup(0.12, 0.02, 14), [230, 200, 40]],
  wall: [boxSoup(2, 2, 0.01), [120, 120, 120]],
} satisfies Record<string, [number[], [number, number, number]]>;
type Name = keyof typeof MODELS;
const NAMES = Object.keys(MODELS) as Name[];

beforeAll(async () => {
  process.env.SCENEMILL_CACHE = join(folder, 'cache');
  for (const name of NAMES) await writeModel(join(folder, `${name}.glb`), ...MODELS[name]);
});

/** mulberry32: random numbers that do not depend on the program, so that the scenes stay the same. */
function numbers(seed: number): (from: number, to: number) => number {
  let state = seed;
  return (from, to) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return from + (to - from) * (((t ^ (t >>> 14)) >>> 0) / 2 ** 32);
  };
}

/** Instances on all sides of the border and of the near plane, some behind the camera. */
function randomScene(seed: number, width: number, height: number) {
  const between = numbers(seed);
  const pick = <T>(items: readonly T[]) => items[Math.floor(between(0, items.length))]!;
  const fy = height * between(0.6, 1.5);
  const camera = { fx: fy * between(0.7, 1.4), fy, cx: width * between(0.1, 0.9), cy: height * between(0.1, 0.9), near: pick([0.001, 0.1]) };
  const instances = Array.from({ length: 24 }, () => {
    const z = between(-0.1, 0.9);
    const reach = Math.max(0.1, z);
    return {
      model: `${pick(NAMES)}.glb`, layer: pick(['background', 'foreground', 'occluder']), lod: pick(['auto', 0]),
      pose: {
        rotation: [between(-1, 1), between(-1, 1), between(-1, 1), between(0.1, 1)],
        translation: [(between(-0.3, 1.3) * width - camera.cx) / camera.fx * reach, (between(-0.3, 1.3) * height - camera.cy) / camera.fy * reach, z],
        scale: between(0.3, 1.2),
      },
    };
  });
  return { width, height, camera, instances, unlit: true, antialias: false };
}

test.each([[1, 96, 72], [2, 67, 93]])('colours, instance ids and the record agree on every pixel of random scene %i, %i x %i', async (seed, width, height) => {
  const scene = randomScene(seed, width, height);
  const { rgb, instanceIds, record } = await rendered(scene, folder, `random-${seed}`);
  expect(new Set(instanceIds).size).toBeGreaterThan(5);
  const colors = scene.instances.map(({ model }) => MODELS[model.replace('.glb', '') as Name][1]);
  let wrong = 0;
  instanceIds.forEach((id, pixel) => {
    const color = id === 0 ? [0, 0, 0] : colors[id - 1]!;
    if (color.some((level, k) => Math.abs(level - rgb[pixel * 3 + k]!) > 1)) wrong++;
  });
  expect(wrong).toBe(0);

  const areas = new Map<number, number>();
  for (const id of instanceIds) areas.set(id, (areas.get(id) ?? 0) + 1);
  const labelled = scene.instances.flatMap(({ layer }, i) => (layer === 'foreground' && areas.has(i + 1) ? [areas.get(i + 1)] : []));
  expect(record.instances.map(({ area }: { area: number }) => area)).toEqual(labelled);
  expect(record.background.uncovered).toBe(areas.get(0) ?? 0);
  for (const { visibility, occludedBy } of record.instances) {
    expect(Math.abs(visibility + occludedBy.frame + occludedBy.foreground + occludedBy.occluder - 1)).toBeLessThan(0.001);
  }
});

test('scenes without lights, without labels and without anything are drawn', async () => {
  const camera = { fx: 64, fy: 64 };
  const wall = { model: 'wall.glb', layer: 'background', pose: { translation: [0, 0, 1] } };
  const { rgb, instanceIds } = await rendered({ width: 64, height: 64, camera, instances: [wall] }, folder, 'wall');
  expect(new Set(instanceIds)).toEqual(new Set([1]));
  expect(Math.abs(rgb[0]! - 120)).toBeLessThanOrEqual(1);
  const nothing = await rendered({ width: 64, height: 64, camera, instances: [] }, folder, 'nothing');
  expect([new Set(nothing.instanceIds), new Set(nothing.rgb), nothing.record.background.uncovered]).toEqual([new Set([0]), new Set([0]), 4096]);
});

test('the largest image fits the device, noise and blur included', async () => {
  const wall = { model: 'wall.glb', layer: 'background', pose: { translation: [0, 0, 1] } };
  const scene = { width: 2048, height: 2048, camera: { fx: 2000, fy: 2000 }, instances: [wall], post: { noiseSigma: 0.01, blurKernel: 3, blurSigma: 1 } };
  const { rgb } = await rendered(scene, folder, 'large');
  for (const pixel of [0, 2048 * 2048 - 1]) expect(Math.abs(rgb[pixel * 3]! - 120)).toBeLessThan(20);
});
