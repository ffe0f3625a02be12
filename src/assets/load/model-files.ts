/** Finds and reads the files that a model is made from, and hashes them. */
import { createHash } from 'node:crypto';
import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, sep } from 'node:path';

export interface ModelFile {
  /** As the model names it: `textures/label.png`. */
  name: string;
  bytes: Uint8Array;
}

/**
 * SHA-256 in hex over the files in their order. For a single file, the hash is what `sha256sum` prints. Name and length precede
 * every further file, so that no two lists give the same stream of bytes. The first file's name does not count: a renamed
 * model is the same model.
 */
export function hashFiles(files: ModelFile[]): string {
  const hash = createHash('sha256');
  files.forEach(({ name, bytes }, index) => {
    if (index > 0) hash.update(`\0${name}\0${bytes.byteLength}\0`);
    hash.update(bytes);
  });
  return hash.digest('hex');
}

/** Text of this length still fits a string of JavaScript, whatever the format. */
const MAX_MODEL_BYTES = 500_000_000;

/**
 * Reads the file that a model begins with.
 * @throws Error `cannot be read (EACCES)`, `612 MB of files; a model has at most 500 MB`
 */
export async function readModelFile(path: string): Promise<Buffer<ArrayBuffer>> {
  try {
    checkBytes((await stat(path)).size);
    return await readFile(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    throw new Error(code === 'ENOENT' ? 'file is missing' : `cannot be read (${code})`, { cause: error });
  }
}

/** A model names a file that is not there. */
export class MissingFile extends Error {}

/**
 * Reads a file that a model names, relative to `folder`.
 * A backslash is a separator and letter case may differ from the disk's, because models come from Windows too. Accents may be
 * composed or not, because disks of macOS decompose them; `%20` is a space where no file has the name as it stands.
 * @param model path of the model: a file is read only in its folder and below, also by way of links
 * @param before what the model has read so far, all of which together has a limit
 * @throws MissingFile `<kind> file "<name>" is missing`; Error `... lies outside the model's folder, ...`, `... is an address, ...`
 */
export async function readPart(
  folder: string, name: string, kind: 'texture' | 'buffer' | 'material', { model, before }: { model: string; before: readonly ModelFile[] },
): Promise<ModelFile & { path: string }> {
  const what = `${kind} file "${shorten(name)}"`;
  if (/^[a-z][a-z\d+.-]+:/i.test(name)) throw new Error(`${what} is an address, and nothing is fetched; wanted a file beside the model`);
  const outside = `${what} lies outside the model's folder, and is not read; wanted it in that folder or below`;
  // The name is looked at first, so that nobody learns whether a file exists that the model has no business with.
  const find = async (spelling: string): Promise<string | null> => {
    const { wanted, found } = await findFile(folder, spelling);
    if (!isWithin(dirname(model), wanted)) throw new Error(outside);
    return found;
  };
  const slashed = name.replaceAll('\\', '/');
  const path = (await find(slashed)) ?? (await find(decodePercents(slashed)));
  if (path === null) throw new MissingFile(`${what} is missing`);
  const [real, folderOfModel, folderOfLinkedModel] = await Promise.all([realpath(path), realpath(dirname(model)), realpath(model).then(dirname)]);
  // Where the model is a link itself, its files may lie beside what it links to.
  if (!isWithin(folderOfModel, real) && !isWithin(folderOfLinkedModel, real)) throw new Error(outside);
  checkBytes(before.reduce((sum, { bytes }) => sum + bytes.byteLength, (await stat(real)).size));
  const bytes = await readModelFile(real).catch((error: Error) => { throw new Error(`${what} ${error.message}`, { cause: error }); });
  if (kind === 'material') checkMaterialText(bytes, what);
  return { name, path, bytes };
}

/** A name as a message shows it. */
export function shorten(name: string): string {
  return name.length > 100 ? `${name.slice(0, 99)}…` : name;
}

/** Material files are parsed by every start, warm ones too, before any process that has limits. */
const MAX_MATERIAL_BYTES = 4_000_000;
const MAX_MATERIAL_LINE = 2000;

function checkMaterialText(bytes: Uint8Array, what: string): void {
  if (bytes.byteLength > MAX_MATERIAL_BYTES) throw new Error(`${what} has ${bytes.byteLength} bytes; at most ${MAX_MATERIAL_BYTES}`);
  let line = 1;
  let length = 0;
  for (const [at, byte] of bytes.entries()) {
    const isEnd = byte === 0x0a || byte === 0x0d;
    if (isEnd && !(byte === 0x0a && bytes[at - 1] === 0x0d)) line++;
    length = isEnd ? 0 : length + 1;
    if (length > MAX_MATERIAL_LINE) throw new Error(`${what}, line ${line} is longer than ${MAX_MATERIAL_LINE} bytes`);
  }
}

function checkBytes(bytes: number): void {
  if (bytes > MAX_MODEL_BYTES) throw new Error(`${Math.ceil(bytes / 1e6)} MB of files; a model has at most ${MAX_MODEL_BYTES / 1e6} MB`);
}

function isWithin(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

/** An absolute path is one on the author's disk; such a file usually lies beside the model. */
async function findFile(folder: string, name: string): Promise<{ wanted: string; found: string | null }> {
  const absolute = /^([a-z]:)?\//i.test(name);
  const segments = (absolute ? name.split('/').slice(-1) : name.split('/')).filter((segment) => segment !== '' && segment !== '.');
  const wanted = join(folder, ...segments);
  if (await isFile(wanted)) return { wanted, found: wanted };
  let path = folder;
  for (const segment of segments) path = join(path, segment === '..' ? segment : await matchCase(path, segment));
  return { wanted, found: (await isFile(path)) ? path : null };
}

async function matchCase(folder: string, segment: string): Promise<string> {
  const entries = await readdir(folder).catch((): string[] => []);
  if (entries.includes(segment)) return segment;
  const plain = (text: string) => text.normalize('NFC').toLowerCase();
  return entries.sort().find(entry => plain(entry) === plain(segment)) ?? segment;
}

function decodePercents(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name; // A stray % belongs to the name.
  }
}

/** False for a name that no file can have, too. */
async function isFile(path: string): Promise<boolean> {
  return stat(path).then(found => found.isFile(), () => false);
}
