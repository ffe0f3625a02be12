/** Tests that weights show entries as often as their factors say, that equal weights change nothing, and how misses become weights. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createSchedule } from '../../../src/scenarios/paper/curriculum.ts';
import { type LevelFactors, levelFactors } from '../../../src/scenarios/paper/level-factors.ts';
import { entryWeight, IMAGE_WEIGHT, LevelList, levelTable, type LevelTable } from '../../../src/scenarios/paper/level-list.ts';
import { missWeights, type MissRow } from '../../../src/scenarios/paper/miss-weights.ts';
import { WeightedList } from '../../../src/scenarios/paper/weighted-list.ts';
import { USUAL, WeightsSchema } from '../../../src/scenarios/paper/weights.ts';
import { configOf, smallLibrary } from '../../support/compiled-shapes.ts';
import { makeForeground } from '../../../src/scenarios/paper/foreground.ts';
import { openPaper } from '../../../src/scenarios/paper/paper.ts';
import { makePlanner } from '../../support/paper.ts';

const sumOf = (values: Iterable<number>) => [...values].reduce((a, b) => a + b, 0);

/** Factors of levels from those of their cells. */
function factorsOf(cells: number[][]): LevelFactors[] {
  const sums = cells.map(sumOf);
  return cells.map((ofLevel, level) => ({ cells: Float64Array.from(ofLevel), sum: sums[level]!, meanSum: sumOf(sums) / sums.length }));
}

/** Levels whose models cover 0.01 to 0.2 of the image. */
function tablesOf(levels: number, views: number, steps: number, models: number, factor?: (level: number, view: number, model: number) => number): LevelTable[] {
  const config = configOf();
  const cells = Array.from({ length: levels }, (_, level) => Array.from({ length: views * models }, (_, i) => factor?.(level, Math.floor(i / models), i % models) ?? 1));
  const factors = factor && factorsOf(cells);
  return cells.map((_, level) => ({
    ...levelTable(level, views, steps, models, (view, model) => entryWeight((0.01 + 0.19 * ((view * 7 + model * 3) % 11) / 11) / (1 + level), config)), factors: factors?.[level],
  }));
}

const sizes = fc.record({
  views: fc.integer({ min: 1, max: 12 }), steps: fc.integer({ min: 1, max: 7 }), models: fc.integer({ min: 1, max: 5 }), level: fc.integer({ min: 0, max: 5 }),
  weights: fc.array(fc.integer({ min: 1, max: IMAGE_WEIGHT }), { minLength: 60, maxLength: 60 }), factors: fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 60, maxLength: 60 }),
  share: fc.double({ min: 0, max: 3, noNaN: true }),
});

test('with equal factors the list is the one without', () => {
  fc.assert(fc.property(sizes, ({ views, steps, models, level, weights, factors: [factor], share }) => {
    const table = levelTable(level, views, steps, models, (view, model) => weights[view * models + model]!);
    const pairs = Math.max(1, Math.ceil(Math.min(1, share) * views * steps));
    const plain = new LevelList(table, pairs);
    const weighted = new WeightedList(table, factorsOf([new Array<number>(views * models).fill(factor!)])[0]!, pairs);
    expect([weighted.entries, weighted.weight, weighted.images]).toEqual([plain.entries, plain.weight, plain.images]);
    for (let rank = 0; rank < plain.entries; rank++) expect(weighted.at(rank)).toEqual(plain.at(rank));
    for (let image = 0; image <= plain.images; image++) expect(weighted.entriesBefore(image)).toBe(plain.entriesBefore(image));
  }));
});

test('for any factors, ranks follow the running sums, cells come by their factors, and steps of a cell differ by one at most', () => {
  fc.assert(fc.property(sizes, ({ views, steps, models, level, weights, factors, share }) => {
    const table = levelTable(level, views, steps, models, (view, model) => weights[view * models + model]!);
    const cells = factors.slice(0, views * models);
    const list = new WeightedList(table, factorsOf([cells])[0]!, Math.max(1, Math.ceil(share * views * steps)));
    const times = Array.from({ length: views * models }, () => new Array<number>(steps).fill(0));
    const ofModel = Array.from({ length: models }, (_, model) => sumOf(cells.filter((_, i) => i % models === model)));
    let [sum, lastView] = [0, 0];
    for (let rank = 0; rank < list.entries; rank++) {
      const { entry, view, inPlane, model } = list.at(rank);
      expect(entry).toBe((view * steps + inPlane) * models + model);
      expect(view).toBeGreaterThanOrEqual(lastView);
      lastView = view;
      const image = Math.floor(sum / IMAGE_WEIGHT);
      expect(list.entriesBefore(image)).toBeLessThanOrEqual(rank);
      expect(list.entriesBefore(image + 1)).toBeGreaterThan(rank);
      sum += weights[view * models + model]!;
      times[view * models + model]![inPlane]!++;
    }
    expect(list.weight).toBe(sum);
    if (list.entries > 0) expect([list.entriesBefore(list.images - 1) < list.entries, list.entriesBefore(list.images)]).toEqual([true, list.entries]);
    for (let model = 0; model < models; model++) {
      const shown = sumOf(times.filter((_, i) => i % models === model).flat());
      expect(Math.abs(shown - (list.pairs * models * ofModel[model]!) / sumOf(cells))).toBeLessThan(1);
      for (let view = 0; view < views; view++) {
        const ofSteps = times[view * models + model]!;
        expect(Math.abs(sumOf(ofSteps) - (shown * cells[view * models + model]!) / ofModel[model]!)).toBeLessThan(1);
        expect(Math.max(...ofSteps) - Math.min(...ofSteps)).toBeLessThanOrEqual(1);
      }
    }
  }));
});

test('what comes twice as often goes through all in-plane steps before it comes to one again', () => {
  const table = levelTable(0, 2, 9, 1, () => IMAGE_WEIGHT);
  const list = new WeightedList(table, factorsOf([[3, 1]])[0]!, 16);
  const shown = Array.from({ length: list.entries }, (_, rank) => list.at(rank)).filter(({ view }) => view === 0);
  expect(shown.map(({ lap }) => lap ?? 0)).toEqual([0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1]);
  for (const lap of [0, 1]) expect(new Set(shown.filter((entry) => (entry.lap ?? 0) === lap).map(({ inPlane }) => inPlane)).size).toBe(6);
  expect(new Set(shown.map(({ inPlane }) => inPlane)).size).toBe(9);
});

/** Counts of the entries of a schedule by what `keyOf` makes of them. */
function countBy(schedule: ReturnType<typeof createSchedule>, keyOf: (entry: { view: number; model: number; level: number }) => string): Map<string, number> {
  const counts = new Map<string, number>();
  for (let index = 0; index < schedule.images; index++) {
    const { level, image, list } = schedule.locate(index);
    for (const { view, model } of list.entriesOf(image)) counts.set(keyOf({ view, model, level }), (counts.get(keyOf({ view, model, level })) ?? 0) + 1);
  }
  return counts;
}

test('a whole pass is as long as before, and shows each model, view and level by its factor', () => {
  const factor = (level: number, view: number, model: number) => (level === 2 ? 24 : 12) * (view === 3 ? 2 : 1) * (model === 1 ? 2 : 1);
  const schedule = createSchedule(tablesOf(3, 12, 36, 4, factor), 'epoch', { seed: 5, objects: [2, 9], isShuffled: true });
  const before = createSchedule(tablesOf(3, 12, 36, 4), 'epoch', { seed: 5, objects: [2, 9], isShuffled: true });
  const counts = countBy(schedule, ({ view, model, level }) => `${level} ${view} ${model}`);
  const entries = sumOf(counts.values());
  expect(Math.abs(entries - sumOf(countBy(before, () => '').values()))).toBeLessThan(10);
  expect(Math.abs(schedule.imagesPerEpoch - before.imagesPerEpoch)).toBeLessThan(5);
  let all = 0;
  for (let level = 0; level < 3; level++) for (let view = 0; view < 12; view++) for (let model = 0; model < 4; model++) all += factor(level, view, model);
  for (const [key, count] of counts) {
    const [level, view, model] = key.split(' ').map(Number) as [number, number, number];
    expect(Math.abs(count - (entries * factor(level, view, model)) / all), key).toBeLessThan(1.5);
  }
  const byLevel = countBy(schedule, ({ level }) => String(level));
  expect(byLevel.get('2')! / byLevel.get('0')!).toBeCloseTo(2, 1);
});

test('500 of many images show models, views and levels by their factors too', () => {
  const factor = (level: number, view: number, model: number) => [4, 12, 36][model % 3]! * (1 + (view % 2)) * (1 + (level % 2));
  for (const isShuffled of [false, true]) {
    const schedule = createSchedule(tablesOf(12, 42, 36, 9, factor), 500, { seed: 1, isShuffled });
    const shares = (keyOf: Parameters<typeof countBy>[1]) => {
      const counts = countBy(schedule, keyOf);
      const all = sumOf(counts.values());
      return ['0', '1', '2'].map((key) => (counts.get(key) ?? 0) / all);
    };
    const near = (actual: number[], wanted: number[], within: number) => wanted.forEach((share, i) => expect(Math.abs(actual[i]! - share)).toBeLessThan(within));
    near(shares(({ model }) => String(model % 3)), [1 / 13, 3 / 13, 9 / 13], 0.02);
    near(shares(({ view }) => String(view % 2)), [1 / 3, 2 / 3], 0.03);
    // Images, not entries, are shared out among the levels of a part of a pass, and images of small objects hold more.
    near(shares(({ level }) => String(level % 2)), [1 / 3, 2 / 3], 0.06);
  }
});

const anySchedule = fc.record({
  levels: fc.integer({ min: 1, max: 3 }), views: fc.integer({ min: 1, max: 12 }), steps: fc.integer({ min: 1, max: 5 }), models: fc.integer({ min: 1, max: 4 }),
  objects: fc.option(fc.tuple(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 0, max: 12 })).map(([a, more]): [number, number] => [a, a + more]), { nil: undefined }),
  isShuffled: fc.boolean(), seed: fc.nat(), share: fc.double({ min: 0.01, max: 2.5, noNaN: true }), factors: fc.array(fc.integer({ min: 4, max: 36 }), { minLength: 144, maxLength: 144 }),
});

test('with any factors, counts and orders no image is empty or overfull, all are counted, and each is the same alone', () => {
  fc.assert(fc.property(anySchedule, ({ levels, views, steps, models, objects, isShuffled, seed, share, factors }) => {
    const make = () => createSchedule(tablesOf(levels, views, steps, models, (level, view, model) => factors[(level * views + view) * models + model]!), count, { seed, objects, isShuffled });
    let count: number | 'epoch' = 'epoch';
    count = Math.max(1, Math.round(share * make().imagesPerEpoch));
    const schedule = make();
    const imagesOf = new Array<number>(levels).fill(0);
    let entriesOf = 0;
    const shown = Array.from({ length: count }, (_, index) => {
      const { level, image, list } = schedule.locate(index);
      const entries = list.entriesOf(image);
      expect(entries.length).toBeGreaterThan(0);
      expect(entries.length).toBeLessThanOrEqual(objects?.[1] ?? 20);
      imagesOf[level]!++;
      entriesOf += entries.length;
      return entries;
    });
    expect(imagesOf).toEqual(schedule.levels.map(({ images }) => images));
    expect(entriesOf).toBe(sumOf(schedule.levels.map(({ entries }) => entries)));
    for (const index of [count - 1, Math.floor(count / 2), 0]) {
      const { list, image } = make().locate(index);
      expect(list.entriesOf(image)).toEqual(shown[index]);
    }
  }), { numRuns: 100 });
});

test('equal weights make the schedule of before, for any count, counts of objects and order', () => {
  fc.assert(fc.property(anySchedule, ({ levels, views, steps, models, objects, isShuffled, seed, share }) => {
    const { imagesPerEpoch } = createSchedule(tablesOf(levels, views, steps, models), 'epoch', { seed, objects });
    const count = Math.max(1, Math.round(share * imagesPerEpoch));
    const [plain, weighted] = [undefined, () => USUAL].map((factor) => createSchedule(tablesOf(levels, views, steps, models, factor), count, { seed, objects, isShuffled }));
    expect(weighted!.levels).toEqual(plain!.levels);
    for (let index = 0; index < count; index++) {
      const [a, b] = [plain!.locate(index), weighted!.locate(index)];
      expect([b.epoch, b.level, b.image, b.list.entriesOf(b.image)]).toEqual([a.epoch, a.level, a.image, a.list.entriesOf(a.image)]);
    }
  }), { numRuns: 100 });
});

const rows = (...list: [string, number, number, number, number][]): MissRow[] => list.map(([model, view, level, seen, missed]) => ({ model, view, level, seen, missed }));

test('factors by hand: rates are drawn to those of model and level, and those to the rate of all', () => {
  const { models } = missWeights(rows(['die', 0, 0, 40, 30], ['die', 1, 0, 40, 10], ['cube', 0, 1, 40, 0], ['cube', 0, 1, 40, 8]), { viewLevel: 0, levels: 2 });
  const mean = 48 / 160;
  const die = (40 + 8 * mean) / 88;
  const cube = (8 + 8 * mean) / 88;
  const factor = (rate: number) => Math.round(12 * Math.min(3, Math.max(1 / 3, rate / mean)));
  const times = (value: number, count: number) => new Array<number>(count).fill(value);
  expect(models).toEqual({
    cube: [times(12, 12), [factor((8 + 8 * cube) / 88), ...times(factor(cube), 11)]].map((numbers) => numbers.join(' ')),
    die: [[factor((30 + 8 * die) / 48), factor((10 + 8 * die) / 48), ...times(factor(die), 10)], times(12, 12)].map((numbers) => numbers.join(' ')),
  });
  expect(models.die![0]!.split(' ').slice(0, 3)).toEqual(['28', '12', '19']);
});

test('factors stay from a third to three; where nothing or all is missed, or nothing was seen, they are one', () => {
  const numbers = (of: MissRow[]) => Object.values(missWeights(of, { viewLevel: 0, levels: 1 }).models).flat().flatMap((text) => text.split(' ').map(Number));
  const wide = numbers(rows(['a', 0, 0, 1000, 1000], ['b', 0, 0, 9000, 0]));
  expect([Math.max(...wide), Math.min(...wide)]).toEqual([36, 4]);
  for (const missed of [0, 50]) expect(new Set(numbers(rows(['a', 0, 0, 50, missed], ['b', 3, 0, 50, missed])))).toEqual(new Set([12]));
  expect(new Set(numbers(rows(['a', 0, 0, 0, 0])))).toEqual(new Set([12]));
});

test('the planner shows a model that is weighted more often, and the record\'s schedule says which entries', () => {
  const library = smallLibrary();
  const names = library.models.slice(0, library.foregroundCount).map(({ name }) => name);
  const curriculum = { viewLevel: 0, levels: 2, inPlaneSteps: 4 };
  const weights = missWeights(rows([names[0]!, 0, 0, 400, 200], [names[1]!, 0, 0, 400, 20]), curriculum);
  const usual = makePlanner(configOf({ curriculum }), library);
  const planner = makePlanner(configOf({ curriculum: { ...curriculum, weights } }), library);
  const shares = ({ schedule }: typeof usual) => countBy(schedule, ({ model }) => names[model]!);
  expect(shares(planner).get(names[0]!)! / shares(usual).get(names[0]!)!).toBeGreaterThan(1.2);
  expect(shares(planner).get(names[1]!)! / shares(usual).get(names[1]!)!).toBeLessThan(0.9);
  const { foreground, schedule } = planner.plan(0, 0);
  const { level, image, list } = planner.schedule.locate(0);
  expect(schedule).toMatchObject({ epoch: 0, level });
  const ascending = (entries: (number | null)[]) => entries.map(Number).sort((a, b) => a - b);
  expect(ascending([...foreground.map(({ entry }) => entry), ...schedule!.unplaced])).toEqual(ascending(list.entriesOf(image).map(({ entry }) => entry)));
  expect(Object.keys(foreground[0]!)).toEqual(['entry', 'view', 'inPlane']);
  const lines = openPaper(configOf({ curriculum: { ...curriculum, weights } }), library).overview().filter((row) => row.length === 1).map(String);
  expect(lines[1]).toMatch(/^By curriculum\.weights the models come 0\.\d\d to 1\.\d\d times as often as the mean; most often: foreground0, foreground2, foreground3, foreground4, foreground1\.$/);
});

test('an entry that comes again in a pass has another size of its box', () => {
  const library = smallLibrary();
  const config = configOf({ curriculum: { viewLevel: 0, levels: 2, inPlaneSteps: 4, boxPx: [20, 60] } });
  const { sizes } = makeForeground(config, library);
  const of = (lap?: number) => sizes.of(1, 0, { entry: 0, view: 3, inPlane: 2, model: 1, ...(lap !== undefined && { lap }) });
  expect(of(0)).toBe(of());
  expect(new Set([0, 1, 2].map(of)).size).toBe(3);
});

test('a weighted model that is not there is named', () => {
  const weights = missWeights(rows(['teapot', 0, 0, 4, 2]), { viewLevel: 0, levels: 2 });
  expect(() => levelFactors(weights, ['ball', 'box'])).toThrow('plan: curriculum.weights names the model "teapot", which assets.foreground has not; wanted weights of "ball", "box"');
  expect(() => levelFactors(weights, ['teapot'])).not.toThrow();
});

test('a table needs a text for each level, with a number for each view', () => {
  const of = (texts: string[]) => WeightsSchema.safeParse({ viewLevel: 0, levels: 1, models: { ball: texts } }).error?.issues[0]?.message;
  const whole = new Array<number>(12).fill(12).join(' ');
  expect(of([whole])).toBeUndefined();
  expect(of([whole, whole])).toBe('wanted 1 texts, one for each level, not 2');
  for (const text of ['', '12 12', whole.replace('12', '0'), whole.replace('12', 'x'), whole.replace('12', '1.5'), whole.replace('12', '1001'), `${whole} `])
    expect(of([text]), text).toBe('wanted 12 whole numbers from 1 to 1000, one for each view of viewLevel 0, with a space between them');
});

test('a model of weight 2 comes twice as often, with the weights of misses and without; strategy random draws it twice as often', () => {
  const plain = smallLibrary();
  const library = { ...plain, models: plain.models.map((model, i) => (i === 1 ? { ...model, weight: 2 } : model)) };
  const curriculum = { viewLevel: 0, levels: 2, inPlaneSteps: 12 };
  const shown = (changes: Parameters<typeof configOf>[0], of = library) => {
    const config = configOf(changes);
    const { schedule, of: imageOf } = makeForeground(config, of);
    const counts = new Map<number, number>();
    for (let index = 0; index < schedule.images; index++) {
      for (const { model } of imageOf(index, { widthPx: 320, heightPx: 240, focalPx: 290 }).objects) counts.set(model, (counts.get(model) ?? 0) + 1);
    }
    return Array.from({ length: of.foregroundCount }, (_, model) => counts.get(model) ?? 0);
  };
  const epoch = shown({ count: 'epoch', curriculum });
  expect(epoch[1]! / epoch[0]!).toBeCloseTo(2, 1);
  const level = new Array<number>(12).fill(36).join(' ');
  const weights = { viewLevel: 0, levels: 2, models: { [library.models[0]!.name]: [level, level] } };
  const both = shown({ count: 'epoch', curriculum: { ...curriculum, weights } });
  expect(both[1]! / both[0]!).toBeCloseTo(2 / 3, 1);
  const drawn = shown({ count: 60, curriculum: { ...curriculum, strategy: 'random' }, foreground: { count: [5, 5] } });
  const mean = sumOf(drawn) / (library.foregroundCount + 1);
  drawn.forEach((count, model) => expect(Math.abs(count - (model === 1 ? 2 : 1) * mean)).toBeLessThan(4 * Math.sqrt(2 * mean)));
  // Weights that are all 1 leave the schedule as it is.
  const ones = { ...plain, models: plain.models.map((model) => ({ ...model, weight: 1 })) };
  expect(makeForeground(configOf({ count: 'epoch', curriculum }), ones).weighted).toBeUndefined();
});
