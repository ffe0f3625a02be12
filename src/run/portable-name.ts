/** Names a model independently of the machine's folders. */
import { relative, resolve, sep } from 'node:path';
import { BUILTIN, type LibraryModel } from '../assets/library.ts';
import type { BaseConfig } from '../config/schema.ts';

/** A model's name in a shard's scenes: its path relative to the folder of its layer, and its SHA-256. */
export function portableName({ path, layer, compiled: { sha256 } }: LibraryModel, assets: BaseConfig['assets']): { model: string; sha256: string } {
  const model = path.startsWith(`${BUILTIN}:`) ? path : relative(resolve(assets[layer as 'foreground']), path).split(sep).join('/');
  return { model, sha256 };
}
