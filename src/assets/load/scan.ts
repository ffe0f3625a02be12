/** Lists the models of a source: those in a folder, of a pattern or of a list, with name and class from their paths, or built-in ones. */
import { readdirSync, statSync } from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
import { isGlob } from './glob.ts';
import { MODEL_EXTENSIONS } from './load.ts';
import { fileIn, findSource } from './model-source.ts';
import { BUILTIN, isBuiltin, type LibraryModel } from '../library.ts';
import { BUILTIN_GROUPS, builtinNames } from '../procedural/builtin-models.ts';

/** `file`: its path relative to the source's folder, with slashes, or a built-in model's name. */
export type FoundModel = Pick<LibraryModel, 'name' | 'path'> & { category: string; file: string };

/**
 * A model file in the folder is a class of its own; a sub-folder is one class of all model files in it. Other files are
 * skipped. Two models of one name get their paths as names.
 * @param layerPath absolute path of a folder, a pattern or a list, or `builtin`, or builtin:GROUP
 * @returns in order of their names
 * @throws Error, whose message is the reason alone, when the folder cannot be listed or holds no model
 */
export function listModels(layerPath: string, layer: LibraryModel['layer']): FoundModel[] {
  if (isBuiltin(layerPath)) return listBuiltin(layerPath, layer).sort(byName);
  const { base, paths } = findSource(layerPath, modelFiles);
  const other = paths.find((path) => !isModel(path));
  if (other !== undefined) throw new Error(`${fileIn(base, other)} is of a format that is not read; wanted ${MODEL_EXTENSIONS.join(', ')}`);
  const found = paths.map((path): FoundModel => {
    const file = fileIn(base, path);
    const stem = basename(file, extname(file));
    const [category] = file.split('/') as [string];
    return category === file ? { name: stem, category: stem, path, file } : { name: `${category}/${stem}`, category, path, file };
  });
  if (found.length === 0) throw new Error(`${base === layerPath ? 'no model in this folder' : isGlob(layerPath) ? 'no model fits this pattern' : 'no model in this list'}; wanted ${MODEL_EXTENSIONS.join(', ')}`);
  for (const model of found) {
    const isAlone = dirname(model.file) !== '.' && found.filter(({ file }) => file.startsWith(`${model.category}/`)).length === 1;
    if (isAlone) model.name = model.category;
  }
  const uses = new Map<string, number>();
  for (const { name } of found) uses.set(name, (uses.get(name) ?? 0) + 1);
  return found
    .map(({ name, category, path, file }) => ({ name: uses.get(name)! > 1 ? file : name, category, path, file }))
    .sort(byName);
}

/** The built-in models of a layer, each a class of its own, or those of a group, which are of one class. */
function listBuiltin(source: string, layer: LibraryModel['layer']): FoundModel[] {
  const found = (name: string, category: string): FoundModel => ({ name, category, path: `${BUILTIN}:${name}`, file: name });
  if (source === BUILTIN && layer !== 'distractor') return builtinNames(layer).map((name) => found(name, name));
  const group = source.slice(BUILTIN.length + 1);
  if (!Object.hasOwn(BUILTIN_GROUPS, group)) {
    const known = [...(layer === 'distractor' ? ['a folder'] : [BUILTIN]), ...Object.keys(BUILTIN_GROUPS).map((name) => `${BUILTIN}:${name}`)];
    throw new Error(`no built-in group of that name; wanted ${known.join(', ')}`);
  }
  const { category, models } = BUILTIN_GROUPS[group]!;
  return Object.keys(models).map((name) => found(name, category));
}

/** Compares code units, so that the order is equal on every machine, whatever its language. */
const byName = (a: { name: string }, b: { name: string }): number => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);

const isModel = (name: string): boolean => MODEL_EXTENSIONS.includes(extname(name).toLowerCase());

function modelFiles(folder: string): string[] {
  return readdirSync(folder).filter((name) => !name.startsWith('.')).flatMap((name) => {
    const path = join(folder, name);
    const stat = statSync(path, { throwIfNoEntry: false });
    if (stat?.isDirectory()) return modelFiles(path);
    return stat?.isFile() && isModel(name) ? [path] : [];
  });
}
