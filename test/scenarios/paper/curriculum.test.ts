/** Tests that the schedule shows every entry exactly once and in order, and that thinning spreads. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createSchedule, levelDiameters } from '../../../src/scenarios/paper/curriculum.ts';
import { entryWeight, IMAGE_WEIGHT, LevelList, levelTable, type LevelTable } from '../../../src/scenarios/paper/level-list.ts';
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

test('the images of a level are found in every pass and in the rest', () => {
  const tables = tablesOf(3, 12, 4, 5);
  const { imagesPerEpoch } = createSchedule(tables, 'epoch');
  const { images, levels, locate, indexOf } = createSchedule(tables, Math.floor(2.6 * imagesPerEpoch));
  const indices = levels.map(({ level, images: ofLevel }) => Array.from({ length: ofLevel }, (_, image) => indexOf(level, image)));
  expect(indices.flat().sort((a, b) => a - b)).toEqual(Array.from({ length: images }, (_, index) => index));
  indices.forEach((ofLevel, level) => {
    expect(ofLevel).toEqual([...ofLevel].sort((a, b) => a - b));
    for (const index of ofLevel) expect(locate(index).level).toBe(level);
  });
});

const anySchedule = fc.record({
  levels: fc.integer({ min: 1, max: 3 }), views: fc.integer({ min: 1, max: 12 }), steps: fc.integer({ min: 1, max: 5 }), models: fc.integer({ min: 1, max: 4 }),
  objects: fc.option(fc.tuple(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 0, max: 12 })).map(([a, more]): [number, number] => [a, a + more]), { nil: undefined }),
  isShuffled: fc.boolean(), seed: fc.nat(), share: fc.double({ min: 0.01, max: 2.5, noNaN: true }),
});

test('for any counts and orders a pass shows each entry once, a thinned pass shows the same entries in both orders, and images are not overfull', () => {
  fc.assert(fc.property(anySchedule, ({ levels, views, steps, models, objects, isShuffled, seed, share }) => {
    const tables = tablesOf(levels, views, steps, models);
    const { imagesPerEpoch } = createSchedule(tables, 'epoch', { seed, objects });
    const count = Math.max(1, Math.round(share * imagesPerEpoch));
    const schedule = createSchedule(tables, count, { seed, objects, isShuffled });
    const other = createSchedule(tables, count, { seed, objects, isShuffled: !isShuffled });
    expect(schedule.levels).toEqual(other.levels);
    const shown = (of: typeof schedule) => {
      const keys: string[] = [];
      const imagesOf = new Array<number>(levels).fill(0);
      let entriesOf = 0;
      for (let index = 0; index < count; index++) {
        const { epoch, level, image, list } = of.locate(index);
        const entries = list.entriesOf(image);
        expect(entries.length).toBeGreaterThan(0);
        expect(entries.length).toBeLessThanOrEqual(objects?.[1] ?? 20);
        imagesOf[level]!++;
        entriesOf += entries.length;
        keys.push(...entries.map(({ entry }) => `${epoch} ${level} ${entry}`));
      }
      expect(imagesOf).toEqual(of.levels.map(({ images }) => images));
      expect(entriesOf).toBe(of.levels.reduce((sum, { entries }) => sum + entries, 0));
      return keys.sort();
    };
    const keys = shown(schedule);
    expect(new Set(keys).size).toBe(keys.length);
    expect(keys.filter((key) => Number(key.split(' ')[0]) < Math.floor(count / imagesPerEpoch)))
      .toHaveLength(Math.floor(count / imagesPerEpoch) * levels * views * steps * models);
    expect(shown(other)).toEqual(keys);
  }), { numRuns: 100 });
});

test('an image planned alone is that of the sequence', () => {
  const options = { seed: 3, objects: [1, 9], isShuffled: true } as const;
  const all = createSchedule(tablesOf(3, 12, 4, 5), 190, options);
  const sequence = Array.from({ length: 190 }, (_, index) => { const { list, image } = all.locate(index); return list.entriesOf(image); });
  for (const index of [189, 7, 60, 0]) {
    const { list, image } = createSchedule(tablesOf(3, 12, 4, 5), 190, options).locate(index);
    expect(list.entriesOf(image)).toEqual(sequence[index]);
  }
});

test('perObject: an image of 20 entries shows many views, and another pass another mixture', () => {
  const tables = tablesOf(1, 42, 36, 4);
  const { imagesPerEpoch } = createSchedule(tables, 'epoch');
  const viewsOf = (index: number, isShuffled: boolean) => {
    const { list, image } = createSchedule(tables, 2 * imagesPerEpoch, { seed: 1, objects: [20, 20], isShuffled }).locate(index);
    return list.entriesOf(image).map(({ view }) => view);
  };
  expect(new Set(viewsOf(5, false)).size).toBe(1);
  // Of 20 random views among 42, 16 differ on average.
  expect(new Set(viewsOf(5, true)).size).toBeGreaterThan(10);
  const imagesOfPass = createSchedule(tables, 'epoch', { seed: 1, objects: [20, 20] }).imagesPerEpoch;
  expect(viewsOf(5, true)).not.toEqual(viewsOf(5 + imagesOfPass, true));
});
