/** Reads a scene file, and finds its models and its pictures, beside the file or in folders of assets. */
import { existsSync, statSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { type ReadScene, readSceneJson } from '../scene/read-scene-json.ts';
import { hashModel } from '../assets/load/load.ts';
import { sha256Of } from '../assets/pictures/sha256.ts';
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
  return readSceneJson(text, path, (name, sha256, kind) => {
    const key = `${kind} ${sha256} ${name}`;
    if (!known.has(key)) known.set(key, locate(folders, name, sha256, kind));
    return known.get(key)!;
  });
}

/**
 * Finds the file of a model or of a picture in the folders. Where its hash is known, the folders' own folders are searched too: a shard's
 * scene names each model relative to the folder of its layer, and each picture relative to the folder of pictures. Where several files have
 * the name, the hash chooses.
 */
async function locate(folders: readonly string[], name: string, sha256: string | null, kind: 'model' | 'picture'): Promise<string> {
  const inner = sha256 === null ? [] : (await Promise.all(folders.map(foldersIn))).flat();
  const files = [...new Set([...folders, ...inner].map((folder) => resolve(folder, name)))].filter((file) => existsSync(file));
  if (files.length === 0) throw new Error(`${folders.map((folder) => resolve(folder, name)).join(' or ')}, which is not there; wanted ${WANTED[kind]}`);
  const hash = { model: hashModel, picture: hashFile }[kind];
  for (const file of files.length > 1 ? files : []) if (await hash(file).catch(() => null) === sha256) return file;
  return files[0]!;
}

const WANTED = { model: 'a model file, or builtin:NAME', picture: 'an image file' };

const hashFile = async (path: string): Promise<string> => sha256Of(await readFile(path));

async function foldersIn(folder: string): Promise<string[]> {
  const names: string[] = await readdir(folder).catch(() => []);
  return names.sort().map((name) => join(folder, name)).filter((path) => statSync(path, { throwIfNoEntry: false })?.isDirectory());
}
