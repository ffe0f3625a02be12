/** Checks that several datasets become one without a collision, whatever their classes and sizes are. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { joinDatasets, readJoined } from '../../src/dataset/joined-dataset.ts';
import { openDataset } from '../../src/dataset/reader.ts';
import { uniqueId } from '../../src/formats/export-source.ts';
import { keyOf } from '../../src/labels/record.ts';
import { CASES, writeDataset } from '../support/dataset.ts';
import { temporaryFolder } from '../support/folder.ts';

const NAMES = ['ant', 'bee', 'cat', 'dog', 'eel', 'fox'];
const LETTERS = 'abcdef';

const datasetArbitrary = fc.record({
  images: fc.array(fc.integer({ min: 0, max: CASES.length - 1 }), { maxLength: 5 }),
  categories: fc.shuffledSubarray(NAMES, { minLength: 3, maxLength: 4 }),
  imagesPerShard: fc.integer({ min: 1, max: 3 }),
});

test('keys, indices, ids and shards are unique; a class has one id; members are those of the sample\'s own dataset', async () => {
  await fc.assert(fc.asyncProperty(fc.array(datasetArbitrary, { minLength: 1, maxLength: 3 }), async (shapes) => {
    const dirs = await Promise.all(shapes.map(async ({ images, categories, imagesPerShard }, i) => {
      const dir = temporaryFolder();
      const extra = ({ key }: { key: string }) => ({ 'origin.txt': Buffer.from(`${i} ${key}`) });
      await writeDataset(dir, images.map((at) => CASES[at]!), { config: LETTERS[i]!, categories, imagesPerShard, images: false, extra });
      return dir;
    }));
    const joined = joinDatasets(await Promise.all(dirs.map(openDataset)));
    const samples = [...readJoined(joined, 'all', () => true)];
    const origins = shapes.flatMap(({ images }, i) => images.map((_, index) => `${i} ${keyOf(index)}`));
    expect(samples.map(({ members }) => members.get('origin.txt')!.toString())).toEqual(origins);
    expect(samples.map(({ record }) => record.index)).toEqual(origins.map((_, index) => index));
    for (const { key, record } of samples) expect([key, record.key]).toEqual([keyOf(record.index), keyOf(record.index)]);
    expect(new Set(samples.map(({ shard, position }) => `${shard.name}/${position}`)).size).toBe(samples.length);
    const ids = samples.flatMap(({ record }) => record.instances.map(({ id }) => uniqueId(record, id)));
    expect(new Set(ids).size).toBe(ids.length);

    if (shapes.length > 1) expect(joined.categories).toEqual([...new Set(shapes.flatMap(({ categories }) => categories))].sort().map((name, i) => ({ id: i + 1, name })));
    for (const { record } of samples) {
      for (const { category, categoryId } of record.instances) expect(joined.categories.find(({ id }) => id === categoryId)!.name).toBe(category);
    }
  }), { numRuns: 25 });
});

test('one dataset stays as it is', async () => {
  const dir = temporaryFolder();
  const records = await writeDataset(dir, CASES, { categories: ['zebra', 'ant', 'cat'] });
  const joined = joinDatasets([await openDataset(dir)]);
  expect(joined.categories.map(({ name }) => name)).toEqual(['zebra', 'ant', 'cat']);
  expect([...readJoined(joined, [], () => true)].map(({ record }) => record)).toEqual(records);
});

test('an index beyond the dataset, which would collide, is refused', async () => {
  const [a, b] = [temporaryFolder(), temporaryFolder()];
  await writeDataset(a, CASES, { config: 'a' });
  await writeDataset(b, CASES, { config: 'b' });
  const [first, second] = await Promise.all([a, b].map(openDataset));
  const joined = joinDatasets([{ ...first!, shards: first!.shards.map((shard) => ({ ...shard, samples: 1 })) }, second!]);
  expect(() => [...readJoined(joined, [], () => true)]).toThrow(/sample 000000003 of .* has the index 3; wanted one below 3, the number of images in dataset\.json/);
});
