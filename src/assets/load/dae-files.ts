/** Reads a COLLADA file with the textures that it names, without parsing it. */
import type { Findings } from './findings.ts';
import { type ModelFile, readModelFile } from './model-files.ts';
import { readTexture } from './optional-texture.ts';
import { toAsciiSuperset } from './text-encoding.ts';

export interface DaeFiles extends Findings {
  /** The file, then the images that are there, by their names in it. */
  files: ModelFile[];
  text: string;
}

const IMAGES = ['<library_images', '</library_images>'] as const;

export async function readDaeFiles(path: string): Promise<DaeFiles> {
  const bytes = await readModelFile(path);
  const text = Buffer.from(toAsciiSuperset(bytes)).toString('utf8');
  const files: ModelFile[] = [{ name: path, bytes }];
  const findings: Findings = { notes: [], missing: [] };
  const from = text.indexOf(IMAGES[0]);
  const images = from < 0 ? '' : text.slice(from, text.indexOf(IMAGES[1], from));
  const names = [...images.matchAll(/<(?:init_from|ref)>([^<]+)</g)].map(([, name]) => name!.replaceAll('&amp;', '&').trim());
  for (const name of new Set(names)) if (name !== '') await readTexture(path, name, { files, ...findings });
  return { files, text, ...findings };
}
