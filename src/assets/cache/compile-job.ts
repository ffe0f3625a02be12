/** Says what one compiled model depends on. */
import type { Config } from '../../config/schema.ts';

/** Part of the cache's key: raise it with every change to what `compile` yields, or to the file's layout. */
export const COMPILER_VERSION = 16;

export interface CompileOptions {
  /** Largest side of a texture: a power of two, 64 to 1024. */
  textureSizePx: number;
  /** Icosphere subdivision of the silhouettes' views. */
  viewLevel: number;
}

export interface CompileJob extends CompileOptions {
  /** Absolute, or builtin:NAME. */
  path: string;
  /** Metres per unit of formats without one. */
  unitM: number;
  cacheFolder: string;
}

/** Metres. */
export const UNIT_M = { mm: 0.001, cm: 0.01, m: 1, in: 0.0254, ft: 0.3048 };

export function compileJob(path: string, { assets, curriculum }: Pick<Config, 'assets' | 'curriculum'>, cacheFolder: string): CompileJob {
  return { path, unitM: UNIT_M[assets.unit], textureSizePx: assets.textureSize, viewLevel: curriculum.viewLevel, cacheFolder };
}
