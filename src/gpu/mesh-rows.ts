/** Computes the rows of the meshes of a pack's models. */
import type { AssetLibrary } from '../assets/library.ts';

/** First row of `meshes` of each library model in a pack of these models, in this order; -1 for the others. */
export function meshRows(library: AssetLibrary, models: readonly number[]): Int32Array {
  const rows = new Int32Array(library.models.length).fill(-1);
  let next = 0;
  for (const model of models) {
    rows[model] = next;
    next += library.models[model]!.compiled.lods.length;
  }
  return rows;
}
