/** Describes the asset library: every model of a run, compiled. Its arrays lie in shared memory, so that threads get it without a copy. */
import type { AssetLimits } from '../config/asset-limits.ts';
import type { FileFrame, Symmetry } from '../config/asset-rules.ts';
import type { Vec3 } from '../geometry/vectors.ts';
import type { CompiledModel, CompileOptions, ModelDrawing, WholeModel } from './compiled-model.ts';

/** In place of a folder: the built-in models of the layer. With a colon before the name of a group or of a model: that one. */
export const BUILTIN = 'builtin';

/** Whether a source of models is no folder. */
export const isBuiltin = (source: string): boolean => source === BUILTIN || source.startsWith(`${BUILTIN}:`);

/** What all models of a library are compiled with. */
export interface LibraryOptions extends CompileOptions {
  /** Metres per unit of formats without one. */
  unitM: number;
  /** Refuses a model that lacks a file which can be done without, such as a texture of an OBJ. It is compiled all the same. */
  strict?: boolean;
  /** DEFAULT_LIMITS where absent. */
  limits?: AssetLimits;
}

/** A named point of a model, metres, model frame. */
export interface NamedPoint { name: string; at: Vec3 }

/** A model's file, and how it is read: what a mesh depends on, beside the library's options. */
export interface ModelToOpen {
  /** Absolute, or builtin:NAME. */
  path: string;
  frame?: FileFrame | undefined;
}

/** Equal for what is one mesh. */
export const modelKey = ({ path, frame }: ModelToOpen): string => (frame ? `${path} ${JSON.stringify(frame)}` : path);

export interface OpenedModel {
  compiled: CompiledModel;
  /**
   * Null where the cache holds it until a pack is made. Foreground models have it in memory: they are in every pack, and
   * random poses measure their meshes.
   */
  drawing: ModelDrawing | null;
}

export interface LibraryModel extends OpenedModel {
  /** Unique within its layer; of a distractor, within its group. */
  name: string;
  /** Class of a foreground model; null for clutter and distractors. */
  category: string | null;
  layer: 'foreground' | 'background' | 'distractor';
  /** Of a distractor: name of the folder, or of the built-in group, that it comes from. */
  group?: string;
  /** Absolute path, or builtin:NAME. */
  path: string;
  /** Where `labels.keypoints` asks for them. */
  keypoints?: readonly NamedPoint[];
  /** The keypoints are those of assets.json or of a scene file, not of the file beside the model. */
  hasOwnKeypoints?: boolean;
  /** Where assets.json changes it. */
  frame?: FileFrame;
  /** How often the schedule shows it, compared with others; default: 1. */
  weight?: number;
  /** Model frame, metres; axes have length 1. */
  symmetries?: readonly Symmetry[];
  /** Of assets.json, or else of the file. */
  license?: string;
}

/** An image file that a backdrop may show. */
export interface Picture {
  /** Path relative to its folder, with slashes. */
  name: string;
  /** Absolute. */
  path: string;
  use: 'photo' | 'texture';
  sha256: string;
  /** Of the upright picture, after the turn that EXIF asks for. */
  widthPx: number;
  heightPx: number;
}

export interface AssetLibrary {
  /** Foreground models first, then background models, then distractors: those of the foreground's folder, then group by group as the config lists them; each in order of names. */
  models: LibraryModel[];
  foregroundCount: number;
  /** Alphabetical; a category's id is its index here + 1. */
  categories: string[];
  /** Photos, then textures; each in order of names. */
  pictures: Picture[];
  skipped: { file: string; reason: string }[];
  compiledWith: LibraryOptions;
}

/** @throws Error when the model's mesh is not in memory */
export function wholeModel({ compiled, drawing }: OpenedModel): WholeModel {
  if (!drawing) throw new Error('library: the mesh of a model that is not kept in memory was asked for; wanted one of the foreground.');
  return { ...compiled, ...drawing };
}
