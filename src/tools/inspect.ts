/** Lists what scenemill makes of model files: sizes, counts, levels of detail, notes, and why a file cannot be used. */
import { existsSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { DEFAULT_VIEW_LEVEL, libraryOptions } from '../assets/cache/compile-job.ts';
import { isBuiltin, type OpenedModel } from '../assets/library.ts';
import { listModels } from '../assets/load/scan.ts';
import { openModels } from '../assets/open-library.ts';
import { UserError } from '../config/errors.ts';
import { BaseSchema } from '../config/schema.ts';

/** A model as it is drawn. Lengths are in metres. */
export interface InspectedModel {
  path: string;
  triangles: number;
  materials: number;
  textures: number;
  sizeM: number[];
  centerM: number[];
  doubleSidedMaterials: number;
  /** Errors are deviations from the source mesh: of the surface, and of the silhouette. */
  lods: { triangles: number; errorM: number; outlineErrorM: number }[];
  notes: string[];
}

export interface Inspection {
  models: InspectedModel[];
  bad: { file: string; reason: string }[];
  /** Files that are no model, and links that lead nowhere. */
  unread: { file: string; reason: string }[];
}

/**
 * @param source a model file, a folder, `builtin`, or builtin:GROUP
 * @throws UserError where there is no model
 */
export async function inspectModels(source: string, onProgress?: (ready: number, total: number) => void): Promise<Inspection> {
  const { paths, unread } = pathsOf(source);
  const { textureSize, unit } = BaseSchema.shape.assets.parse({ foreground: source });
  const { opened, bad } = await openModels(paths.map((path) => ({ path })), libraryOptions({ textureSize, unit }, DEFAULT_VIEW_LEVEL), () => true, onProgress);
  return { models: paths.flatMap((path) => (opened.has(path) ? [describe(path, opened.get(path)!)] : [])), bad, unread };
}

function pathsOf(source: string): { paths: string[]; unread: Inspection['unread'] } {
  const path = isBuiltin(source) ? source : resolve(source);
  if (!isBuiltin(source) && existsSync(path) && statSync(path).isFile()) return { paths: [path], unread: [] };
  try {
    const { models, notes } = listModels(path, 'foreground');
    return { paths: models.map((model) => model.path), unread: notes };
  } catch (error) {
    throw new UserError(`inspect: ${path}: ${(error as Error).message}`);
  }
}

function describe(path: string, { compiled, drawing }: OpenedModel): InspectedModel {
  const { materials, textures } = drawing!;
  return {
    path,
    triangles: compiled.triangles,
    materials: materials.length,
    textures: textures.length,
    sizeM: compiled.halfSize.map((half) => 2 * half),
    centerM: [...compiled.center],
    doubleSidedMaterials: materials.filter(({ doubleSided }) => doubleSided).length,
    lods: compiled.lods.map(({ triangleCount, errorM, outlineErrorM }) => ({ triangles: triangleCount, errorM, outlineErrorM })),
    notes: compiled.notes,
  };
}

/** A few lines a model, and one for each file that cannot be used. */
export function inspectionText({ models, bad, unread }: Inspection): string {
  const metres = (values: number[], separator: string) => values.map((value) => Number(value.toPrecision(4))).join(separator);
  return [
    ...models.flatMap(({ path, triangles, materials, textures, sizeM, centerM, doubleSidedMaterials, lods, notes }) => [
      path,
      `  triangles ${triangles}, materials ${materials} (double-sided ${doubleSidedMaterials}), textures ${textures}`,
      `  size ${metres(sizeM, ' x ')} m, centre (${metres(centerM, ', ')}) m`,
      ...lods.map((lod, level) => `  level ${level}: triangles ${lod.triangles}, error ${metres([lod.errorM], '')} m, of the outline ${metres([lod.outlineErrorM], '')} m`),
      ...notes.map((text) => `  note: ${text}`),
    ]),
    ...bad.map(({ file, reason }) => `${file}\n  cannot be used: ${reason}`),
    ...unread.map(({ file, reason }) => `${file}\n  ${reason}`),
  ].join('\n');
}
