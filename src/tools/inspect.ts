/** Lists what scenemill makes of model files: sizes, counts, levels of detail, notes, and why a file cannot be used. */
import { statSync } from 'node:fs';
import { basename, dirname, extname, resolve } from 'node:path';
import { compileJob, DEFAULT_VIEW_LEVEL, libraryOptions } from '../assets/cache/compile-job.ts';
import { openDrawing } from '../assets/cache/compiler.ts';
import { cacheFolder } from '../assets/cache/model-cache.ts';
import { type AssetLibrary, isBuiltin, type LibraryModel, modelKey } from '../assets/library.ts';
import { rulesOf } from '../assets/load/asset-rules.ts';
import { frameOf } from '../assets/load/file-frame.ts';
import { isList } from '../assets/load/model-source.ts';
import { type FoundModel, type FoundModels, listModels } from '../assets/load/scan.ts';
import { openModels } from '../assets/open-library.ts';
import { UNITS } from '../config/asset-rules.ts';
import { UserError } from '../config/errors.ts';
import { BaseSchema } from '../config/schema.ts';

/** A model as it is drawn. Lengths are in metres. */
export interface InspectedModel {
  path: string;
  triangles: number;
  /** Meshes of the file, or what its materials divide a mesh into. */
  parts: number;
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

export interface InspectOptions {
  /** Of files without a unit of their own, as `assets.unit`. */
  unit?: string | undefined;
  onProgress?: ((ready: number, total: number) => void) | undefined;
  /** Called with a line for each pattern of assets.json that is no model. */
  onNote?: ((text: string) => void) | undefined;
}

export interface OpenedSource {
  /** Of the models that can be used, named by their files. */
  library: AssetLibrary;
  unread: Inspection['unread'];
}

/**
 * Opens the models of a source as a run would, with what assets.json says of their unit, axes and scale.
 * @param source a model file, a folder, a pattern, a list, `builtin`, or builtin:GROUP
 * @throws UserError where there is no model, or the unit or assets.json is wrong
 */
export async function openSource(source: string, { unit, onProgress, onNote = () => {} }: InspectOptions = {}): Promise<OpenedSource> {
  if (unit !== undefined && !(UNITS as string[]).includes(unit)) throw new UserError(`inspect: --unit is ${JSON.stringify(unit)}; wanted ${UNITS.join(', ')}`);
  const path = isBuiltin(source) ? source : resolve(source);
  const isFile = !isBuiltin(path) && !isList(path) && (statSync(path, { throwIfNoEntry: false })?.isFile() ?? false);
  const { models: found, notes: unread } = isFile ? { models: [fileAlone(path)], notes: [] } : modelsOf(path);
  const { rules, unmatched } = rulesOf(isFile ? dirname(path) : path, found);
  if (!isFile) unmatched.forEach(onNote);
  const compiledWith = libraryOptions(BaseSchema.shape.assets.parse({ foreground: source, unit }), DEFAULT_VIEW_LEVEL);
  const described = found.map(({ file, path: ofModel, category }, i) => ({ name: file, path: ofModel, category, frame: frameOf(rules[i]!, ofModel, compiledWith.unitM) }));
  // Their meshes are read from the cache one by one, so that memory does not grow with the folder.
  const { opened, bad } = await openModels(described, compiledWith, () => false, onProgress);
  const models = described.flatMap(({ frame, ...model }): LibraryModel[] => {
    const known = opened.get(modelKey({ path: model.path, frame }));
    return known ? [{ ...model, layer: 'foreground', ...known, ...(frame && { frame }) }] : [];
  });
  const categories = [...new Set(models.map(({ category }) => category!))].sort();
  return { library: { models, foregroundCount: models.length, categories, pictures: [], skipped: bad, compiledWith }, unread };
}

function fileAlone(path: string): FoundModel {
  const name = basename(path, extname(path));
  return { name, category: name, path, file: basename(path) };
}

function modelsOf(path: string): FoundModels {
  try {
    return listModels(path, 'foreground');
  } catch (error) {
    throw new UserError(`inspect: ${path}: ${(error as Error).message}`);
  }
}

/** Describes the models that were opened, one after the other. */
export async function inspectModels({ library: { models, skipped, compiledWith }, unread }: OpenedSource): Promise<Inspection> {
  const described: InspectedModel[] = [];
  for (const model of models) described.push(await describe(model, compiledWith));
  return { models: described, bad: skipped, unread };
}

async function describe(model: LibraryModel, compiledWith: AssetLibrary['compiledWith']): Promise<InspectedModel> {
  const { path, compiled, drawing } = model;
  const { materials, textures } = drawing ?? await openDrawing(compileJob(model, compiledWith, cacheFolder()), compiled.sha256);
  return {
    path,
    triangles: compiled.triangles,
    parts: compiled.parts,
    materials: materials.length,
    textures: textures.length,
    sizeM: compiled.halfSize.map((half) => 2 * half),
    centerM: [...compiled.center],
    doubleSidedMaterials: materials.filter(({ doubleSided }) => doubleSided).length,
    lods: compiled.lods.map(({ triangleCount, errorM, outlineErrorM }) => ({ triangles: triangleCount, errorM, outlineErrorM })),
    notes: compiled.notes,
  };
}

/** Numbers of four digits. */
export const metres = (values: number[], separator: string): string => values.map((value) => Number(value.toPrecision(4))).join(separator);

/** A few lines a model, and one for each file that cannot be used. */
export function inspectionText({ models, bad, unread }: Inspection): string {
  return [
    ...models.flatMap(({ path, triangles, parts, materials, textures, sizeM, centerM, doubleSidedMaterials, lods, notes }) => [
      path,
      `  triangles ${triangles}, parts ${parts}, materials ${materials} (double-sided ${doubleSidedMaterials}), textures ${textures}`,
      `  size ${metres(sizeM, ' x ')} m, centre (${metres(centerM, ', ')}) m`,
      ...lods.map((lod, level) => `  level ${level}: triangles ${lod.triangles}, error ${metres([lod.errorM], '')} m, of the outline ${metres([lod.outlineErrorM], '')} m`),
      ...notes.map((text) => `  note: ${text}`),
    ]),
    ...bad.map(({ file, reason }) => `${file}\n  cannot be used: ${reason}`),
    ...unread.map(({ file, reason }) => `${file}\n  ${reason}`),
  ].join('\n');
}
