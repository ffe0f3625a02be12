/** Loads a model file of any format: holds the table of formats, and picks one by the file's extension. */
import { extname } from 'node:path';
import { DEFAULT_LIMITS } from '../../config/asset-limits.ts';
import { checkModel } from './check-model.ts';
import { limitTextures } from './image-limit.ts';
import { hashFiles, type ModelFile } from './model-files.ts';
import { sizeNotes } from './size-note.ts';
import type { SourceModel } from '../source-model.ts';

interface ModelFormat {
  /** In lower case; a file's own may be in either. */
  extensions: readonly string[];
  /** Metres per unit that the loader yields, or null for a format without a unit of its own. */
  unitM: number | null;
  /** Reads the files of a model; what is returned parses them. */
  open(path: string): Promise<{ files: ModelFile[]; parse(unitM: number): Promise<SourceModel> }>;
}

/** A model format is a line here and a file, which `read` and `parse` import only when one of its models is read or parsed. */
const FORMATS: readonly ModelFormat[] = [
  format(['.glb', '.gltf'], 1, async path => (await import('./gltf-files.ts')).readGltfFiles(path), async read => (await import('./gltf.ts')).parseGltf(read)),
  format(['.obj'], null, async path => (await import('./obj-files.ts')).readObjFiles(path), async (read, unitM) => (await import('./obj.ts')).parseObj(read, unitM)),
  format(['.ply'], null, async path => (await import('./ply-files.ts')).readPlyFiles(path), async (read, unitM) => (await import('./ply.ts')).parsePly(read, unitM)),
  format(['.stl'], null, async path => (await import('./single-file.ts')).readSingleFile(path), async (read, unitM) => (await import('./stl.ts')).parseStl(read, unitM)),
  format(['.fbx'], 1, async path => (await import('./fbx-files.ts')).readFbxFiles(path), async read => (await import('./fbx.ts')).parseFbx(read)),
  format(['.usd', '.usda', '.usdc', '.usdz'], 1, async path => (await import('./usd-files.ts')).readUsdFiles(path), async read => (await import('./usd.ts')).parseUsd(read)),
  format(['.3mf'], 1, async path => (await import('./single-file.ts')).readSingleFile(path), async read => (await import('./3mf.ts')).parse3mf(read)),
  format(['.dae'], 1, async path => (await import('./dae-files.ts')).readDaeFiles(path), async read => (await import('./dae.ts')).parseDae(read)),
];

export const MODEL_EXTENSIONS: readonly string[] = FORMATS.flatMap(({ extensions }) => extensions);

/**
 * @param read finds and reads every file that a model is made from, without a parser: a warm start only hashes them
 * @param parse yields the model in metres; `unitM`: metres per unit of the files
 */
function format<Read extends { files: ModelFile[] }>(
  extensions: readonly string[], unitM: number | null, read: (path: string) => Promise<Read>, parse: (read: Read, unitM: number) => Promise<SourceModel>,
): ModelFormat {
  return {
    extensions,
    unitM,
    async open(path) {
      const found = await read(path);
      return { files: found.files, parse: unit => parse(found, unit) };
    },
  };
}

function formatOf(path: string): ModelFormat | undefined {
  const extension = extname(path).toLowerCase();
  return FORMATS.find(({ extensions }) => extensions.includes(extension));
}

/**
 * Metres per unit of a model's file.
 * @param unitM of formats without a unit of their own
 */
export function unitOf(path: string, unitM: number): number {
  return formatOf(path)?.unitM ?? unitM;
}

function openFiles(path: string): ReturnType<ModelFormat['open']> {
  const known = formatOf(path);
  if (!known) throw new Error(`cannot load ${extname(path).toLowerCase() || 'a file without extension'}; wanted ${MODEL_EXTENSIONS.join(', ')}`);
  return known.open(path);
}

/**
 * Loads, checks and hashes a model.
 * @param options `unitM`: metres per unit of formats without a unit of their own; `texturePx`: most pixels of a texture
 * @throws Error whose message is the reason alone, without the path: `no triangles`, `buffer file "x.bin" is missing`
 */
export async function loadModel(path: string, options: { unitM: number; texturePx?: number | undefined }): Promise<{ source: SourceModel; sha256: string }> {
  limitTextures(options.texturePx ?? DEFAULT_LIMITS.texturePx);
  return withReason(async () => {
    const { files, parse } = await openFiles(path);
    const source = checkModel(await parse(unitOf(path, options.unitM)));
    const notes = [...(source.notes ?? []), ...sizeNotes(source, formatOf(path)!.unitM === null ? extname(path).toLowerCase() : null)];
    return { source: notes.length > 0 ? { ...source, notes } : source, sha256: hashFiles(files) };
  });
}

/**
 * `loadModel`'s sha256, over every file that the model is made from, without parsing meshes or images.
 * @throws Error where a file is missing that `loadModel` asks for
 */
export async function hashModel(path: string): Promise<string> {
  return withReason(async () => hashFiles((await openFiles(path)).files));
}

/**
 * Gives a fault that only a library finds a reason in our words. A plain Error without a code has one, because loaders throw such;
 * engines throw errors of other names, the file system errors with codes, and three errors that begin with its name.
 */
async function withReason<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const { name, message, code } = error as NodeJS.ErrnoException;
    if (code !== undefined) throw new Error(`a file cannot be read (${code})`, { cause: error });
    if (name === 'Error' && !message.startsWith('THREE')) throw error;
    throw new Error('broken file: it is damaged, or breaks the rules of its format', { cause: error });
  }
}
