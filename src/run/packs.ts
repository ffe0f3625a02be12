/** Packs the models of a shard. */
import { compileJob, type CompileJob } from '../assets/cache/compile-job.ts';
import { cacheFolder } from '../assets/cache/model-cache.ts';
import type { Lod, ModelDrawing } from '../assets/compiled-model.ts';
import type { AssetLibrary } from '../assets/library.ts';
import { type AssetPack, packAssets } from '../gpu/asset-pack.ts';
import { readShaders } from './shaders.ts';

/** One model of a pack. Where `drawing` is null, textures and meshes are read from the cache, so that the part is small to post. */
export interface PackPart {
  lods: Lod[];
  drawing: ModelDrawing | null;
  job: CompileJob;
  sha256: string;
}

/**
 * Describes the models of a pack.
 * @param models indices in the library, in the pack's order
 */
export function packParts(library: AssetLibrary, models: number[]): PackPart[] {
  const folder = cacheFolder();
  return models.map((model) => {
    const opened = library.models[model]!;
    const { drawing, compiled: { lods, sha256 } } = opened;
    return { lods, drawing, job: compileJob(opened, library.compiledWith, folder), sha256 };
  });
}

/**
 * Reads the meshes and textures that are not in memory, and packs them.
 * @throws UserError where a model is no longer in the cache and cannot be compiled again
 */
export async function makePack(parts: PackPart[]): Promise<AssetPack> {
  const { openDrawing } = await import('../assets/cache/compiler.ts');
  const models = [];
  for (const { lods, drawing, job, sha256 } of parts) models.push({ lods, ...(drawing ?? await openDrawing(job, sha256)) });
  return packAssets(models, readShaders());
}
