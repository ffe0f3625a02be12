/** Says what one compiled model depends on. */
import { type FileFrame, UNIT_M } from '../../config/asset-rules.ts';
import type { BaseConfig } from '../../config/schema.ts';
import type { LibraryOptions, ModelToOpen } from '../library.ts';

/** Part of the cache's key; a change to what `compile` yields, or to the cache file's layout, needs a new one. */
export const COMPILER_VERSION = 18;

export interface CompileJob extends LibraryOptions {
  /** Absolute, or builtin:NAME. */
  path: string;
  frame?: FileFrame;
  cacheFolder: string;
}

/** Subdivision of the icosphere of views, where the config gives none. */
export const DEFAULT_VIEW_LEVEL = 1;

export function libraryOptions({ textureSize, unit }: Pick<BaseConfig['assets'], 'textureSize' | 'unit'>, viewLevel: number): LibraryOptions {
  return { unitM: UNIT_M[unit], textureSizePx: textureSize, viewLevel };
}

export function compileJob({ path, frame }: ModelToOpen, { unitM, textureSizePx, viewLevel }: LibraryOptions, cacheFolder: string): CompileJob {
  return { path, ...(frame && { frame }), unitM, textureSizePx, viewLevel, cacheFolder };
}
