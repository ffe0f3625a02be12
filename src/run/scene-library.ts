/** Opens the models and the pictures that a scene file names. */
import type { SceneModel, ScenePicture } from '../scene/read-scene-json.ts';
import { type SceneAssets, stemOf } from '../scene/scene-json.ts';
import { UserError } from '../config/errors.ts';
import type { AssetLibrary, LibraryModel, Picture } from '../assets/library.ts';
import { DEFAULT_VIEW_LEVEL, libraryOptions } from '../assets/cache/compile-job.ts';
import { readAllKeypoints } from '../assets/load/keypoint-file.ts';
import { listProblems, openModels } from '../assets/open-library.ts';

/**
 * Opens a library whose models and pictures have the order of the lists, because a scene names them by their index.
 * @throws UserError that lists every model and picture that cannot be used
 */
export async function openSceneLibrary(
  { models, pictures = [] }: { models: SceneModel[]; pictures?: ScenePicture[] }, assets: SceneAssets, onProgress?: (ready: number, total: number) => void,
): Promise<AssetLibrary> {
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
  const openedPictures = await openScenePictures(pictures, bad);
  if (bad.length > 0) throw new UserError(listProblems(bad));
  return {
    models: models.map(({ path, layer, category }): LibraryModel => ({ name: stemOf(path), category, layer, path, ...opened.get(path)!, ...(layer === 'foreground' ? { keypoints: keypoints.points.get(path)! } : {}) })),
    foregroundCount: models.filter(({ layer }) => layer === 'foreground').length,
    categories: [...new Set(models.flatMap(({ category }) => category ?? []))].sort(),
    pictures: openedPictures,
    skipped: [],
    compiledWith,
  };
}

/** Adds the pictures that cannot be used to `bad`. */
async function openScenePictures(pictures: ScenePicture[], bad: AssetLibrary['skipped']): Promise<Picture[]> {
  if (pictures.length === 0) return [];
  // Imported only here, because most scenes show no picture.
  const { checkPicture } = await import('../assets/pictures/check-picture.ts');
  const opened: Picture[] = [];
  for (const { path, name, use, sha256 } of pictures) {
    const found = await checkPicture(path).catch((error: Error) => error.message);
    if (typeof found === 'string') bad.push({ file: path, reason: found });
    else if (sha256 !== null && sha256 !== found.sha256) bad.push({ file: path, reason: `another picture than the scene was made with: its sha256 is ${found.sha256}; wanted ${sha256}` });
    else opened.push({ name, path, use, ...found });
  }
  return opened;
}
