/** Lists the models of a source: those in a folder, of a pattern or of a list, with name and class from their paths, or built-in ones. */
import { lstatSync, readdirSync, realpathSync, statSync, type Stats } from 'node:fs';
import { basename, dirname, extname, join, relative } from 'node:path';
import { isGlob } from './glob.ts';
import { MODEL_EXTENSIONS } from './load.ts';
import { fileIn, findSource } from './model-source.ts';
import { whyUnread } from './unread-formats.ts';
import { type AssetLibrary, BUILTIN, isBuiltin, type LibraryModel } from '../library.ts';
import { BUILTIN_GROUPS, builtinNames } from '../procedural/builtin-models.ts';

/** `file`: its path relative to the source's folder, with slashes, or a built-in model's name. */
export type FoundModel = Pick<LibraryModel, 'name' | 'path'> & { category: string; file: string };

export interface FoundModels {
  /** In order of their names. */
  models: FoundModel[];
  /** Files that look like models of formats that are not read, and links that cannot be followed. */
  notes: AssetLibrary['skipped'];
}

/**
 * A model file in the folder is a class of its own; a sub-folder is one class of all model files in it. Two models of one name
 * get their paths as names.
 * @param layerPath absolute path of a folder, a pattern or a list, or `builtin`, or builtin:GROUP
 * @throws Error, whose message is the reason alone, when the folder cannot be listed or holds no model
 */
export function listModels(layerPath: string, layer: LibraryModel['layer']): FoundModels {
  if (isBuiltin(layerPath)) return { models: listBuiltin(layerPath, layer).sort(byName), notes: [] };
  const notes: FoundModels['notes'] = [];
  const { base, paths } = findSource(layerPath, (folder) => modelFiles(folder, [], notes));
  const other = paths.find((path) => !isModel(path));
  if (other !== undefined) throw new Error(`${fileIn(base, other)} is of a format that is not read; wanted ${MODEL_EXTENSIONS.join(', ')}`);
  const found = paths.map((path): FoundModel => {
    const file = fileIn(base, path);
    const stem = basename(file, extname(file));
    const [category] = file.split('/') as [string];
    return category === file ? { name: stem, category: stem, path, file } : { name: `${category}/${stem}`, category, path, file };
  });
  if (found.length === 0) {
    const nothing = base === layerPath ? 'no model in this folder' : isGlob(layerPath) ? 'no model fits this pattern' : 'no model in this list';
    const passedOver = notes.map(({ file, reason }) => `; ${relative(base, file)}: ${reason}`);
    throw new Error(`${nothing}; wanted ${MODEL_EXTENSIONS.join(', ')}${passedOver.join('')}`);
  }
  for (const model of found) {
    const isAlone = dirname(model.file) !== '.' && found.filter(({ file }) => file.startsWith(`${model.category}/`)).length === 1;
    if (isAlone) model.name = model.category;
  }
  const uses = new Map<string, number>();
  for (const { name } of found) uses.set(name, (uses.get(name) ?? 0) + 1);
  const models = found.map(({ name, category, path, file }) => ({ name: uses.get(name)! > 1 ? file : name, category, path, file }));
  return { models: models.sort(byName), notes };
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

/**
 * The model files in a folder and in those below it, also behind links.
 * @param above real paths of the folders that lead to this one: a link to one of them would never end
 */
function modelFiles(folder: string, above: readonly string[], notes: FoundModels['notes']): string[] {
  const real = realpathSync(folder);
  if (above.includes(real)) {
    notes.push({ file: folder, reason: 'a link to a folder that it lies in; passed over' });
    return [];
  }
  return readdirSync(folder).filter((name) => !name.startsWith('.')).flatMap((name) => {
    const path = join(folder, name);
    const found = statOf(path);
    if (typeof found === 'string') notes.push({ file: path, reason: found });
    else if (found.isDirectory()) return modelFiles(path, [...above, real], notes);
    else if (found.isFile()) {
      if (isModel(name)) return [path];
      const reason = whyUnread(path);
      if (reason !== null) notes.push({ file: path, reason });
    }
    return [];
  });
}

/** What is there, or why it cannot be used. */
function statOf(path: string): Stats | string {
  try {
    return statSync(path);
  } catch (error) {
    const { code = 'unknown error' } = error as NodeJS.ErrnoException;
    if (code === 'ELOOP') return 'a link that leads back to itself; passed over';
    return code === 'ENOENT' && lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ? 'a link that points nowhere; passed over' : `cannot be read (${code}); passed over`;
  }
}
