/** Tests the sizes of objects, and their counts, over the plans of whole datasets. */
import { beforeAll, expect, test } from 'vitest';
import type { AssetLibrary } from '../../../src/assets/library.ts';
import { UserError } from '../../../src/config/errors.ts';
import { projectPoint } from '../../../src/geometry/projection.ts';
import { boxPercentiles } from '../../../src/scenarios/paper/box-sizes.ts';
import { openPaper } from '../../../src/scenarios/paper/paper.ts';
import type { PaperPlan } from '../../../src/scenarios/paper/paper-plan.ts';
import { boxSoup, compiledShape, configOf, libraryOf, smallLibrary, sphereSoup } from '../../support/compiled-shapes.ts';
import { makePlanner } from '../../support/paper.ts';

const OFF = { background: { enabled: false }, occluders: { enabled: false } };
let cubes: AssetLibrary;
let elongated: AssetLibrary;
beforeAll(() => {
  cubes = libraryOf([compiledShape(boxSoup(0.1, 0.1, 0.1), 0)], []);
  elongated = libraryOf([boxSoup(0.02, 0.02, 0.3), boxSoup(0.3, 0.3, 0.02), sphereSoup(0.1, 10)].map((soup) => compiledShape(soup, 0)), []);
});

/** Sizes of the boxes around the vertices of a plan's objects, pixels. */
function sizesOf({ scene }: PaperPlan, library: AssetLibrary): number[] {
  return scene.instances.map(({ model, pose }) => {
    const { compiled, drawing } = library.models[model]!;
    const { positions } = drawing as unknown as { positions: Float32Array };
    const [cx, cy, cz] = compiled.center;
    const points = Array.from({ length: positions.length / 3 }, (_, v) =>
      projectPoint([cx + positions[3 * v]!, cy + positions[3 * v + 1]!, cz + positions[3 * v + 2]!], pose, scene.camera)!);
    const extent = (values: number[]) => Math.max(...values) - Math.min(...values);
    return Math.sqrt(extent(points.map(({ x }) => x)) * extent(points.map(({ y }) => y)));
  });
}

const percentile = (values: number[], share: number) => [...values].sort((a, b) => a - b)[Math.floor(share * values.length)]!;

test.for([
  { name: 'cubes', curriculum: { boxPx: [25, 43] }, fovYDeg: [30, 60], foreground: {}, count: 150 },
  { name: 'cubes', curriculum: { boxPx: [10, 90], levels: 1 }, fovYDeg: 60, foreground: { count: [1, 6] }, count: 500 },
  { name: 'elongated', curriculum: { boxPx: [15, 50], levels: 3 }, fovYDeg: [30, 60], foreground: { count: [2, 8], order: 'perObject' }, count: 300 },
  { name: 'elongated', curriculum: { boxShare: [0.1, 0.3], levels: 12 }, fovYDeg: 30, foreground: {}, count: 150 },
  { name: 'elongated', curriculum: { boxPx: [20, 60], strategy: 'random' }, fovYDeg: 45, foreground: { count: [1, 4] }, count: 100 },
] as const)('$name, $curriculum, $fovYDeg degrees: 5 % and 95 % of the boxes stay below what was asked', ({ name, curriculum, fovYDeg, foreground, count }) => {
  const library = name === 'cubes' ? cubes : elongated;
  const config = configOf({ ...OFF, count, foreground, camera: { fovYDeg }, curriculum: { viewLevel: 0, ...curriculum } });
  const planner = makePlanner(config, library);
  const plans = Array.from({ length: count }, (_, index) => planner.plan(index, 0));
  const sizes = plans.flatMap((planned) => sizesOf(planned, library));
  const [p5, p95] = boxPercentiles(config)!;
  expect(plans.reduce((sum, { unplaced = 0 }) => sum + unplaced, 0)).toBeLessThanOrEqual(0.01 * sizes.length);
  // Sizes at random are off by more than those of a schedule.
  const tolerance = 'strategy' in curriculum ? 0.05 : 0.025;
  expect(Math.abs(percentile(sizes, 0.05) / p5 - 1)).toBeLessThan(tolerance);
  expect(Math.abs(percentile(sizes, 0.95) / p95 - 1)).toBeLessThan(tolerance);
});

test('equal percentiles give equal boxes, and an entry keeps its size in every attempt', () => {
  const planner = makePlanner(configOf({ ...OFF, count: 40, curriculum: { viewLevel: 0, boxPx: [30, 30] } }), cubes);
  for (const size of sizesOf(planner.plan(3, 0), cubes)) expect(Math.abs(size / 30 - 1)).toBeLessThan(0.05);
  const other = makePlanner(configOf({ ...OFF, count: 40, curriculum: { viewLevel: 0, boxPx: [10, 60] } }), cubes);
  const planned = (attempt: number) => other.plan(20, attempt).foreground.map(({ boxPx }) => boxPx);
  expect(planned(0).length).toBeGreaterThan(5);
  expect(new Set(planned(0)).size).toBe(planned(0).length);
  expect(planned(2)).toEqual(planned(0));
});

test('fill holds on the whole, and clutter has the area of the objects', () => {
  const config = configOf({ count: 60, image: { width: 160, height: 120 }, occluders: { enabled: false }, foreground: { maxPerImage: 100 }, curriculum: { viewLevel: 0, levels: 1, boxPx: [10, 40] } });
  const planner = makePlanner({ ...config, background: { ...config.background, enabled: false } }, smallLibrary());
  const plans = Array.from({ length: 60 }, (_, index) => planner.plan(index, 0));
  const mean = plans.reduce((sum, { background: { meanForegroundAreaPx }, foreground, unplaced = 0 }) => sum + meanForegroundAreaPx * (foreground.length + unplaced), 0) / 60;
  expect(mean / (160 * 120)).toBeGreaterThan(0.85);
  expect(mean / (160 * 120)).toBeLessThan(1.1);
});

test('the overview has the sizes of the levels', () => {
  const rows = openPaper(configOf({ ...OFF, curriculum: { viewLevel: 0, levels: 2, boxPx: [10, 40] } }), cubes).overview();
  expect(rows[0]!.slice(0, 5)).toEqual(['level', 'box, pixels', 'pairs', 'entries', 'images']);
  expect(rows.slice(1, 3).map((row) => row[1])).toEqual(['20.0-43.2', '9.3-20.0']);
});

test.for([
  [{ curriculum: { viewLevel: 0, boxPx: [600, 900] } }, 'plan: curriculum.boxPx asks for boxes that no distance reaches: 100 % of those of 880 to 921 px need models too near to the camera'],
  [{ curriculum: { viewLevel: 0, boxShare: [2, 2] }, camera: { fovYDeg: 10 }, foreground: { maxCrop: 0.1 } }, 'plan: curriculum.boxShare asks for boxes that the image cannot hold'],
  [{ curriculum: { viewLevel: 0 }, foreground: { count: [60, 60] } }, 'plan: foreground.count asks for 60 objects in an image, whose silhouettes at level 0 add up to'],
] as const)('%o is an error of one sentence', ([changes, message]) => {
  const open = () => openPaper(configOf({ ...OFF, ...changes }), cubes);
  expect(open).toThrow(UserError);
  expect(open).toThrow(message);
});

test('boxPx needs no diameter: the default one brings no complaint at a wide field of view', () => {
  expect(() => configOf({ camera: { fovYDeg: 110 } })).toThrow('brings the camera too near');
  expect(configOf({ camera: { fovYDeg: 110 }, curriculum: { boxPx: [10, 20] } }).curriculum.boxPx).toEqual([10, 20]);
  expect(() => configOf({ curriculum: { boxPx: [10, 20], boxShare: [0.1, 0.2] } })).toThrow('boxPx and boxShare are both given');
  expect(() => configOf({ curriculum: { boxPx: [20, 10] } })).toThrow('the first value must not be above the second');
});

// 99.9 % of chi-square values are below these bounds, by degrees of freedom.
test.for([
  { strategy: 'paper', count: [3, 12], images: 300, bound: 27.88 },
  { strategy: 'random', count: [1, 3], images: 120, bound: 13.82 },
] as const)('strategy $strategy: counts are uniform over $count, and the same in every attempt', ({ strategy, count: [least, most], images, bound }) => {
  const foreground = { count: [least, most] };
  const planner = makePlanner(configOf({ ...OFF, count: images, foreground, curriculum: { viewLevel: 0, strategy, diameter: [0.2, 0.1] } }), cubes);
  const often = new Array<number>(most + 1).fill(0);
  for (let index = 0; index < images; index++) {
    const planned = planner.plan(index, 0);
    expect(planned.count).toBe(planned.foreground.length + (planned.unplaced ?? 0));
    often[planned.count!]!++;
    if (index % 50 === 0) expect(planner.plan(index, 1).count).toBe(planned.count);
  }
  const expected = images / (most - least + 1);
  expect(often.slice(least).reduce((sum, n) => sum + (n - expected) ** 2 / expected, 0)).toBeLessThan(bound);
});
