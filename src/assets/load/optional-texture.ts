/** Reads a texture without which a model can still be drawn. */
import { dirname } from 'node:path';
import { type Findings, noteMissing } from './findings.ts';
import { type ModelFile, readPart } from './model-files.ts';

/**
 * Adds the texture to `files`, or to the findings why it is not drawn.
 * @param model path of the model
 * @param name relative to the model's folder, as the model has it
 * @returns the texture, or null
 */
export async function readTexture(model: string, name: string, { files, ...findings }: Findings & { files: ModelFile[] }): Promise<ModelFile | null> {
  try {
    const { name: known, bytes } = await readPart(dirname(model), name, 'texture', { model, before: files });
    const file = { name: known, bytes };
    files.push(file);
    return file;
  } catch (error) {
    noteMissing(findings, (error as Error).message);
    return null;
  }
}
