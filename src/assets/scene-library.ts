/** Opens the models that a scene names, in the scene's order. */
import { stemOf, type SceneAssets, type SceneModel } from '../annotations/scene-json.ts';
import { ConfigSchema } from '../config.ts';
import { UserError } from '../errors.ts';
import type { AssetLibrary, LibraryModel } from './library.ts';
import { listProblems, openModels } from './open-library.ts';
import { BUILTIN } from './scan.ts';

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
  if (bad.length > 0) throw new UserError(listProblems(bad));
  return {
    models: models.map(({ path, layer, category }): LibraryModel => ({ name: stemOf(path), category, layer, path, ...opened.get(path)! })),
    foregroundCount: models.filter(({ layer }) => layer === 'foreground').length,
    categories: [...new Set(models.flatMap(({ category }) => category ?? []))].sort(),
    skipped: [],
  };
}
