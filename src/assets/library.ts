/** The asset library: every model of a run, compiled. Its arrays lie in shared memory, so that threads get it without a copy. */
import type { NamedPoint } from '../geometry/projection.ts';
import type { CompiledModel, ModelDrawing, WholeModel } from './compiled-model.ts';

export interface OpenedModel {
  compiled: CompiledModel;
  /** Null where the cache holds it until a pack is made. Foreground models have it in memory: they are in every pack, and random poses measure their meshes. */
  drawing: ModelDrawing | null;
}

export interface LibraryModel extends OpenedModel {
  /** Unique within its layer. */
  name: string;
  /** Class of a foreground model; null for clutter. */
  category: string | null;
  layer: 'foreground' | 'background';
  /** Absolute path, or builtin:NAME. */
  path: string;
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

/** @throws Error when the cache holds the part that only drawing needs */
export function wholeModel({ compiled, drawing }: OpenedModel): WholeModel {
  if (!drawing) throw new Error('library: the mesh of a model that is not kept in memory was asked for; wanted one of the foreground.');
  return { ...compiled, ...drawing };
}
