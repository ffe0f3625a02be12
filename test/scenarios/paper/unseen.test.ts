/** Tests that the schedule leaves out exactly the views from which nothing of a model can be seen. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { levelFactors } from '../../../src/scenarios/paper/level-factors.ts';
import { wholeList } from '../../../src/scenarios/paper/choose-list.ts';
import { makeForeground } from '../../../src/scenarios/paper/foreground.ts';
import { IMAGE_WEIGHT, LevelList, levelTable } from '../../../src/scenarios/paper/level-list.ts';
import { openPaper } from '../../../src/scenarios/paper/paper.ts';
import { boxSoup, compiledShape, configOf, libraryOf, smallLibrary } from '../../support/compiled-shapes.ts';
import { makePlanner } from '../../support/paper.ts';
import { rotate } from '../../../src/geometry/poses.ts';

/** A sheet in the plane z = 0 whose front is towards +z; by `tilt` no view of the icosphere sees it exactly edge-on. */
function sheet(size: number, tilt = 0): number[] {
  const at = (x: number, y: number) => [x * size, y * size, x * size * tilt + y * size * tilt * 0.7];
  const [a, b, c, d] = [at(0, 0), at(1, 0), at(1, 1), at(0, 1)];
  return [...a, ...b, ...c, ...a, ...c, ...d];
}

const single = compiledShape(sheet(0.1, 0.1), 0, false);
const box = compiledShape(boxSoup(0.1, 0.2, 0.05), 0);
const library = libraryOf([box, single], smallLibrary().models.slice(5).map(({ compiled, drawing }) => ({ ...compiled, ...drawing! })));
const CONFIG = { curriculum: { levels: 3, viewLevel: 0, inPlaneSteps: 4 } };

test('for any views that show nothing of a model, the others come once, in order, and ranks follow the running sums', () => {
  const sizes = fc.record({
    views: fc.integer({ min: 1, max: 8 }), steps: fc.integer({ min: 1, max: 5 }), models: fc.integer({ min: 1, max: 4 }), level: fc.integer({ min: 0, max: 5 }),
    weights: fc.array(fc.integer({ min: 1, max: IMAGE_WEIGHT }), { minLength: 32, maxLength: 32 }), isShown: fc.array(fc.boolean(), { minLength: 32, maxLength: 32 }),
    share: fc.double({ min: 0, max: 1, noNaN: true }),
  });
  fc.assert(fc.property(sizes, ({ views, steps, models, level, weights, isShown, share }) => {
    const shown = Array.from({ length: views }, (_, view) => Array.from({ length: models }, (_, model) => model).filter((model) => isShown[view * models + model]));
    const table = levelTable(level, views, steps, models, (view, model) => weights[view * models + model]!, shown);
    const list = new LevelList(table, Math.ceil(share * views * steps));
    let [sum, last] = [0, -1];
    for (let rank = 0; rank < list.entries; rank++) {
      const { entry, view, model } = list.at(rank);
      expect(isShown[view * models + model]).toBe(true);
      expect(entry).toBeGreaterThan(last);
      last = entry;
      const image = Math.floor(sum / IMAGE_WEIGHT);
      expect(list.entriesBefore(image)).toBeLessThanOrEqual(rank);
      expect(list.entriesBefore(image + 1)).toBeGreaterThan(rank);
      sum += weights[view * models + model]!;
    }
    expect(list.weight).toBe(sum);
    if (list.entries > 0) expect(list.entriesBefore(list.images)).toBe(list.entries);
    if (share === 1) expect(list.entries).toBe(steps * shown.flat().length);
  }), { examples: [[{ views: 4, steps: 2, models: 2, level: 1, weights: new Array<number>(32).fill(99), isShown: [false, false, true, false, true, true, false, false, ...new Array<boolean>(24).fill(true)], share: 1 }]] });
});

test('with weights they are left out too, and a whole pass has as many entries as the others are', () => {
  const shown = [[0, 1], [1], [0, 1], []];
  const [factors] = levelFactors({ viewLevel: 0, levels: 1, models: {} }, ['a', 'b'], [1, 2], [...shown, ...new Array<number[]>(8).fill([0])]);
  expect([...factors!.cells.subarray(0, 8)]).toEqual([1200, 2400, 0, 2400, 1200, 2400, 0, 0]);
  const table = { ...levelTable(0, 12, 6, 2, () => 1000, [...shown, ...new Array<number[]>(8).fill([0])]), factors };
  const list = wholeList(table);
  expect(Math.abs(list.entries - 6 * 13)).toBeLessThanOrEqual(2);
  const seen = Array.from({ length: list.entries }, (_, rank) => list.at(rank));
  expect(seen.every(({ view, model }) => (shown[view] ?? [0]).includes(model))).toBe(true);
});

test('a sheet that is single-sided comes from its front alone, and `plan` says so', () => {
  const planner = makePlanner(configOf({ count: 'epoch', ...CONFIG }), library);
  let fromFront = 0;
  for (let index = 0; index < planner.schedule.images; index++) {
    const { scene } = planner.plan(index, 0);
    for (const { model, pose, layer } of scene.instances) {
      if (layer !== 'foreground' || model !== 1) continue;
      // The front's normal, and the direction from the camera to the sheet's centre.
      const [nx, ny, nz] = rotate(pose.rotation, [-0.1, -0.07, 1]);
      const [cx, cy, cz] = rotate(pose.rotation, single.center).map((value, k) => pose.scale * value + pose.translation[k]!) as [number, number, number];
      expect(nx * cx + ny * cy + nz * cz).toBeLessThan(0);
      fromFront++;
    }
  }
  expect(fromFront).toBe(3 * 4 * 6);
  const text = openPaper(configOf({ count: 'epoch', ...CONFIG }), library).overview().flat().join('\n');
  expect(text).toContain('Views that show nothing of a model are left out, of 12: foreground1 at 6.');
});

test('random poses turn its front to the camera', () => {
  const planner = makePlanner(configOf({ count: 12, curriculum: { ...CONFIG.curriculum, strategy: 'random' } }), library);
  let sheets = 0;
  for (let index = 0; index < 12; index++) {
    for (const { model, pose, layer } of planner.plan(index, 0).scene.instances) {
      if (layer !== 'foreground' || model !== 1) continue;
      const [nx, ny, nz] = rotate(pose.rotation, [-0.1, -0.07, 1]);
      const [cx, cy, cz] = rotate(pose.rotation, single.center).map((value, k) => pose.scale * value + pose.translation[k]!) as [number, number, number];
      expect(nx * cx + ny * cy + nz * cz).toBeLessThan(0);
      sheets++;
    }
  }
  expect(sheets).toBeGreaterThan(20);
});

test('sizes of boxes and the clutter\'s size go by the views that show something', () => {
  const sizesOf = (models: typeof box[]) => makeForeground(configOf({ ...CONFIG, image: { width: 640, height: 480 } }), libraryOf(models, [box])).sizes;
  const camera = { widthPx: 640, heightPx: 480, focalPx: 500 };
  const [once, both] = [single, compiledShape(sheet(0.1, 0.1), 0)].map((model) => sizesOf([model]).meanAreaPx(0.3, camera));
  expect(once! / both!).toBeCloseTo(1, 3);
  const boxes = (model: typeof box) => makeForeground(configOf({ curriculum: { levels: 3, viewLevel: 0, inPlaneSteps: 4, boxPx: [10, 30] } }), libraryOf([model], [box])).sizes.meanAreaPx(20, camera);
  // Nearness stretches a box, and of two opposite views not equally.
  expect(Math.abs(boxes(single) / boxes(compiledShape(sheet(0.1, 0.1), 0)) - 1)).toBeLessThan(0.1);
});

test('a model of which no view shows anything is refused', () => {
  const edges = compiledShape([0, 0, 0, 1, 1, 1, 2, 2, 2], 0);
  expect(() => makeForeground(configOf(CONFIG), libraryOf([edges], [box]))).toThrow(/plan: nothing of foreground0 can be seen from any of the 12 views; wanted .*assets.doubleSided: always/);
});
