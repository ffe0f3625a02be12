/** Reads an OBJ file with its material libraries and their textures, without parsing the mesh. */
import { basename, dirname } from 'node:path';
import { type Findings, noteMissing } from './findings.ts';
import { MissingFile, readModelFile, readPart, type ModelFile } from './model-files.ts';
import { parseMtl, type MtlMaterial } from './mtl.ts';
import { decodeName, toAsciiSuperset, unquote } from './text-encoding.ts';

export interface ObjFiles extends Findings {
  /** The OBJ, its libraries, then their textures, each in the order in which it is named first. */
  files: ModelFile[];
  /** The OBJ in a superset of ASCII. */
  text: Uint8Array;
  materials: Map<string, MtlMaterial>;
  /** Undecoded images by the name that the library gives them; missing ones are not in it. */
  textures: Map<string, Uint8Array>;
}

type Part = ModelFile & { path: string };

/** @throws Error whose message is the reason alone */
export async function readObjFiles(path: string): Promise<ObjFiles> {
  const bytes = await readModelFile(path);
  const text = toAsciiSuperset(bytes);
  const files: ModelFile[] = [{ name: path, bytes }];
  const findings: Findings = { notes: [], missing: [] };
  /** The file, looked for in each folder; null and a note where it is missing. */
  const find = async (folders: string[], name: string, kind: 'texture' | 'material', effect?: string): Promise<Part | null> => {
    let missing: MissingFile | null = null;
    for (const folder of folders) {
      try {
        const part = await readPart(folder, name, kind, { model: path, before: files });
        files.push(part);
        return part;
      } catch (error) {
        if (error instanceof MissingFile) missing ??= error;
        else if (!missing) throw error;
      }
    }
    if (missing) noteMissing(findings, missing.message, effect);
    return null;
  };

  const libraries: Part[] = [];
  for (const line of libraryLines(text)) {
    for (const name of await libraryNames(path, line, files)) {
      const library = await find([dirname(path)], name, 'material', 'what it defines is white');
      if (library) libraries.push(library);
    }
  }
  const materials = new Map<string, MtlMaterial>();
  const textures = new Map<string, Uint8Array>();
  const missing = new Set<string>();
  for (const library of libraries) {
    const folders = [...new Set([dirname(library.path), dirname(path)])];
    for (const [name, material] of parseLibrary(library)) {
      materials.set(name, material);
      for (const map of [material.colorMap, material.alphaMap, material.normalMap, material.emissionMap]) {
        if (!map || textures.has(map.file) || missing.has(map.file)) continue;
        const texture = await find(folders, map.file, 'texture');
        if (texture) textures.set(map.file, texture.bytes);
        else missing.add(map.file);
      }
    }
  }
  return { files, text, materials, textures, ...findings };
}

function parseLibrary({ name, bytes }: Part): Map<string, MtlMaterial> {
  try {
    return parseMtl(bytes);
  } catch (error) {
    throw new Error(`material file "${basename(name)}", ${(error as Error).message}`, { cause: error });
  }
}

/** What follows each `mtllib`, each once. Names are searched as Latin-1, in which every byte is a letter, and decoded after that. */
function libraryLines(text: Uint8Array): string[] {
  const latin1 = Buffer.from(text.buffer, text.byteOffset, text.byteLength).toString('latin1');
  const lines = [...latin1.matchAll(/^[ \t]*mtllib[ \t]+(\S.*)$/gim)].map((match) => decodeName(Buffer.from(match[1]!.trimEnd(), 'latin1')));
  return [...new Set(lines)];
}

/** The whole line is tried as one name first: `mtllib a.mtl b.mtl` names two files, `mtllib my model.mtl` names one. */
async function libraryNames(model: string, line: string, before: ModelFile[]): Promise<string[]> {
  const whole = unquote(line);
  const names = line.split(/\s+/);
  if (names.length === 1 || !names.every((name) => /\.mtl$/i.test(name))) return [whole];
  return await readPart(dirname(model), whole, 'material', { model, before }).then(() => [whole], () => names);
}
