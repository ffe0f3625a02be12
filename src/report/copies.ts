/** Finds pictures that come twice, and pictures that both sets have. */
import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { posix } from 'node:path';
import type { LabelledSet } from '../stats/coco-set.ts';
import type { DatasetStats } from '../stats/dataset-stats.ts';

export interface Copies {
  /** Names of real files with equal bytes, in lists of two or more. */
  realDuplicates: string[][];
  /** Images of the dataset whose boxes are those of another one. */
  ownDuplicates: number;
  /** Real pictures that have size and boxes of an image of the dataset. */
  sharedImages: string[];
  /** Photos behind the objects that have the name of a real photo. */
  sharedPhotos: string[];
}

/** @param fileNames of all real photos, those beyond the split included, because a photo of the test part must not be a background either */
export async function findCopies({ record, prints }: Pick<DatasetStats, 'record' | 'prints'>, real: LabelledSet | null, fileNames: readonly string[]): Promise<Copies> {
  const names = new Set(fileNames.map(baseName));
  return {
    realDuplicates: real ? await equalFiles(real) : [],
    ownDuplicates: prints.repeated(),
    sharedImages: real ? prints.shared(real.pictures).map(({ key }) => baseName(key)) : [],
    sharedPhotos: [...record.counts.photo.keys()].filter((name) => names.has(baseName(name))).sort(),
  };
}

const baseName = (path: string): string => posix.basename(path.replaceAll('\\', '/'));

/** Only files of equal sizes are read. */
async function equalFiles({ pictures }: LabelledSet): Promise<string[][]> {
  const bySize = new Map<number, { key: string; path: string }[]>();
  for (const picture of pictures) add(bySize, (await stat(picture.path)).size, picture);
  const byHash = new Map<string, string[]>();
  for (const files of bySize.values()) {
    if (files.length < 2) continue;
    for (const { key, path } of files) add(byHash, createHash('sha256').update(await readFile(path)).digest('hex'), baseName(key));
  }
  return [...byHash.values()].filter((names) => names.length > 1);
}

function add<Key, Value>(lists: Map<Key, Value[]>, key: Key, value: Value): void {
  const list = lists.get(key);
  if (list) list.push(value);
  else lists.set(key, [value]);
}
