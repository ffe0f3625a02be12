/** Reads several datasets as one: classes are joined by name, and images are numbered through. */
import { createHash } from 'node:crypto';
import { UserError } from '../config/errors.ts';
import { type ImageRecord, keyOf, type RecordInstance } from '../labels/record.ts';
import { type DatasetInfo, type DatasetSample, readSamples, type Wanted } from './reader.ts';

/** What a format says of all samples: of one dataset its own, of several what they make together. */
export interface JoinedDataset extends Pick<DatasetInfo, 'generator' | 'configSha256' | 'seed' | 'categories'> {
  datasets: readonly DatasetInfo[];
}

/** A sample of a joined dataset. `key`, `record` and `shard` are numbered through; `members` are those of its own dataset. */
export interface JoinedSample extends DatasetSample {
  /** The dataset that holds it. */
  dataset: DatasetInfo;
  /** New ids of its dataset's classes, by the ids in its members; null where they are equal. */
  classIds: ReadonlyMap<number, number> | null;
}

/**
 * Classes of several datasets are in the order of their names, with ids from 1. `configSha256` is then a hash of the datasets' hashes, and
 * `seed` is 0 where they differ.
 * @throws UserError where two datasets hold the same images
 */
export function joinDatasets(datasets: readonly DatasetInfo[]): JoinedDataset {
  const [first, ...others] = datasets;
  if (!first) throw new UserError('export: there is no dataset; wanted one or more');
  if (others.length === 0) return { ...first, datasets };
  for (const [i, { dir, configSha256 }] of datasets.entries()) {
    const earlier = datasets.slice(0, i).find((other) => other.configSha256 === configSha256);
    if (earlier) throw new UserError(`export: ${earlier.dir} and ${dir} hold the same images (config ${configSha256.slice(0, 12)}...); wanted each dataset once`);
  }
  const names = [...new Set(datasets.flatMap(({ categories }) => categories.map(({ name }) => name)))].sort();
  return {
    generator: [...new Set(datasets.map(({ generator }) => generator))].join(', '),
    configSha256: createHash('sha256').update(datasets.map(({ configSha256 }) => configSha256).join('\n')).digest('hex'),
    seed: others.every(({ seed }) => seed === first.seed) ? first.seed : 0,
    categories: names.map((name, i) => ({ id: i + 1, name })),
    datasets,
  };
}

/** How many images a dataset has. */
export const imagesOf = ({ shards }: DatasetInfo): number => shards.reduce((sum, { samples }) => sum + samples, 0);

/**
 * Yields the samples of one dataset after the other. Indices of a dataset follow those of the datasets before it, as do names of shards.
 * @param keep whether to yield the sample of a key, which is its key in its own dataset
 * @throws UserError where a shard is missing or damaged
 */
export function* readJoined({ datasets, categories }: JoinedDataset, wanted: Wanted, keep: (key: string) => boolean): Generator<JoinedSample, void, undefined> {
  let [images, shards] = [0, 0];
  for (const dataset of datasets) {
    const classIds = classIdsIn(dataset, categories);
    for (const sample of readSamples(dataset, wanted, keep)) {
      yield datasets.length === 1 ? { ...sample, dataset, classIds } : numberedThrough(sample, { dataset, classIds, images, shards });
    }
    images += imagesOf(dataset);
    shards += dataset.shards.length;
  }
}

function classIdsIn(dataset: DatasetInfo, categories: JoinedDataset['categories']): JoinedSample['classIds'] {
  const idOf = new Map(categories.map(({ id, name }) => [name, id]));
  const pairs = dataset.categories.map(({ id, name }): [number, number] => [id, idOf.get(name)!]);
  return pairs.every(([before, after]) => before === after) ? null : new Map(pairs);
}

/** @param before `images` and `shards` are the numbers of those in the datasets before */
function numberedThrough(sample: DatasetSample, { dataset, classIds, images, shards }: Pick<JoinedSample, 'dataset' | 'classIds'> & { images: number; shards: number }): JoinedSample {
  const { key: ownKey, shard, record } = sample;
  const count = imagesOf(dataset);
  if (record.index >= count) throw new UserError(`export: sample ${ownKey} of ${dataset.dir} has the index ${record.index}; wanted one below ${count}, the number of images in dataset.json`);
  const index = images + record.index;
  const key = keyOf(index);
  const ofClass = (instance: RecordInstance): RecordInstance => {
    const categoryId = classIds ? classIds.get(instance.categoryId) : instance.categoryId;
    if (categoryId === undefined) throw new UserError(`export: sample ${ownKey} of ${dataset.dir} has the categoryId ${instance.categoryId}, which is not among the categories of dataset.json`);
    return { ...instance, categoryId };
  };
  const renumbered: ImageRecord = { ...record, key, index, instances: record.instances.map(ofClass), hidden: record.hidden.map(ofClass) };
  return {
    ...sample, key, record: renumbered, dataset, classIds,
    shard: { ...shard, name: String(shards + dataset.shards.indexOf(shard)).padStart(6, '0'), first: images + shard.first },
  };
}
