import fc from 'fast-check';
import { expect, test } from 'vitest';
import { datasetOrder, shardOf } from '../../src/scene/dataset-order.ts';

const configOf = (seed: number, imagesPerShard: number, order?: 'schedule' | 'shuffled') => ({ seed, order, output: { imagesPerShard } });

test('every slot holds one image, and an image lies in the shard of its slot', () => {
  fc.assert(fc.property(fc.integer({ min: 1, max: 2000 }), fc.integer({ min: 1, max: 300 }), fc.nat(0xffffffff), (images, imagesPerShard, seed) => {
    const { indexAt, slotOf, shardOf: shard } = datasetOrder(configOf(seed, imagesPerShard, 'shuffled'), images);
    const indices = Array.from({ length: images }, (_, slot) => indexAt(slot));
    expect(new Set(indices).size).toBe(images);
    expect(Math.max(...indices)).toBe(images - 1);
    indices.forEach((index, slot) => expect([slotOf(index), shard(index)]).toEqual([slot, Math.floor(slot / imagesPerShard)]));
  }), { numRuns: 60 });
});

test('without a key, and with schedule, slots hold the images in their order', () => {
  for (const order of [undefined, 'schedule'] as const) {
    const { indexAt, slotOf, shardOf: shard } = datasetOrder(configOf(3, 10, order), 95);
    expect([indexAt(17), slotOf(17), shard(17), shard(94)]).toEqual([17, 17, 1, 9]);
  }
});

test('the seed decides the order', () => {
  const first = (seed: number) => Array.from({ length: 20 }, (_, slot) => datasetOrder(configOf(seed, 10, 'shuffled'), 1000).indexAt(slot));
  expect(first(1)).toEqual(first(1));
  expect(first(1)).not.toEqual(first(2));
});

test('each shard mixes the levels: their counts keep to chi-square at 0.001', () => {
  // 6,000 images of 12 levels in 20 shards: 25 of each level are expected in each shard.
  let tooFar = 0;
  for (const seed of [0, 1, 2, 3, 4]) {
    const { indexAt } = datasetOrder(configOf(seed, 300, 'shuffled'), 6000);
    for (let shard = 0; shard < 20; shard++) {
      const counts = new Array<number>(12).fill(0);
      for (let i = 0; i < 300; i++) counts[Math.floor(indexAt(300 * shard + i) / 500)]!++;
      // 31.26 is the 0.999 quantile of chi-square with 11 degrees of freedom.
      if (counts.reduce((sum, count) => sum + (count - 25) ** 2 / 25, 0) > 31.26) tooFar++;
    }
  }
  // Of 100 shards, 0.1 are expected beyond the quantile.
  expect(tooFar).toBeLessThanOrEqual(1);
});

test('a scenario finds the shard of an image by its config; where that does not say how many images there are, it says so itself', () => {
  const shuffled = { ...configOf(5, 10, 'shuffled'), count: 95 };
  for (const index of [0, 40, 94]) expect(shardOf(index, shuffled)).toBe(datasetOrder(shuffled, 95).shardOf(index));
  expect(shardOf(40, { ...configOf(5, 10), count: 'epoch' })).toBe(4);
  expect(shardOf(40, { ...shuffled, count: 'epoch' }, 95)).toBe(shardOf(40, shuffled));
  expect(() => shardOf(40, { ...shuffled, count: 'epoch' })).toThrow(/third argument/);
});
