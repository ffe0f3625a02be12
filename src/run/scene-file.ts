/** Reads a scene file, and finds its models, beside the file or in folders of assets. */
import { existsSync, statSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { type ReadScene, readSceneJson } from '../scene/read-scene-json.ts';
import { hashModel } from '../assets/load/load.ts';
import { UserError } from '../config/errors.ts';

/**
 * @param assets folder to which the model paths are relative, or several; default: the file's own folder
 * @throws UserError where the file cannot be read, or the scene or one of its models is wrong
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
 * Finds a model's file in the folders. Where its hash is known, the folders' own folders are searched too: a shard's scene names each model
 * relative to the folder of its layer. Where several files have the name, the hash chooses.
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
