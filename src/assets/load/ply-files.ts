/** Reads a PLY file with the texture that it names, without parsing the mesh. */
import type { Findings } from './findings.ts';
import { type ModelFile, readModelFile } from './model-files.ts';
import { readTexture } from './optional-texture.ts';
import { readPlyHeader, type PlyHeader } from './ply-header.ts';

export interface PlyFiles extends Findings {
  /** The PLY, then its texture where it has one. */
  files: ModelFile[];
  header: PlyHeader;
}

/** @throws Error whose message is the reason alone, where the header is wrong */
export async function readPlyFiles(path: string): Promise<PlyFiles> {
  const bytes = await readModelFile(path);
  const header = readPlyHeader(bytes);
  const files: ModelFile[] = [{ name: path, bytes }];
  const findings: Findings = { notes: [], missing: [] };
  const [name, ...others] = header.textures;
  if (name !== undefined) await readTexture(path, name, { files, ...findings });
  if (others.length > 0) findings.notes.push(`of its ${others.length + 1} textures only "${name}" is drawn`);
  return { files, header, ...findings };
}
