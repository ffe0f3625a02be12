/** Finds the model files of a source: a folder, a pattern, or a list of files. */
import { readFileSync, statSync } from 'node:fs';
import { dirname, extname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { isGlob, matchesGlob } from './glob.ts';

export interface SourceFiles {
  /** Folder that names and classes are relative to, and that holds assets.json. Absolute. */
  base: string;
  /** Absolute. */
  paths: string[];
}

/** `files`, relative to `base`, with slashes. */
export const fileIn = (base: string, path: string): string => relative(base, path).split(sep).join('/');

/**
 * @param source absolute: a folder, a pattern such as /data/models/**\/*.glb, or a text file that lists models
 * @param walk lists the model files of a folder
 * @throws Error whose message is the reason alone
 */
export function findSource(source: string, walk: (folder: string) => string[]): SourceFiles {
  const kind = statSync(source, { throwIfNoEntry: false });
  if (kind?.isDirectory()) return { base: source, paths: walk(source) };
  if (kind?.isFile() && isList(source)) return listed(source);
  if (kind || !isGlob(source)) throw new Error('no such folder');
  const base = baseOfGlob(source);
  if (!statSync(base, { throwIfNoEntry: false })?.isDirectory()) throw new Error(`no such folder as ${base}`);
  const pattern = fileIn(base, source);
  return { base, paths: walk(base).filter((path) => matchesGlob(pattern, fileIn(base, path))) };
}

/** The folder that paths of a source are relative to; the source itself where it cannot be read. */
export function baseOf(source: string): string {
  try {
    return findSource(source, () => []).base;
  } catch {
    return source;
  }
}

/** Whether a file lists models. */
export const isList = (source: string): boolean => extname(source).toLowerCase() === '.txt';

/** The folders before the first one with a star. */
function baseOfGlob(source: string): string {
  const parts = source.split(sep);
  return resolve(parts.slice(0, parts.findIndex(isGlob)).join(sep) || sep);
}

/** One path a line, relative to the list's folder; empty lines and those that begin with # count as none. */
function listed(list: string): SourceFiles {
  const folder = dirname(list);
  const paths = readFileSync(list, 'utf8').replace(/^\uFEFF/, '').split(/\r\n|\r|\n/).flatMap((text, i): string[] => {
    const line = text.trim();
    if (line === '' || line.startsWith('#')) return [];
    const path = resolve(folder, line);
    if (!statSync(path, { throwIfNoEntry: false })?.isFile()) throw new Error(`line ${i + 1} is ${JSON.stringify(line)}, and there is no such file; wanted a model file`);
    return [path];
  });
  const isInside = (base: string): boolean => paths.every((path) => !/^\.\.(\/|$)/.test(fileIn(base, path)) && !isAbsolute(relative(base, path)));
  let base = folder;
  while (!isInside(base) && dirname(base) !== base) base = join(base, '..');
  return { base, paths: [...new Set(paths)] };
}
