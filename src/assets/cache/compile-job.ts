/** Says what one compiled model depends on. */
import { type FileFrame, UNIT_M } from '../../config/asset-rules.ts';
import type { BaseConfig } from '../../config/schema.ts';
import { completeOptions } from '../compiled-model.ts';
import type { LibraryOptions, ModelToOpen } from '../library.ts';

/** Part of the cache's key; a change to what `compile` yields, or to the cache file's layout, needs a new one. */
export const COMPILER_VERSION = 31;

export interface CompileJob extends LibraryOptions {
  /** Absolute, or builtin:NAME. */
  path: string;
  frame?: FileFrame;
  cacheFolder: string;
}

export interface OpenJob extends CompileJob {
  /** Whether the model's drawing is kept in memory, also where the cache has it. */
  keepsDrawing: boolean;
}

/** Subdivision of the icosphere of views, where the config gives none. */
export const DEFAULT_VIEW_LEVEL = 1;

type CompiledAssets = Pick<BaseConfig['assets'], 'textureSize' | 'unit'> & Partial<Pick<BaseConfig['assets'], 'limits' | 'transparency' | 'doubleSided'>>;

export function libraryOptions({ textureSize, unit, transparency, doubleSided, limits }: CompiledAssets, viewLevel: number): LibraryOptions {
  return { unitM: UNIT_M[unit], ...completeOptions({ textureSizePx: textureSize, viewLevel, transparency, doubleSided }), ...(limits && { limits }) };
}

export function compileJob({ path, frame }: ModelToOpen, options: LibraryOptions, cacheFolder: string): CompileJob {
  return { path, ...(frame && { frame }), ...options, cacheFolder };
}
