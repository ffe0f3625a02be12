/** Reads a scene's file, and finds its models: beside it, or in folders of assets. */
import { existsSync, statSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { type ReadScene, readSceneJson } from '../scene/read-scene-json.ts';
import { hashModel } from '../assets/load/load.ts';
import { UserError } from '../config/errors.ts';

/**
 * @param assets folder that the model paths are relative to, or several; default: the file's own
 * @throws UserError
 */
export async function readScene(path: string, assets: string | readonly string[] = dirname(resolve(path))): Promise<ReadScene> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new UserError(`scene: ${path} cannot be read (${error.code ?? error.message}); wanted a scene as JSON`);
  });
  const folders = [assets].flat().map((folder) => resolve(folder));
  const known = new Map<string, Promise<string>>();
  return readSceneJson(text, path, (model, sha256) => {
    const key = `${sha256} ${model}`;
    if (!known.has(key)) known.set(key, locate(folders, model, sha256));
    return known.get(key)!;
  });
}

/**
 * A model whose hash is known may also lie in a folder of one of these: a shard's scenes name models by the folder of their layer, and there
 * are two of those. The hash tells which file is meant where several have the name.
 */
async function locate(folders: readonly string[], model: string, sha256: string | null): Promise<string> {
  const inner = sha256 === null ? [] : (await Promise.all(folders.map(foldersIn))).flat();
  const files = [...new Set([...folders, ...inner].map((folder) => resolve(folder, model)))].filter((file) => existsSync(file));
  if (files.length === 0) throw new Error(`${folders.map((folder) => resolve(folder, model)).join(' or ')}, which is not there; wanted a model file, or builtin:NAME`);
  for (const file of files.length > 1 ? files : []) if (await hashModel(file).catch(() => null) === sha256) return file;
  return files[0]!;
}

async function foldersIn(folder: string): Promise<string[]> {
  const names: string[] = await readdir(folder).catch(() => []);
  return names.sort().map((name) => join(folder, name)).filter((path) => statSync(path, { throwIfNoEntry: false })?.isDirectory());
}
