/** Opens the models that a scene names, in the scene's order. */
import { stemOf, type SceneAssets, type SceneModel } from '../scene/scene-json.ts';
import { ConfigSchema } from '../config/schema.ts';
import { UserError } from '../config/errors.ts';
import type { AssetLibrary, LibraryModel } from '../assets/library.ts';
import { UNIT_M } from '../assets/cache/compile-job.ts';
import { readAllKeypoints } from '../assets/load/keypoint-file.ts';
import { listProblems, openModels } from '../assets/open-library.ts';
import { BUILTIN } from '../assets/load/scan.ts';

/** What a scene does not say is the config's default. */
export const SCENE_DEFAULTS = {
  assets: ConfigSchema.shape.assets.parse({ foreground: BUILTIN, background: BUILTIN }),
  curriculum: ConfigSchema.shape.curriculum.parse({}),
};

/**
 * A library whose places are those of `models`: a scene orders its models itself.
 * @throws UserError that lists every model that cannot be used
 */
export async function openSceneLibrary(models: SceneModel[], assets: SceneAssets, onProgress?: (ready: number, total: number) => void): Promise<AssetLibrary> {
  const paths = [...new Set(models.map(({ path }) => path))];
  const { opened, bad } = await openModels(paths, { ...SCENE_DEFAULTS, assets: { ...SCENE_DEFAULTS.assets, ...assets } }, () => true, onProgress);
  for (const { path, sha256 } of models) {
    const found = opened.get(path)?.compiled.sha256;
    if (found !== undefined && sha256 !== null && sha256 !== found) bad.push({ file: path, reason: `another model than the scene was made with: its sha256 is ${found}; wanted ${sha256}` });
  }
  const labelled = models.filter(({ layer }) => layer === 'foreground').map(({ path }) => path);
  const keypoints = await readAllKeypoints(labelled, UNIT_M[assets.unit]);
  bad.push(...keypoints.bad);
  if (bad.length > 0) throw new UserError(listProblems(bad));
  return {
    models: models.map(({ path, layer, category }): LibraryModel => ({ name: stemOf(path), category, layer, path, ...opened.get(path)!, ...(layer === 'foreground' ? { keypoints: keypoints.points.get(path)! } : {}) })),
    foregroundCount: models.filter(({ layer }) => layer === 'foreground').length,
    categories: [...new Set(models.flatMap(({ category }) => category ?? []))].sort(),
    skipped: [],
  };
}
