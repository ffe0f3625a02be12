/** Says which models of the library a shard draws from, where their meshes lie once packed, and packs them. */
import { cacheFolder } from '../assets/cache/model-cache.ts';
import { compileJob, type CompileJob } from '../assets/cache/compile-job.ts';
import type { Lod, ModelDrawing } from '../assets/compiled-model.ts';
import type { AssetLibrary } from '../assets/library.ts';
import type { Config } from '../config/schema.ts';
import { packAssets, type AssetPack } from '../gpu/asset-pack.ts';
import { clutterOfShard, findClutter } from '../scenarios/placement/clutter.ts';
import { readShaders } from './shaders.ts';

/** By shard: library places of the models that its images may show, all foreground models and the shard's clutter. */
export function shardModels(config: Config, library: AssetLibrary): (shard: number) => number[] {
  const foreground = Array.from({ length: library.foregroundCount }, (_, i) => i);
  const clutter = findClutter(library);
  return (shard) => [...foreground, ...clutterOfShard(clutter, config, shard).map(({ model }) => model)];
}

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

export function packParts(config: Pick<Config, 'assets' | 'curriculum'>, library: AssetLibrary, models: number[]): PackPart[] {
  const folder = cacheFolder();
  return models.map((place) => {
    const { path, drawing, compiled: { lods, sha256 } } = library.models[place]!;
    return { lods, drawing, job: compileJob(path, config, folder), sha256 };
  });
}

/** Reads what is not in memory, and packs. */
export async function makePack(parts: PackPart[]): Promise<AssetPack> {
  const { openDrawing } = await import('../assets/cache/compile-file.ts');
  const models = [];
  for (const { lods, drawing, job, sha256 } of parts) models.push({ lods, ...(drawing ?? await openDrawing(job, sha256)) });
  return packAssets(models, readShaders());
}
