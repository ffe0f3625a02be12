/** Orders the images of a dataset: the schedule's order, or a random one that the seed decides. */
import type { BaseConfig } from '../config/schema.ts';
import { Permutation } from './permutation.ts';

/** Part of the permutation's key. It keeps the order apart from other permutations of the same seed. */
const ORDER_KEY = 0x6f726472;

/** Slots count the samples of all shards, from 0. A shard holds consecutive slots. */
export interface DatasetOrder {
  /** Index of the image in a slot. */
  indexAt(slot: number): number;
  /** Slot that holds an image. */
  slotOf(index: number): number;
  /** Index of the shard that holds an image. */
  shardOf(index: number): number;
}

type OrderConfig = Pick<BaseConfig, 'seed' | 'order'> & { output: Pick<BaseConfig['output'], 'imagesPerShard'> };

/** @param images of the whole dataset */
export function datasetOrder({ seed, order, output: { imagesPerShard } }: OrderConfig, images: number): DatasetOrder {
  const shuffled = order === 'shuffled' ? new Permutation(images, seed, ORDER_KEY) : null;
  const slotOf = (index: number): number => (shuffled ? shuffled.indexOf(index) : index);
  return {
    indexAt: (slot) => (shuffled ? shuffled.at(slot) : slot),
    slotOf,
    shardOf: (index) => Math.floor(slotOf(index) / imagesPerShard),
  };
}

/**
 * Index of the shard that holds an image.
 * @param images of the whole dataset; needed where `config.count` is `epoch` and `config.order` is `shuffled`
 */
export function shardOf(index: number, config: OrderConfig & Pick<BaseConfig, 'count'>, images: number | 'epoch' = config.count): number {
  if (images !== 'epoch') return datasetOrder(config, images).shardOf(index);
  if (config.order === 'shuffled') throw new Error('shardOf: the number of images is not known; wanted it as the third argument, because count is epoch and order is shuffled');
  return Math.floor(index / config.output.imagesPerShard);
}
