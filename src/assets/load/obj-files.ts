/** Reads an OBJ file with its material libraries and their textures, without parsing the mesh. */
import { dirname } from 'node:path';
import { readModelFile, readPart, type ModelFile } from './model-files.ts';
import { parseMtl, type MtlMaterial } from './mtl.ts';

export interface ObjFiles {
  /** The OBJ, its libraries, then their textures, each in the order in which it is named first. */
  files: ModelFile[];
  text: string;
  materials: Map<string, MtlMaterial>;
  /** Undecoded images by the name that the library gives them. */
  textures: Map<string, Uint8Array>;
}

/** @throws Error whose message is the reason alone, where a library or a texture is missing */
export async function readObjFiles(path: string): Promise<ObjFiles> {
  const bytes = await readModelFile(path);
  const text = bytes.toString('utf8');
  const files: ModelFile[] = [{ name: path, bytes }];
  const libraries = await readLibraries(path, text, files);

  const materials = new Map<string, MtlMaterial>();
  const textures = new Map<string, Uint8Array>();
  for (const library of libraries) {
    const folder = dirname(library.path);
    for (const [name, material] of parseMtl(Buffer.from(library.bytes).toString('utf8'))) {
      materials.set(name, material);
      for (const map of [material.colorMap, material.alphaMap, material.normalMap]) {
        if (!map || textures.has(map.file)) continue;
        const part = await readPart(folder, map.file, 'texture', { model: path, before: files });
        files.push(part);
        textures.set(map.file, part.bytes);
      }
    }
  }
  return { files, text, materials, textures };
}

/** The whole line is tried as one name first: `mtllib a.mtl b.mtl` names two files, `mtllib my model.mtl` names one. */
async function readLibraries(model: string, text: string, files: ModelFile[]): Promise<(ModelFile & { path: string })[]> {
  const lines = new Set([...text.matchAll(/^[ \t]*mtllib[ \t]+(\S.*)$/gm)].map(match => match[1]!.trimEnd()));
  const libraries: (ModelFile & { path: string })[] = [];
  const read = async (name: string): Promise<void> => {
    const library = await readPart(dirname(model), name, 'material', { model, before: files });
    files.push(library);
    libraries.push(library);
  };
  for (const line of lines) {
    const names = line.split(/\s+/);
    await read(line).catch(async (error: Error) => {
      if (names.length === 1) throw error;
      for (const name of names) await read(name);
    });
  }
  return libraries;
}
