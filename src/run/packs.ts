/** Says where the meshes of a shard's models lie once packed, and packs them. */
import { compileJob, type CompileJob } from '../assets/cache/compile-job.ts';
import { cacheFolder } from '../assets/cache/model-cache.ts';
import type { Lod, ModelDrawing } from '../assets/compiled-model.ts';
import type { AssetLibrary } from '../assets/library.ts';
import { type AssetPack, packAssets } from '../gpu/asset-pack.ts';
import { readShaders } from './shaders.ts';

/** First row of `meshes` of each library model in a pack of these models, in this order; -1 for the others. */
export function meshRows(library: AssetLibrary, models: number[]): Int32Array {
  const rows = new Int32Array(library.models.length).fill(-1);
  let next = 0;
  for (const model of models) {
    rows[model] = next;
    next += library.models[model]!.compiled.lods.length;
  }
  return rows;
}

/** What a pack is made of one model; small where the cache has the rest. */
export interface PackPart {
  lods: Lod[];
  drawing: ModelDrawing | null;
  job: CompileJob;
  sha256: string;
}

/** @param models indices in the library */
export function packParts(library: AssetLibrary, models: number[]): PackPart[] {
  const folder = cacheFolder();
  return models.map((model) => {
    const { path, drawing, compiled: { lods, sha256 } } = library.models[model]!;
    return { lods, drawing, job: compileJob(path, library.compiledWith, folder), sha256 };
  });
}

/** Reads what is not in memory, and packs. */
export async function makePack(parts: PackPart[]): Promise<AssetPack> {
  const { openDrawing } = await import('../assets/cache/compile-file.ts');
  const models = [];
  for (const { lods, drawing, job, sha256 } of parts) models.push({ lods, ...(drawing ?? await openDrawing(job, sha256)) });
  return packAssets(models, readShaders());
}
