/** Reads an OBJ file with its material libraries and their textures, without parsing the mesh. */
import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { readPart, type ModelFile } from './model-files.ts';
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
  const bytes = await readFile(path);
  const text = bytes.toString('utf8');
  const libraries = await readLibraries(dirname(path), text);
  const files: ModelFile[] = [{ name: path, bytes }, ...libraries];

  const materials = new Map<string, MtlMaterial>();
  const textures = new Map<string, Uint8Array>();
  for (const library of libraries) {
    const folder = dirname(library.path);
    for (const [name, material] of parseMtl(Buffer.from(library.bytes).toString('utf8'))) {
      materials.set(name, material);
      for (const map of [material.colorMap, material.alphaMap, material.normalMap]) {
        if (!map || textures.has(map.file)) continue;
        const part = await readPart(folder, map.file, 'texture');
        files.push(part);
        textures.set(map.file, part.bytes);
      }
    }
  }
  return { files, text, materials, textures };
}

/** The whole line is tried as one name first: `mtllib a.mtl b.mtl` names two files, `mtllib my model.mtl` names one. */
async function readLibraries(folder: string, text: string): Promise<(ModelFile & { path: string })[]> {
  const lines = new Set([...text.matchAll(/^[ \t]*mtllib[ \t]+(.+?)[ \t\r]*$/gm)].map(match => match[1]!));
  const libraries: (ModelFile & { path: string })[] = [];
  for (const line of lines) {
    const whole = await readPart(folder, line, 'material').catch(() => null);
    if (whole) libraries.push(whole);
    else for (const name of line.split(/\s+/)) libraries.push(await readPart(folder, name, 'material'));
  }
  return libraries;
}
