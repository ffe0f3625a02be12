/** Names models and pictures independently of the machine's folders. */
import { relative, resolve, sep } from 'node:path';
import { isBuiltin, type LibraryModel, type Picture } from '../assets/library.ts';
import { baseOf } from '../assets/load/model-source.ts';
import { distractorSources, groupOf } from '../config/asset-groups.ts';
import type { BaseConfig } from '../config/schema.ts';

/** A model's name in a shard's scenes: its path relative to the folder of its layer or group, and its SHA-256. */
export function portableName(model: LibraryModel, assets: BaseConfig['assets']): { model: string; sha256: string } {
  const { path, compiled: { sha256 } } = model;
  return { model: isBuiltin(path) ? path : relative(folderOf(model, assets), path).split(sep).join('/'), sha256 };
}

/** Folders by their sources: each is looked up once. */
const folders = new Map<string, string>();

function folderOf({ layer, group }: LibraryModel, assets: BaseConfig['assets']): string {
  const ofLayer = layer === 'distractor' ? distractorSources(assets).find((source) => groupOf(source) === group) : assets[layer];
  // Distractors that have no source of their own lie in the foreground's folder.
  const source = resolve(ofLayer ?? assets.foreground);
  if (!folders.has(source)) folders.set(source, baseOf(source));
  return folders.get(source)!;
}

/** A picture's name in a shard's scenes: its path relative to the folder of pictures, and its SHA-256. */
export const portablePicture = ({ name, sha256 }: Picture): { picture: string; sha256: string } => ({ picture: name, sha256 });
