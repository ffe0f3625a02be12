/** Finds and checks the pictures of `assets.photos` and `assets.textures`. */
import { stat } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import type { BaseConfig } from '../../config/schema.ts';
import { cacheFolder } from '../cache/model-cache.ts';
import { PictureIndex } from '../cache/picture-index.ts';
import type { AssetLibrary, Picture } from '../library.ts';
import type { CheckedPicture } from './check-picture.ts';
import { type FoundPicture, listPictures } from './list-pictures.ts';

type Problem = AssetLibrary['skipped'][number];

/** The keys of `assets` that name folders of pictures, and what their pictures are for. */
export const PICTURE_USES = { photos: 'photo', textures: 'texture' } as const satisfies Record<string, Picture['use']>;

export interface PictureFolder {
  use: Picture['use'];
  /** Absolute. */
  folder: string;
  files: FoundPicture[];
}

/** The folders that the config names, photos first, and those of them that cannot be used. */
export function findPictures(assets: Pick<BaseConfig['assets'], keyof typeof PICTURE_USES>): { folders: PictureFolder[]; problems: Problem[] } {
  const folders: PictureFolder[] = [];
  const problems: Problem[] = [];
  for (const key of ['photos', 'textures'] as const) {
    const source = assets[key];
    if (source === undefined) continue;
    const folder = resolve(source);
    try {
      folders.push({ use: PICTURE_USES[key], folder, files: listPictures(folder) });
    } catch (error) {
      problems.push({ file: folder, reason: (error as Error).message });
    }
  }
  return { folders, problems };
}

/**
 * Takes what is known of the pictures from the cache, and checks the others, several at a time.
 * @param onChecked called after each file
 * @returns the good pictures in the folders' order, and the bad files, each once
 */
export async function checkPictures(folders: PictureFolder[], onChecked: () => void): Promise<{ pictures: Picture[]; bad: Problem[] }> {
  if (folders.length === 0) return { pictures: [], bad: [] };
  // Imported only here, because a library without pictures needs no decoder.
  const { checkPicture } = await import('./check-picture.ts');
  const reasons = new Map<string, string>();
  const pictures: Picture[] = [];
  for (const { use, folder, files } of folders) {
    const index = new PictureIndex(cacheFolder(), folder);
    const checked = new Array<CheckedPicture | null>(files.length).fill(null);
    const queue = files.entries();
    // All workers draw from one queue. The threads of libuv's pool do the work.
    await Promise.all(Array.from({ length: 2 * availableParallelism() }, async () => {
      for (const [i, { name, path }] of queue) {
        try {
          const stamp = await stat(path);
          const known = index.get(name, stamp);
          checked[i] = known ?? await checkPicture(path);
          if (!known) index.set(name, stamp, checked[i]);
        } catch (error) {
          reasons.set(path, (error as Error).message);
        }
        onChecked();
      }
    }));
    index.save();
    for (const [i, file] of files.entries()) if (checked[i]) pictures.push({ ...file, use, ...checked[i] });
  }
  const bad = folders.flatMap(({ files }) => files).filter(({ path }) => reasons.has(path));
  return { pictures, bad: [...new Set(bad.map(({ path }) => path))].map((file) => ({ file, reason: reasons.get(file)! })) };
}
