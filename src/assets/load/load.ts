/** Loads a model file of any kind: the one place that picks the loader by extension. */
import { extname } from 'node:path';
import { checkModel } from './check-model.ts';
import { hashFiles, type ModelFile } from './model-files.ts';
import { readGltfFiles } from './gltf-files.ts';
import { readObjFiles } from './obj-files.ts';
import type { SourceModel } from '../source-model.ts';

export { MAX_TRIANGLES } from './check-model.ts';

/** In lower case; a file's own may be in either. */
export const MODEL_EXTENSIONS: readonly string[] = ['.glb', '.gltf', '.obj'];

interface OpenedModel {
  files: ModelFile[];
  parse(unitM: number): Promise<SourceModel>;
}

/** The parsers are imported only when a model is parsed: a warm start hashes files and loads no library for it. */
async function openModel(path: string): Promise<OpenedModel> {
  const extension = extname(path).toLowerCase();
  switch (extension) {
    case '.glb':
    case '.gltf': {
      const gltf = await readGltfFiles(path);
      return { files: gltf.files, parse: async () => (await import('./gltf.ts')).parseGltf(gltf) };
    }
    case '.obj': {
      const obj = await readObjFiles(path);
      return { files: obj.files, parse: async unitM => (await import('./obj.ts')).parseObj(obj, unitM) };
    }
    default:
      throw new Error(`cannot load ${extension || 'a file without extension'}; wanted ${MODEL_EXTENSIONS.join(', ')}`);
  }
}

/**
 * Loads, checks and hashes a model. `unitM`: metres per unit, for OBJ; glTF is in metres.
 * Throws an Error whose message is the reason alone, without the path: `no triangles`, `texture file "x.png" is missing`.
 */
export async function loadModel(path: string, options: { unitM: number }): Promise<{ source: SourceModel; sha256: string }> {
  return withReason(async () => {
    const { files, parse } = await openModel(path);
    return { source: checkModel(await parse(options.unitM)), sha256: hashFiles(files) };
  });
}

/** The same `sha256` without parsing meshes or images: over every file that the model is made from. Throws where one is missing. */
export async function hashModel(path: string): Promise<string> {
  return withReason(async () => hashFiles((await openModel(path)).files));
}

/** A file that breaks its format's rules in a way nobody thought of ends in a TypeError or RangeError of some library. */
async function withReason<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof TypeError || error instanceof RangeError) throw new Error(`broken file: ${error.message}`, { cause: error });
    throw error;
  }
}
