/** Lists the models of a source: those in a folder, with name and class from their paths, or built-in ones. */
import { readdirSync, statSync } from 'node:fs';
import { basename, dirname, extname, join, relative, sep } from 'node:path';
import { MODEL_EXTENSIONS } from './load.ts';
import { BUILTIN, isBuiltin, type LibraryModel } from '../library.ts';
import { BUILTIN_GROUPS, builtinNames } from '../procedural/builtin-models.ts';

export type FoundModel = Pick<LibraryModel, 'name' | 'path'> & { category: string };

/**
 * A model file in the folder is a class of its own; a sub-folder is one class of all model files in it. Other files are
 * skipped. Two models of one name get their paths as names.
 * @param layerPath absolute, `builtin`, or builtin:GROUP
 * @returns in order of their names
 * @throws Error, whose message is the reason alone, when the folder cannot be listed or holds no model
 */
export function listModels(layerPath: string, layer: LibraryModel['layer']): FoundModel[] {
  if (isBuiltin(layerPath)) return listBuiltin(layerPath, layer).sort(byName);
  if (!statSync(layerPath, { throwIfNoEntry: false })?.isDirectory()) throw new Error('no such folder');
  const found = modelFiles(layerPath).map((path): FoundModel & { file: string } => {
    const file = relative(layerPath, path).split(sep).join('/');
    const stem = basename(file, extname(file));
    const [category] = file.split('/') as [string];
    return category === file ? { name: stem, category: stem, path, file } : { name: `${category}/${stem}`, category, path, file };
  });
  if (found.length === 0) throw new Error(`no model in this folder; wanted ${MODEL_EXTENSIONS.join(', ')}`);
  for (const model of found) {
    const isAlone = dirname(model.file) !== '.' && found.filter(({ file }) => file.startsWith(`${model.category}/`)).length === 1;
    if (isAlone) model.name = model.category;
  }
  const uses = new Map<string, number>();
  for (const { name } of found) uses.set(name, (uses.get(name) ?? 0) + 1);
  return found
    .map(({ name, category, path, file }) => ({ name: uses.get(name)! > 1 ? file : name, category, path }))
    .sort(byName);
}

/** The built-in models of a layer, each a class of its own, or those of a group, which are of one class. */
function listBuiltin(source: string, layer: LibraryModel['layer']): FoundModel[] {
  const found = (name: string, category: string): FoundModel => ({ name, category, path: `${BUILTIN}:${name}` });
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

function modelFiles(folder: string): string[] {
  return readdirSync(folder).filter((name) => !name.startsWith('.')).flatMap((name) => {
    const path = join(folder, name);
    const stat = statSync(path, { throwIfNoEntry: false });
    if (stat?.isDirectory()) return modelFiles(path);
    return stat?.isFile() && MODEL_EXTENSIONS.includes(extname(name).toLowerCase()) ? [path] : [];
  });
}
