/** Reads a scene's file; its models are looked for beside it, or in a folder of assets. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { readSceneJson } from './annotations/scene-json.ts';
import type { ReadScene } from './annotations/scene-json.ts';
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
  return readSceneJson(text, path, (model) => {
    const file = resolve(folder, model);
    if (!existsSync(file)) throw new Error(`${file}, which is not there; wanted a model file, or builtin:NAME`);
    return file;
  });
}
