/** Reads the file of a model that is made from that file alone. */
import { type ModelFile, readModelFile } from './model-files.ts';

export interface SingleFile {
  files: [ModelFile];
}

export async function readSingleFile(path: string): Promise<SingleFile> {
  return { files: [{ name: path, bytes: await readModelFile(path) }] };
}
