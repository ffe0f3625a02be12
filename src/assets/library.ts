/** The asset library: every model of a run, compiled. Its arrays lie in shared memory, so that threads get it without a copy. */
import type { NamedPoint } from '../annotations/keypoints.ts';
import type { CompiledModel } from './compiled-model.ts';

export interface LibraryModel {
  /** Unique within its layer. */
  name: string;
  /** Class of a foreground model; null for clutter. */
  category: string | null;
  layer: 'foreground' | 'background';
  /** Absolute path, or builtin:NAME. */
  path: string;
  compiled: CompiledModel;
  /** Where `labels.keypoints` asks for them. */
  keypoints?: readonly NamedPoint[];
}

export interface AssetLibrary {
  /** Foreground models first; both layers in order of their names. */
  models: LibraryModel[];
  foregroundCount: number;
  /** Alphabetical; categoryId is the place here + 1. */
  categories: string[];
  skipped: { file: string; reason: string }[];
}
