/** Opens the models and the pictures that a scene file names. */
import type { SceneModel, ScenePicture } from '../scene/read-scene-json.ts';
import { type SceneAssets, stemOf } from '../scene/scene-json.ts';
import { UserError } from '../config/errors.ts';
import { type AssetLibrary, type LibraryModel, modelKey, type Picture } from '../assets/library.ts';
import { DEFAULT_VIEW_LEVEL, libraryOptions } from '../assets/cache/compile-job.ts';
import { pointInFrame } from '../assets/load/file-frame.ts';
import { readAllKeypoints } from '../assets/load/keypoint-file.ts';
import { listProblems, openModels } from '../assets/open-library.ts';

/**
 * Opens a library whose models and pictures have the order of the lists, because a scene names them by their index.
 * @param options `strict`: models that lack a texture or material file cannot be used
 * @throws UserError that lists every model and picture that cannot be used
 */
export async function openSceneLibrary(
  { models, pictures = [] }: { models: SceneModel[]; pictures?: ScenePicture[] }, assets: SceneAssets, { strict = false, onProgress }: { strict?: boolean; onProgress?: ((ready: number, total: number) => void) | undefined } = {},
): Promise<AssetLibrary> {
  const compiledWith = { ...libraryOptions(assets, DEFAULT_VIEW_LEVEL), strict };
  const toOpen = [...new Map(models.map((model) => [modelKey(model), model])).values()];
  const { opened, bad } = await openModels(toOpen, compiledWith, () => true, onProgress);
  for (const { path, frame, sha256 } of models) {
    const found = opened.get(modelKey({ path, frame }))?.compiled.sha256;
    if (found !== undefined && sha256 !== null && sha256 !== found) bad.push({ file: path, reason: `another model than the scene was made with: its sha256 is ${found}; wanted ${sha256}` });
  }
  const labelled = models.filter(({ layer, keypoints: own }) => layer === 'foreground' && !own).map(({ path }) => path);
  const keypoints = await readAllKeypoints(labelled, compiledWith.unitM);
  bad.push(...keypoints.bad);
  const openedPictures = await openScenePictures(pictures, bad);
  if (bad.length > 0) throw new UserError(listProblems(bad));
  return {
    models: models.map(({ path, frame, layer, category, keypoints: own }): LibraryModel => ({
      name: stemOf(path), category, layer, path, ...opened.get(modelKey({ path, frame }))!, ...(frame && { frame }),
      ...(own ? { keypoints: own, hasOwnKeypoints: true } : layer === 'foreground' ? { keypoints: keypoints.points.get(path)!.map(({ name, at }) => ({ name, at: pointInFrame(at, frame) })) } : {}),
    })),
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
