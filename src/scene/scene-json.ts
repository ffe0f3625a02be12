/** Writes a planned scene as JSON that a person can read and change, number by number. */
import type { AssetLibrary, LibraryModel } from '../assets/library.ts';
import type { BaseConfig } from '../config/schema.ts';
import type { ScenePlan } from './scene.ts';

/** What a scene says beside what is in it. */
export interface SceneSettings { assets: SceneAssets; jpegQuality: number }

/** How a scene's model files are read: as the config says, by the same defaults. */
export type SceneAssets = Pick<BaseConfig['assets'], 'textureSize' | 'unit'>;

/** models/mug.glb -> mug, builtin:mug -> mug. */
export function stemOf(path: string): string {
  return path.replace(/^builtin:/, '').replace(/^.*[\\/]/, '').replace(/\.[^.]+$/, '');
}

/**
 * The scene of a plan, one line per instance and light. Read back, it is the same scene to the last bit; what the schedule says of it
 * stays behind.
 * @param named how a model is named; by default by its absolute path
 */
export function sceneJson(
  { scene, seed, index, attempt }: ScenePlan, library: AssetLibrary, { assets: { textureSize, unit }, jpegQuality }: SceneSettings,
  named: (model: LibraryModel) => { model: string; sha256?: string } = ({ path }) => ({ model: path }),
): string {
  const { width, height, camera, instances, lights, ambient, unlit, antialias, post } = scene;
  const rows = instances.map(({ model: place, layer, pose, hue, lod }) => {
    const model = library.models[place]!;
    const { category } = model;
    return { ...named(model), layer, ...(layer === 'foreground' && category !== null ? { category } : {}), pose, hue, lod };
  });
  const entries = Object.entries({ width, height, camera, instances: rows, assets: { textureSize, unit }, jpegQuality, lights, ambient, unlit, antialias, post, seed, index, attempt });
  const lines = entries.map(([key, value]) => {
    const text = Array.isArray(value) && value.length > 0
      ? `[\n${value.map((item) => `    ${JSON.stringify(item)}`).join(',\n')}\n  ]`
      : JSON.stringify(value);
    return `  "${key}": ${text}`;
  });
  return `{\n${lines.join(',\n')}\n}\n`;
}
