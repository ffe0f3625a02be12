/** Reads a texture without which a model can still be drawn. */
import { type ModelFile, readPart } from './model-files.ts';

/**
 * Adds the texture to `files`, or to `notes` why it is not drawn.
 * @param name relative to `folder`, as the model has it
 * @returns the texture, or null
 */
export async function readTexture(folder: string, name: string, { files, notes }: { files: ModelFile[]; notes: string[] }): Promise<ModelFile | null> {
  try {
    const { name: known, bytes } = await readPart(folder, name, 'texture');
    const file = { name: known, bytes };
    files.push(file);
    return file;
  } catch (error) {
    notes.push(`${(error as Error).message}; drawn without it`);
    return null;
  }
}
