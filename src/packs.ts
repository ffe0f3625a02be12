/** Says which models of the library a shard draws from, and where their meshes lie once packed. */
import type { AssetLibrary } from './assets/library.ts';
import type { Config } from './config.ts';
import { clutterOfShard, findClutter } from './scene/clutter.ts';

/** Library places of the models that the shard's images may show: all foreground models and the shard's clutter. */
export function modelsOfShard(config: Config, library: AssetLibrary, shard: number): number[] {
  const foreground = Array.from({ length: library.foregroundCount }, (_, i) => i);
  return [...foreground, ...clutterOfShard(findClutter(library), config, shard).map(({ model }) => model)];
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
