/** Writes a planned scene as JSON that a person can read and change. */
import type { AssetLibrary, LibraryModel, Picture } from '../assets/library.ts';
import type { BaseConfig } from '../config/schema.ts';
import type { Backdrop, PictureCrop, ScenePlan } from './scene.ts';

/** What a scene file says beside the scene. */
export interface SceneSettings { assets: SceneAssets; jpegQuality: number }

/** How model files are read: the config's own keys, with its defaults. */
export type SceneAssets = Pick<BaseConfig['assets'], 'textureSize' | 'textureFilter' | 'unit' | 'transparency' | 'doubleSided'>;

/** The name of a model: models/mug.glb -> mug, builtin:mug -> mug. */
export function stemOf(path: string): string {
  return path.replace(/^builtin:/, '').replace(/^.*[\\/]/, '').replace(/\.[^.]+$/, '');
}

/**
 * The scene of a plan as JSON, one line per instance and light. Reading it gives the same scene to the last bit.
 * Members of the plan beside the scene, seed, index and attempt are left out.
 * @param named the keys that name a model; default: its absolute path
 * @param namedPicture the same of a picture
 */
export function sceneJson(
  { scene, seed, index, attempt }: ScenePlan, library: AssetLibrary, { assets: { textureSize, textureFilter, unit, transparency, doubleSided }, jpegQuality }: SceneSettings,
  named: (model: LibraryModel) => { model: string; sha256?: string } = ({ path }) => ({ model: path }),
  namedPicture: (picture: Picture) => { picture: string; sha256?: string } = ({ path }) => ({ picture: path }),
): string {
  const { width, height, camera, backdrop, instances, lights, ambient, unlit, antialias, post } = scene;
  const rows = instances.map(({ model: modelIndex, layer, pose, hue, saturation, value, roughness, lod }) => {
    const model = library.models[modelIndex]!;
    const { category, frame, keypoints, hasOwnKeypoints } = model;
    const ofLabels = layer === 'foreground' && {
      ...(category !== null && { category }), ...(hasOwnKeypoints && { keypoints: Object.fromEntries(keypoints!.map(({ name, at }) => [name, at])) }),
    };
    return { ...named(model), frame, layer, ...ofLabels, pose, hue, saturation, value, roughness, lod };
  });
  const behind = backdrop && { backdrop: backdropRow(backdrop, (picture) => namedPicture(library.pictures[picture]!)) };
  const entries = Object.entries({ width, height, camera, ...behind, instances: rows, assets: { textureSize, textureFilter, unit, transparency, doubleSided }, jpegQuality, lights, ambient, unlit, antialias, post, seed, index, attempt });
  const lines = entries.map(([key, value]) => {
    const text = Array.isArray(value) && value.length > 0
      ? `[\n${value.map((item) => `    ${JSON.stringify(item)}`).join(',\n')}\n  ]`
      : JSON.stringify(value);
    return `  "${key}": ${text}`;
  });
  return `{\n${lines.join(',\n')}\n}\n`;
}

/** A backdrop with the names of its pictures in place of their indices. */
function backdropRow(backdrop: Backdrop, named: (picture: number) => object): object {
  const cropRow = ({ picture, crop, flip }: PictureCrop) => ({ ...named(picture), crop, flip });
  if (backdrop.kind === 'photo') return { kind: backdrop.kind, ...cropRow(backdrop) };
  return { ...backdrop, texture: backdrop.texture && cropRow(backdrop.texture) };
}
