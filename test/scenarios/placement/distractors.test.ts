/** Checks which distractors there are, where they lie, and what they leave as it is. */
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import type { AssetLibrary } from '../../../src/assets/library.ts';
import { LARGEST_RADIUS_OVER_DISTANCE } from '../../../src/assets/silhouettes/silhouettes.ts';
import { matrixOf } from '../../../src/geometry/poses.ts';
import { type BoundingCone, coneOf, type DistractorCone, orderLayers } from '../../../src/scenarios/paper/layers.ts';
import { countDistractors, type DistractorsOptions, findDistractors } from '../../../src/scenarios/placement/distractors.ts';
import { placeDistractors } from '../../../src/scenarios/placement/place-distractors.ts';
import { streamsOf } from '../../../src/scene/random.ts';
import type { Vec3 } from '../../../src/geometry/vectors.ts';
import { boxSoup, compiledShape, configOf, ringSoup, smallLibrary, sphereSoup, withDistractors } from '../../support/compiled-shapes.ts';
import { drawInstance, forEachPixel } from '../../support/exact.ts';
import { makePlanner } from '../../support/paper.ts';

const sizeOfBox = ([, , width, height]: readonly number[]): number => Math.sqrt(width! * height!);
const camera = { widthPx: 320, heightPx: 240, focalPx: 290 };
let library: AssetLibrary;
beforeAll(() => {
  library = withDistractors(smallLibrary(), {
    nuts: [boxSoup(0.1, 0.04, 0.1), ringSoup(0.05, 0.015), sphereSoup(0.04)].map((soup) => compiledShape(soup, 1)),
    plates: [boxSoup(0.3, 0.02, 0.2)].map((soup) => compiledShape(soup, 1)),
  });
});

const entry = { count: [1, 4] as [number, number], under: false };
const find = (options: DistractorsOptions) => findDistractors(options, library, camera);
const placed = (options: DistractorsOptions, seed: number, objects: Parameters<typeof placeDistractors>[3] = []) => {
  const sets = find(options);
  return placeDistractors(sets, countDistractors(sets, streamsOf(seed, 0, 0)('distractors')), camera, objects, (set) => streamsOf(seed, 0, 0)('distractors', 1 + set));
};

/** Pearson's statistic of counts that should be equal. */
const chiSquare = (counts: number[]): number => {
  const mean = counts.reduce((sum, count) => sum + count, 0) / counts.length;
  return counts.reduce((sum, count) => sum + (count - mean) ** 2 / mean, 0);
};

test('numbers and models come equally often, sizes fill their range evenly', () => {
  const all = Array.from({ length: 400 }, (_, seed) => placed({ ...entry, group: 'nuts', boxPx: [10, 30] }, seed));
  const numbers = [1, 2, 3, 4].map((count) => all.filter(({ length }) => length === count).length);
  const things = all.flat();
  const models = [9, 10, 11].map((model) => things.filter((thing) => thing.model === model).length);
  const sizes = things.map(({ box }) => sizeOfBox(box));
  // The quantiles at 0.999 for 3, 2 and 9 degrees of freedom.
  expect(chiSquare(numbers)).toBeLessThan(16.3);
  expect(chiSquare(models)).toBeLessThan(13.8);
  expect(chiSquare(Array.from({ length: 10 }, (_, i) => sizes.filter((size) => Math.floor((size - 10) / 2) === i).length))).toBeLessThan(27.9);
  expect(Math.min(...sizes)).toBeGreaterThan(10 * 0.98);
  expect(Math.max(...sizes)).toBeLessThan(30 * 1.02);
  for (const { xPx, yPx } of things) expect(xPx >= 0 && xPx < 320 && yPx >= 0 && yPx < 240).toBe(true);
});

test('a tilt is kept; without a view that keeps it the nearest is taken', () => {
  const tilts = (tiltDeg?: number) => {
    const things = Array.from({ length: 60 }, (_, seed) => placed({ ...entry, group: 'nuts', boxPx: [10, 30], ...(tiltDeg === undefined ? {} : { tiltDeg }) }, seed)).flat();
    return things.map(({ onAxis }) => (Math.acos(Math.min(1, -matrixOf(onAxis)[7])) * 180) / Math.PI);
  };
  expect(Math.max(...tilts(40))).toBeLessThan(40.01);
  expect(new Set(tilts(40).map(Math.round)).size).toBeGreaterThan(2);
  expect(Math.max(...tilts(0))).toBeLessThan(1e-3);
  expect(Math.max(...tilts())).toBeGreaterThan(120);
  const coarse = withDistractors(smallLibrary(), { nuts: [compiledShape(boxSoup(0.1, 0.04, 0.1), 0)] });
  expect(findDistractors({ ...entry, boxPx: [10, 20], tiltDeg: 5 }, coarse, camera)[0]!.models[0]!.views).toHaveLength(2);
});

test('what cannot be is said in a sentence', () => {
  expect(() => findDistractors(entry, smallLibrary(), camera)).toThrow('plan: distractors are asked for, but assets.distractors is not given; wanted a folder of models or a built-in group such as builtin:feet');
  expect(() => find([entry, { ...entry, group: 'bolts' }])).toThrow('plan: distractors.group is "bolts", which assets.distractors does not have; wanted nuts, plates');
  expect(() => find({ ...entry, group: 'plates', boxPx: [30, 500], tiltDeg: 10 })).toThrow(/^plan: distractors: plates\/thing0 cannot have a box of 500 pixels at the widest field of view; wanted boxPx of at most \d+$/);
  expect(() => find({ ...entry, group: 'plates', boxShare: [0.1, 2], tiltDeg: 10 })).toThrow(/wanted boxShare of at most 1\.016$/);
  expect(findDistractors(undefined, smallLibrary(), camera)).toEqual([]);
});

test('the largest size that is allowed is reached everywhere in the image', () => {
  const message = (() => { try { find({ ...entry, group: 'plates', boxPx: [30, 500], tiltDeg: 10 }); return ''; } catch (error) { return (error as Error).message; } })();
  const most = Number(/(\d+)$/.exec(message)![1]);
  for (let seed = 0; seed < 40; seed++) {
    for (const thing of placed({ count: [2, 2], under: true, group: 'plates', boxPx: [most, most], tiltDeg: 10 }, seed)) {
      expect(sizeOfBox(thing.box)).toBeGreaterThan(0.98 * most);
      expect(coneOf(thing, camera).radiusOverDistance).toBeLessThanOrEqual(LARGEST_RADIUS_OVER_DISTANCE + 1e-12);
    }
  }
});

const SMALL = { curriculum: { viewLevel: 0, inPlaneSteps: 8, levels: 4, diameter: [0.3, 0.1] }, image: { width: 99, height: 77 }, count: 12, foreground: { maxPerImage: 6, fill: 0.4 } };
const small = () => withDistractors(smallLibrary(), {
  nuts: [boxSoup(0.1, 0.04, 0.1), ringSoup(0.05, 0.015)].map((soup) => compiledShape(soup, 0)), plates: [compiledShape(boxSoup(0.3, 0.02, 0.2), 0)], unused: [compiledShape(boxSoup(1, 1, 1), 0)],
});
const SECTION = { distractors: [{ group: 'plates', count: [1, 2], boxPx: [30, 42], under: true, tiltDeg: 40 }, { group: 'nuts', count: [2, 5], boxPx: [5, 9] }] };

test('in a plan: everything else is where it is without distractors, but for the background\'s distance; they are behind the objects and beside them', () => {
  const models = small();
  const planners = [makePlanner(configOf(SMALL), models), makePlanner(configOf({ ...SMALL, ...SECTION }), models)] as const;
  for (const [index, attempt] of [[0, 0], [7, 2]] as const) {
    const [bare, full] = planners.map((planner) => planner.plan(index, attempt)) as [ReturnType<(typeof planners)[0]['plan']>, ReturnType<(typeof planners)[0]['plan']>];
    const distractors = full.scene.instances.filter(({ layer }) => layer === 'distractor');
    const others = full.scene.instances.filter(({ layer }) => layer !== 'distractor');
    const flat = (instances: typeof others) => instances.map((instance) => (instance.layer === 'background' ? { ...instance, pose: instance.pose.rotation } : instance));
    expect(flat(others)).toEqual(flat(bare.scene.instances));
    expect({ ...full.scene, instances: [] }).toEqual({ ...bare.scene, instances: [] });
    expect([full.occluders, full.foreground, full.schedule, full.background]).toEqual([bare.occluders, bare.foreground, bare.schedule, bare.background]);
    expect([bare.distractors, full.distractors!.length]).toEqual([undefined, distractors.length]);

    const { width, height } = SMALL.image;
    const nearest = (of: typeof others) => {
      const depths = new Float64Array(width * height).fill(Infinity);
      for (const instance of of) forEachPixel(drawInstance(full.scene, models, instance), (x, y, depth) => {
        if (x >= 0 && y >= 0 && x < width && y < height) depths[y * width + x] = Math.min(depths[y * width + x]!, depth);
      });
      return depths;
    };
    const objects = others.filter(({ layer }) => layer === 'foreground');
    const farthest = new Float64Array(width * height);
    for (const instance of objects) forEachPixel(drawInstance(full.scene, models, instance), (x, y, depth) => {
      if (x >= 0 && y >= 0 && x < width && y < height) farthest[y * width + x] = Math.max(farthest[y * width + x]!, depth);
    });
    const groupOf = (instance: (typeof others)[0]) => models.models[instance.model]!.group;
    const plates = nearest(distractors.filter((instance) => groupOf(instance) === 'plates'));
    const nuts = nearest(distractors.filter((instance) => groupOf(instance) === 'nuts'));
    const clutter = nearest(others.filter(({ layer }) => layer === 'background'));
    for (let i = 0; i < farthest.length; i++) {
      // A nut lies beside the objects, so no pixel has both.
      if (nuts[i]! < Infinity) expect(farthest[i]).toBe(0);
      if (plates[i]! < Infinity) expect(plates[i]).toBeGreaterThan(farthest[i]!);
      if (plates[i]! < Infinity && nuts[i]! < Infinity) expect(plates[i]).toBeGreaterThan(nuts[i]!);
      if (Math.min(plates[i]!, nuts[i]!) < Infinity) expect(clutter[i]).toBeGreaterThan(plates[i]! < Infinity ? plates[i]! : nuts[i]!);
    }
  }
});

test('their number is the same at every attempt, and one set does not change another', () => {
  const models = small();
  const planner = makePlanner(configOf({ ...SMALL, ...SECTION }), models);
  const nutsOf = (plan: ReturnType<typeof planner.plan>) => plan.distractors!.filter(({ group }) => group === 'nuts');
  for (let index = 0; index < 12; index += 3) {
    const plans = [0, 5].map((attempt) => planner.plan(index, attempt));
    expect(new Set(plans.map((plan) => plan.distractors!.map(({ group }) => group).join())).size).toBe(1);
    expect(plans[1]!.distractors).not.toEqual(plans[0]!.distractors);
  }
  const wider = makePlanner(configOf({ ...SMALL, distractors: [{ ...SECTION.distractors[0]!, boxPx: [25, 36] }, SECTION.distractors[1]!] }), models);
  const boxes = (plan: ReturnType<typeof planner.plan>) => nutsOf(plan).map(({ box }) => box);
  expect(boxes(wider.plan(3, 0))).toEqual(boxes(planner.plan(3, 0)));
  expect(makePlanner(configOf({ ...SMALL, distractors: [] }), models).plan(3, 0).distractors).toEqual([]);
});

test('a shard has the models of the groups that are asked for', () => {
  const models = small();
  const groups = (changes: object) => new Set(makePlanner(configOf({ ...SMALL, ...changes }), models).modelsOf(0).map((model) => models.models[model]!.group));
  expect(groups({})).toEqual(new Set([undefined]));
  expect(groups(SECTION)).toEqual(new Set([undefined, 'plates', 'nuts']));
  expect(groups({ distractors: {} })).toEqual(new Set([undefined, 'plates', 'nuts', 'unused']));
});

test('all are placed where there is no room', () => {
  const objects = placed({ count: [40, 40], under: true, group: 'plates', boxPx: [100, 120], tiltDeg: 10 }, 1);
  const things = placed({ ...entry, count: [30, 30], group: 'nuts', boxPx: [30, 40] }, 2, objects);
  expect(things).toHaveLength(30);
});

const cone = fc.record({ x: fc.double({ min: -0.6, max: 0.6, noNaN: true }), y: fc.double({ min: -0.5, max: 0.5, noNaN: true }), radiusOverDistance: fc.double({ min: 0.01, max: 0.5, noNaN: true }) })
  .map(({ x, y, radiusOverDistance }): BoundingCone => {
    const length = Math.hypot(x, y, 1);
    return { ray: [x / length, y / length, 1 / length] as Vec3, radiusOverDistance };
  });
const flatCone = fc.record({ cone, thin: fc.double({ min: 0.01, max: 1, noNaN: true }), under: fc.boolean() })
  .map(({ cone: whole, thin, under }): DistractorCone => ({ ...whole, halfDepthOverDistance: thin * whole.radiusOverDistance, under }));

test('distances: everything else stays, the layers are apart, and the spread has its limit', () => {
  fc.assert(fc.property(fc.array(cone, { maxLength: 12 }), fc.array(cone, { maxLength: 12 }), fc.array(flatCone, { minLength: 1, maxLength: 30 }), fc.nat(), (foreground, background, distractors, seed) => {
    const order = (distractors?: DistractorCone[]) => orderLayers(foreground, foreground.map((_, i) => 0.5 + i / 8), [], background, streamsOf(seed, 0, 0)('layers'), streamsOf(seed, 0, 0)('background'), { distractors });
    const [bare, full] = [order(), order(distractors)];
    expect({ ...full, background: [], distractors: [] }).toEqual({ ...bare, background: [], distractors: [] });
    const far = (cones: BoundingCone[], distances: number[]) => Math.max(0, ...cones.map(({ radiusOverDistance }, i) => distances[i]! * (1 + radiusOverDistance)));
    const near = (cones: BoundingCone[], distances: number[]) => cones.map(({ radiusOverDistance, halfDepthOverDistance = radiusOverDistance }, i) => distances[i]! * (1 - halfDepthOverDistance));
    const front = far(foreground, full.foreground);
    for (const distance of near(distractors, full.distractors)) expect(distance).toBeGreaterThan(front);
    const flatFar = distractors.map(({ radiusOverDistance, halfDepthOverDistance }, i) => full.distractors[i]! * Math.min(1 + radiusOverDistance, Math.hypot(1 + halfDepthOverDistance!, radiusOverDistance)));
    const besideEnd = Math.max(0, ...flatFar.filter((_, i) => !distractors[i]!.under));
    near(distractors, full.distractors).forEach((distance, i) => { if (distractors[i]!.under) expect(distance).toBeGreaterThan(besideEnd); });
    for (const distance of near(background, full.background)) expect(distance).toBeGreaterThan(Math.max(...flatFar));
    const nearest = Math.min(Infinity, ...near(foreground, full.foreground), ...near(distractors, full.distractors));
    expect(Math.max(far(background, full.background), ...flatFar) / nearest).toBeLessThan(1e4);
    distractors.forEach(({ ray: [, , z], radiusOverDistance: k, halfDepthOverDistance: h }, i) => {
      const depth = Math.max(z - k, z * (1 - h!) - k * Math.sqrt(1 - z * z));
      if (depth > 0.02) expect(full.distractors[i]! * depth).toBeGreaterThanOrEqual(full.near * (1 - 1e-12));
    });
  }), { numRuns: 200 });
});

test('the foreground\'s own distractors come without a section, beside sections of other groups, and as the section says', () => {
  const models = withDistractors(smallLibrary(), { foreground: [compiledShape(boxSoup(0.1, 0.04, 0.1), 0)], nuts: [compiledShape(ringSoup(0.05, 0.015), 0)] });
  const groupsOf = (options: DistractorsOptions) => findDistractors(options, models, camera).map(({ models: ofSet, count }) => [[...new Set(ofSet.map(({ group }) => group))].join(), ...count]);
  expect(groupsOf(undefined)).toEqual([['foreground', 1, 3]]);
  expect(groupsOf({ ...entry, group: 'nuts' })).toEqual([['nuts', 1, 4], ['foreground', 1, 3]]);
  expect(groupsOf(entry)).toEqual([['foreground,nuts', 1, 4]]);
  expect(groupsOf({ ...entry, group: 'foreground' })).toEqual([['foreground', 1, 4]]);
  const { scene, distractors } = makePlanner(configOf(SMALL), models).plan(0, 0);
  expect(distractors!.length).toBeGreaterThan(0);
  for (const { instance, group } of distractors!) expect([scene.instances[instance]!.layer, group]).toEqual(['distractor', 'foreground']);
});
