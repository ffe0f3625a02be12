/** Reads a scene's file, and finds its models: beside it, or in a folder of assets; names them for others to find. */
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { readSceneJson } from './annotations/scene-json.ts';
import type { ReadScene } from './annotations/scene-json.ts';
import type { LibraryModel } from './assets/library.ts';
import { hashModel } from './assets/load.ts';
import { BUILTIN } from './assets/scan.ts';
import type { Config } from './config.ts';
import { UserError } from './errors.ts';

/**
 * @param assets folder that the model paths are relative to; default: the file's own
 * @throws UserError
 */
export async function readScene(path: string, assets?: string): Promise<ReadScene> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new UserError(`scene: ${path} cannot be read (${error.code ?? error.message}); wanted a scene as JSON`);
  });
  const folder = assets === undefined ? dirname(resolve(path)) : resolve(assets);
  const known = new Map<string, Promise<string>>();
  return readSceneJson(text, path, (model, sha256) => {
    const key = `${sha256} ${model}`;
    if (!known.has(key)) known.set(key, locate(folder, model, sha256));
    return known.get(key)!;
  });
}

/**
 * A model whose hash is known may also lie in one of the folder's own folders: a shard's scenes name models by the folder of their layer,
 * and there are two of those. The hash tells which file is meant where several have the name.
 */
async function locate(folder: string, model: string, sha256: string | null): Promise<string> {
  const folders = [folder];
  if (sha256 !== null) {
    const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
    folders.push(...entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(folder, name)).sort());
  }
  const files = [...new Set(folders.map((place) => resolve(place, model)))].filter((file) => existsSync(file));
  if (files.length === 0) throw new Error(`${resolve(folder, model)}, which is not there; wanted a model file, or builtin:NAME`);
  for (const file of files.length > 1 ? files : []) if (await hashModel(file).catch(() => null) === sha256) return file;
  return files[0]!;
}

/** How a shard's scenes name a model: relative to the folder of its layer, with its hash. */
export function portableName({ path, layer, compiled: { sha256 } }: LibraryModel, assets: Config['assets']): { model: string; sha256: string } {
  const model = path.startsWith(`${BUILTIN}:`) ? path : relative(resolve(assets[layer]), path).split(sep).join('/');
  return { model, sha256 };
}
