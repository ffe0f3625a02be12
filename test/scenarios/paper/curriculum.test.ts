/** Tests that the schedule shows every entry exactly once and in order, and that thinning spreads. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createSchedule, entryWeight, IMAGE_WEIGHT, levelDiameters, levelTable, LevelList, type LevelTable } from '../../../src/scenarios/paper/curriculum.ts';
import { configOf } from '../../support/compiled-shapes.ts';

/** Levels whose models cover 0.02 to 0.2 of the image at the nearest, falling with the square of the diameter. */
function tablesOf(levels: number, views: number, steps: number, models: number): LevelTable[] {
  const config = configOf({ curriculum: { levels } });
  return levelDiameters(config).map((diameter, level) => levelTable(level, views, steps, models, (view, model) =>
    entryWeight((0.02 + 0.18 * ((view * 7 + model * 3) % 11) / 11) * (diameter / 0.6) ** 2, config)));
}

test('levels have the diameters of the paper', () => {
  const expected = [0.6, 0.573, 0.544, 0.514, 0.482, 0.448, 0.411, 0.371, 0.325, 0.271, 0.204, 0.1];
  levelDiameters(configOf()).forEach((diameter, level) => expect(diameter).toBeCloseTo(expected[level]!, 2));
  expect(levelDiameters(configOf({ curriculum: { levels: 1 } }))).toEqual([0.6]);
});

test('a whole pass shows 2880 entries, each exactly once, in order, and no image is empty or overfull', () => {
  const schedule = createSchedule(tablesOf(12, 12, 4, 5), 'epoch');
  const seen: number[] = [];
  for (let index = 0; index < schedule.images; index++) {
    const { level, image, list } = schedule.locate(index);
    const entries = list.entriesOf(image);
    expect(entries.length).toBeGreaterThan(0);
    expect(entries.length).toBeLessThanOrEqual(20);
    seen.push(...entries.map(({ entry }) => level * 240 + entry));
  }
  expect(seen).toEqual(Array.from({ length: 2880 }, (_, i) => i));
});

test('for any weights and thinning, ranks follow the running sums', () => {
  const sizes = fc.record({
    views: fc.integer({ min: 1, max: 12 }), steps: fc.integer({ min: 1, max: 7 }), models: fc.integer({ min: 1, max: 5 }),
    level: fc.integer({ min: 0, max: 5 }), weights: fc.array(fc.integer({ min: 1, max: IMAGE_WEIGHT }), { minLength: 60, maxLength: 60 }),
    share: fc.double({ min: 0, max: 1, noNaN: true }),
  });
  fc.assert(fc.property(sizes, ({ views, steps, models, level, weights, share }) => {
    const table = levelTable(level, views, steps, models, (view, model) => weights[view * models + model]!);
    const list = new LevelList(table, Math.ceil(share * views * steps));
    let sum = 0;
    let last = -1;
    for (let rank = 0; rank < list.entries; rank++) {
      const { entry, view, inPlane, model } = list.at(rank);
      expect(entry).toBe((view * steps + inPlane) * models + model);
      expect(entry).toBeGreaterThan(last);
      last = entry;
      const image = Math.floor(sum / IMAGE_WEIGHT);
      expect(list.entriesBefore(image)).toBeLessThanOrEqual(rank);
      expect(list.entriesBefore(image + 1)).toBeGreaterThan(rank);
      sum += weights[view * models + model]!;
    }
    expect(list.weight).toBe(sum);
    if (list.entries > 0) expect(list.entriesBefore(list.images)).toBe(list.entries);
  }));
});

test('500 images of 22 models show all levels, 40 of 42 views, 30 of 36 in-plane steps and all classes equally often', () => {
  const schedule = createSchedule(tablesOf(12, 42, 36, 22), 500);
  const levels = new Set<number>();
  const views = new Set<number>();
  const steps = new Set<number>();
  const models = new Array<number>(22).fill(0);
  for (let index = 0; index < 500; index++) {
    const { level, image, list } = schedule.locate(index);
    levels.add(level);
    const entries = list.entriesOf(image);
    expect(entries.length).toBeGreaterThan(0);
    for (const { view, inPlane, model } of entries) {
      views.add(view);
      steps.add(inPlane);
      models[model]!++;
    }
  }
  expect(levels.size).toBe(12);
  expect(views.size).toBeGreaterThanOrEqual(40);
  expect(steps.size).toBeGreaterThanOrEqual(30);
  expect(Math.max(...models) / Math.min(...models)).toBeLessThan(1.15);
  expect(models.reduce((a, b) => a + b)).toBe(schedule.levels.reduce((sum, { entries }) => sum + entries, 0));
});

test('more images than a pass start the next one', () => {
  const tables = tablesOf(3, 4, 3, 2);
  const { imagesPerEpoch } = createSchedule(tables, 'epoch');
  const schedule = createSchedule(tables, 2 * imagesPerEpoch + 2);
  expect(schedule.locate(imagesPerEpoch - 1).epoch).toBe(0);
  const again = schedule.locate(imagesPerEpoch);
  expect([again.epoch, again.level, again.image]).toEqual([1, 0, 0]);
  expect(again.list.entriesOf(0)).toEqual(schedule.locate(0).list.entriesOf(0));
  expect(schedule.locate(2 * imagesPerEpoch + 1).epoch).toBe(2);
  expect(() => schedule.locate(2 * imagesPerEpoch + 2)).toThrow('plan: there is no image');
});
