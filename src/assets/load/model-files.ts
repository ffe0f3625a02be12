/** Finds and reads the files that a model is made from, and hashes them. */
import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';

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

/** A model names a file that is not there. */
export class MissingFile extends Error {}

/**
 * Reads a file that a model names, relative to `folder`.
 * A backslash is a separator and letter case may differ from the disk's, because models come from Windows too. Accents may be
 * composed or not, because disks of macOS decompose them; `%20` is a space where no file has the name as it stands.
 * @throws MissingFile `<kind> file "<name>" is missing`
 */
export async function readPart(folder: string, name: string, kind: 'texture' | 'buffer' | 'material'): Promise<ModelFile & { path: string }> {
  const slashed = name.replaceAll('\\', '/');
  const path = (await findFile(folder, slashed)) ?? (await findFile(folder, decodePercents(slashed)));
  if (path === null) throw new MissingFile(`${kind} file "${name}" is missing`);
  return { name, path, bytes: await readFile(path) };
}

async function findFile(folder: string, name: string): Promise<string | null> {
  if (await isFile(resolve(folder, name))) return resolve(folder, name);
  // An absolute path is one on the author's disk; such a file usually lies beside the model.
  const absolute = /^([a-z]:)?\//i.test(name);
  const segments = absolute ? name.split('/').slice(-1) : name.split('/');
  let path = folder;
  for (const segment of segments) {
    if (segment === '' || segment === '.') continue;
    path = join(path, segment === '..' ? segment : await matchCase(path, segment));
  }
  return (await isFile(path)) ? path : null;
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

async function isFile(path: string): Promise<boolean> {
  return stat(path).then(found => found.isFile(), () => false);
}
