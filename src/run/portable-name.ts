/** Names a model so that another machine finds it. */
import { relative, resolve, sep } from 'node:path';
import { BUILTIN, type LibraryModel } from '../assets/library.ts';
import type { BaseConfig } from '../config/schema.ts';

/** How a shard's scenes name a model: relative to the folder of its layer, with its hash. */
export function portableName({ path, layer, compiled: { sha256 } }: LibraryModel, assets: BaseConfig['assets']): { model: string; sha256: string } {
  const model = path.startsWith(`${BUILTIN}:`) ? path : relative(resolve(assets[layer]), path).split(sep).join('/');
  return { model, sha256 };
}
