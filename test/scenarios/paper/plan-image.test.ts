/** Tests whole plans against an independent, pixel-exact drawing of their instances. */
import { expect, test } from 'vitest';
import { UserError } from '../../../src/config/errors.ts';
import { makePlanner, plan } from '../../support/paper.ts';
import { labelledInstances } from '../../../src/scene/scene.ts';
import type { ScenePlan } from '../../../src/scene/scene.ts';
import { areaOf, cropOf, drawInstance, forEachPixel, type Mask, overlapOf, uncoveredBy } from '../../support/exact.ts';
import { configOf, smallLibrary } from '../../support/compiled-shapes.ts';

const CURRICULUM = { viewLevel: 0, inPlaneSteps: 8, levels: 4 };
const SMALL = { curriculum: CURRICULUM, image: { width: 161, height: 121 }, count: 12 };

function masksOf(planned: ScenePlan): Mask[] {
  return planned.scene.instances.map((instance) => drawInstance(planned.scene, smallLibrary(), instance));
}

test.for([
  { name: 'the defaults', foreground: {}, strategy: 'paper' },
  { name: 'nothing cropped', foreground: { maxCrop: 0, fill: 0.4 }, strategy: 'paper' },
  { name: 'no overlap', foreground: { maxOverlap: 0, fill: 0.4 }, strategy: 'paper' },
  { name: 'random poses', foreground: {}, strategy: 'random' },
] as const)('$name: limits hold, the image is covered, occluders hide their share in front', ({ foreground, strategy }) => {
  const planner = makePlanner(configOf({ ...SMALL, foreground, curriculum: { ...CURRICULUM, strategy } }), smallLibrary());
  const { maxCrop = 0.5, maxOverlap = 0.3 } = foreground as { maxCrop?: number; maxOverlap?: number };
  const { width, height } = SMALL.image;
  for (let index = 1; index < 12; index += 5) {
    const planned = planner.plan(index, 1);
    const masks = masksOf(planned);
    const targets = labelledInstances(planned.scene).map((instance) => masks[instance]!);
    expect(targets.length).toBeGreaterThan(0);
    expect(planned.schedule?.unplaced ?? []).toEqual([]);
    targets.forEach((mask, i) => {
      expect(cropOf(mask, planned.scene)).toBeLessThanOrEqual(maxCrop);
      for (const other of targets.slice(0, i)) expect(overlapOf(mask, other)).toBeLessThanOrEqual(maxOverlap);
    });
    const layer = (name: string) => masks.filter((_, i) => planned.scene.instances[i]!.layer === name);
    expect(uncoveredBy(layer('background'), planned.scene)).toBe(0);
    const nearest = new Float64Array(width * height).fill(Infinity);
    for (const mask of layer('background')) {
      forEachPixel(mask, (x, y, depth) => {
        if (x >= 0 && y >= 0 && x < width && y < height) nearest[y * width + x] = Math.min(nearest[y * width + x]!, depth);
      });
    }
    let wrongSide = 0;
    for (const mask of targets) {
      forEachPixel(mask, (x, y, depth) => {
        if (x >= 0 && y >= 0 && x < width && y < height && depth >= nearest[y * width + x]!) wrongSide++;
      });
    }
    for (const { instance, target, coverage } of planned.occluders) {
      expect(coverage).toBeGreaterThanOrEqual(0.1);
      expect(coverage).toBeLessThanOrEqual(0.3);
      let shared = 0;
      const [front, back] = [masks[instance]!, masks[target]!];
      forEachPixel(front, (x, y, depth) => {
        const [i, j] = [x - back.x0, y - back.y0];
        if (i < 0 || j < 0 || i >= back.width || j >= back.height || back.depth[j * back.width + i] === Infinity) return;
        shared++;
        if (depth >= back.depth[j * back.width + i]!) wrongSide++;
      });
      // A share of few pixels is coarse.
      expect(Math.abs(shared / areaOf(back) - coverage)).toBeLessThan(0.02 + 0.5 / Math.sqrt(areaOf(back)));
    }
    expect(wrongSide).toBe(0);
  }
});

test('foreground objects that overlap never cut into each other', () => {
  const planned = makePlanner(configOf({ ...SMALL, foreground: { fill: 1.5, maxOverlap: 0.6 } }), smallLibrary()).plan(0, 0);
  const masks = masksOf(planned).slice(0, planned.foreground.length);
  let pairs = 0;
  masks.forEach((a, i) => masks.slice(0, i).forEach((b) => {
    const signs = new Set<number>();
    forEachPixel(a, (x, y, depth) => {
      const [u, v] = [x - b.x0, y - b.y0];
      if (u >= 0 && v >= 0 && u < b.width && v < b.height && b.depth[v * b.width + u] !== Infinity) signs.add(Math.sign(depth - b.depth[v * b.width + u]!));
    });
    expect(signs.size).toBeLessThanOrEqual(1);
    pairs += signs.size;
  }));
  expect(pairs).toBeGreaterThan(3);
});

test('a plan is the same twice, alone or after others', () => {
  const config = configOf(SMALL);
  const planner = makePlanner(config, smallLibrary());
  const inOrder = [0, 5, 11].map((index) => planner.plan(index, 0));
  expect([11, 5, 0].map((index) => plan(config, smallLibrary(), index, 0)).reverse()).toEqual(inOrder);
  expect(planner.plan(5, 1)).not.toEqual(inOrder[1]);
  expect(planner.plan(5, 1).foreground.length).toBe(inOrder[1]!.foreground.length);
});

test('a switch keeps the poses of the foreground', () => {
  const foreground = (changes: Record<string, unknown>) => {
    const { scene } = plan(configOf({ ...SMALL, ...changes }), smallLibrary(), 3, 0);
    return scene.instances.filter(({ layer }) => layer === 'foreground');
  };
  const all = foreground({});
  for (const changes of [{ background: { enabled: false } }, { background: { hue: false, subRange: false } }, { occluders: { enabled: false } },
    { lights: { enabled: false } }, { noise: { enabled: false } }, { blur: { enabled: false } }, { lights: { colorEnabled: false } }]) {
    expect(foreground(changes)).toEqual(all);
  }
  const lit = plan(configOf(SMALL), smallLibrary(), 3, 0).scene;
  const white = plan(configOf({ ...SMALL, lights: { colorEnabled: false } }), smallLibrary(), 3, 0).scene;
  expect(white.lights).toEqual(lit.lights.map((light) => ({ ...light, color: [1, 1, 1] })));
  expect(plan(configOf({ ...SMALL, foreground: { enabled: false } }), smallLibrary(), 3, 0).background).toEqual(
    plan(configOf(SMALL), smallLibrary(), 3, 0).background);
});

test('what cannot be planned is said', () => {
  expect(() => configOf({ ...SMALL, camera: { fovYDeg: 120 } })).toThrow(/at a field of view of 120 degrees .* of at most 0.6/);
  expect(() => makePlanner(configOf({ ...SMALL, curriculum: { viewLevel: 2 } }), smallLibrary())).toThrow(/wanted curriculum.viewLevel 2/);
});

test('clutter that cannot cover anything is wrong input', () => {
  const { models, ...rest } = smallLibrary();
  const bare = { ...rest, models: models.slice(0, rest.foregroundCount) };
  expect(() => makePlanner(configOf(SMALL), bare)).toThrow(UserError);
  makePlanner(configOf({ ...SMALL, background: { enabled: false }, occluders: { enabled: false } }), bare);
});
