/** Tests small clutter against an independent, pixel-exact drawing, and against the clutter that covers every pixel. */
import { expect, test } from 'vitest';
import { coverWithClutter } from '../../../src/scenarios/paper/background.ts';
import { smallClutterLod } from '../../../src/scenarios/paper/small-clutter.ts';
import { findClutter } from '../../../src/scenarios/placement/choose-clutter.ts';
import { streamsOf } from '../../../src/scene/random.ts';
import type { Scene } from '../../../src/scene/scene.ts';
import { drawInstance, forEachPixel, type Mask, uncoveredBy } from '../../support/exact.ts';
import { configOf, smallLibrary } from '../../support/compiled-shapes.ts';
import { makePlanner } from '../../support/paper.ts';

const CURRICULUM = { viewLevel: 0, inPlaneSteps: 8, levels: 3, diameter: [0.12, 0.08] };
const SMALL = { curriculum: CURRICULUM, image: { width: 121, height: 97 }, count: 9 };

/** Pixels of the back masks that are nearer than the farthest of the front masks. */
function wrongSide(front: Mask[], back: Mask[], { width, height }: Scene): number {
  const farthest = new Float64Array(width * height);
  const isInside = (x: number, y: number) => x >= 0 && y >= 0 && x < width && y < height;
  for (const mask of front) forEachPixel(mask, (x, y, depth) => { if (isInside(x, y)) farthest[y * width + x] = Math.max(farthest[y * width + x]!, depth); });
  let count = 0;
  for (const mask of back) forEachPixel(mask, (x, y, depth) => { if (isInside(x, y) && depth <= farthest[y * width + x]!) count++; });
  return count;
}

test('the backing alone covers the image, behind small objects that cover most of it and are few', () => {
  const config = configOf(SMALL);
  const planner = makePlanner(config, smallLibrary());
  let open = 0;
  let small = 0;
  let closed = 0;
  for (const index of [0, 8]) {
    const planned = planner.plan(index, 0);
    const { scene, background } = planned;
    const masks = scene.instances.filter(({ layer }) => layer === 'background').map((instance) => drawInstance(scene, smallLibrary(), instance));
    expect(masks.length).toBe(background.objects + background.backing!);
    const [front, back] = [masks.slice(0, background.objects), masks.slice(background.objects)];
    expect(uncoveredBy(back, scene)).toBe(0);
    open += uncoveredBy(front, scene) / (scene.width * scene.height);
    expect(wrongSide(front, back, scene)).toBe(0);
    small += background.objects;
    const focalPx = scene.camera.fy;
    const areaPx = background.areaRatio.map((ratio) => ratio * background.meanForegroundAreaPx) as [number, number];
    closed += coverWithClutter(findClutter(smallLibrary()), { widthPx: 121, heightPx: 97, focalPx }, areaPx, 0, streamsOf(7, index, 0)('background')).length;
  }
  expect(open / 2).toBeLessThan(0.25);
  expect(open / 2).toBeGreaterThan(0.1);
  expect(small).toBeLessThan(0.5 * closed);
});

test('only a curriculum below the paper\'s sizes has small clutter, and there only images of small objects', () => {
  const backings = (curriculum: Record<string, unknown>, indices: number[]) => {
    const planner = makePlanner(configOf({ ...SMALL, curriculum: { ...CURRICULUM, ...curriculum } }), smallLibrary());
    return indices.map((index) => planner.plan(index, 0).background.backing !== undefined);
  };
  expect(backings({ diameter: [0.6, 0.1] }, [0, 8])).toEqual([false, false]);
  expect(backings({ diameter: [0.1, 0.1], levels: 1 }, [0])).toEqual([false]);
  expect(backings({ diameter: [0.1, 0.1], levels: 1, strategy: 'random' }, [0])).toEqual([false]);
  expect(backings({ diameter: [0.1, 0.09], strategy: 'random' }, [0])).toEqual([true]);
  expect(backings({ diameter: [0.3, 0.09], levels: 2 }, [0, 8])).toEqual([false, true]);
});

test('switching the foreground off leaves small clutter as it is', () => {
  const backgroundOf = (foreground: object) => {
    const { scene, background } = makePlanner(configOf({ ...SMALL, foreground }), smallLibrary()).plan(8, 0);
    return { background, models: scene.instances.filter(({ layer }) => layer === 'background').map(({ model }) => model) };
  };
  const off = backgroundOf({ enabled: false });
  expect(off.background.backing).toBeGreaterThan(0);
  expect(off).toEqual(backgroundOf({}));
});

test('objects smaller than a pixel end too', () => {
  const planned = makePlanner(configOf({ ...SMALL, image: { width: 64, height: 64 }, curriculum: { ...CURRICULUM, diameter: [0.02, 0.02] } }), smallLibrary()).plan(0, 0);
  expect(planned.background.objects).toBeLessThan(64 * 64);
  expect(planned.background.backing).toBeGreaterThan(0);
});

test('the level of detail is the coarsest within its error', () => {
  const camera = { widthPx: 100, heightPx: 100, focalPx: 400 };
  // A radius of 20 px: errors of 0, 1, 2, 3 and 4 px.
  const lods = [0, 0.05, 0.1, 0.15, 0.2].map((errorM) => ({ errorM }));
  const lodOf = (layer: 'small' | 'backing') => smallClutterLod(layer, { lods, radiusM: 1 } as never, { radiusOverDepth: 0.05 } as never, camera);
  expect([lodOf('small'), lodOf('backing')]).toEqual([1, 3]);
});
