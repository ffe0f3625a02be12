/** Reads an FBX file with the textures that it names, without parsing it. */
import { dirname } from 'node:path';
import { type ModelFile, readModelFile, readPart } from './model-files.ts';

export interface FbxFiles {
  /** The FBX, then the images beside it that it names, in order of their names. */
  files: ModelFile[];
}

/** A path in quotes (text), or behind its length (binary): a name may begin with any byte but those of control. */
const IMAGE_NAME = /[^\x00-\x1f"<>|?*]+?\.(?:png|jpe?g|tga|bmp|tiff?|webp|gif|avif)(?![\w.])/gi;

/**
 * Every name of an image in the file's bytes counts, because names are not compressed in either kind of FBX. Names that no texture
 * uses cost a hash, nothing else.
 */
export async function readFbxFiles(path: string): Promise<FbxFiles> {
  const bytes = await readModelFile(path);
  const names = new Set([...bytes.toString('latin1').matchAll(IMAGE_NAME)].map(([name]) => Buffer.from(name, 'latin1').toString('utf8').trim()));
  const files: ModelFile[] = [{ name: path, bytes }];
  for (const name of [...names].sort()) {
    const part = await readPart(dirname(path), name, 'texture', { model: path, before: files }).catch(() => null);
    if (part) files.push({ name, bytes: part.bytes });
  }
  return { files };
}
