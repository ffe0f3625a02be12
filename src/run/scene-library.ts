/** Opens the models that a scene file names. */
import type { SceneModel } from '../scene/read-scene-json.ts';
import { type SceneAssets, stemOf } from '../scene/scene-json.ts';
import { UserError } from '../config/errors.ts';
import type { AssetLibrary, LibraryModel } from '../assets/library.ts';
import { DEFAULT_VIEW_LEVEL, libraryOptions } from '../assets/cache/compile-job.ts';
import { readAllKeypoints } from '../assets/load/keypoint-file.ts';
import { listProblems, openModels } from '../assets/open-library.ts';

/**
 * Opens a library whose models have the order of `models`, because the instances of a scene name models by their index.
 * @throws UserError that lists every model that cannot be used
 */
export async function openSceneLibrary(models: SceneModel[], assets: SceneAssets, onProgress?: (ready: number, total: number) => void): Promise<AssetLibrary> {
  const compiledWith = libraryOptions(assets, DEFAULT_VIEW_LEVEL);
  const paths = [...new Set(models.map(({ path }) => path))];
  const { opened, bad } = await openModels(paths, compiledWith, () => true, onProgress);
  for (const { path, sha256 } of models) {
    const found = opened.get(path)?.compiled.sha256;
    if (found !== undefined && sha256 !== null && sha256 !== found) bad.push({ file: path, reason: `another model than the scene was made with: its sha256 is ${found}; wanted ${sha256}` });
  }
  const labelled = models.filter(({ layer }) => layer === 'foreground').map(({ path }) => path);
  const keypoints = await readAllKeypoints(labelled, compiledWith.unitM);
  bad.push(...keypoints.bad);
  if (bad.length > 0) throw new UserError(listProblems(bad));
  return {
    models: models.map(({ path, layer, category }): LibraryModel => ({ name: stemOf(path), category, layer, path, ...opened.get(path)!, ...(layer === 'foreground' ? { keypoints: keypoints.points.get(path)! } : {}) })),
    foregroundCount: models.filter(({ layer }) => layer === 'foreground').length,
    categories: [...new Set(models.flatMap(({ category }) => category ?? []))].sort(),
    pictures: [],
    skipped: [],
    compiledWith,
  };
}
