/** Lists the image files in a folder, sub-folders included. */
import { readdirSync, statSync } from 'node:fs';
import { extname, join } from 'node:path';
import type { Picture } from '../library.ts';

export const PICTURE_EXTENSIONS = ['.jpg', '.jpeg', '.png', '.webp', '.tif', '.tiff', '.avif', '.gif'];

export type FoundPicture = Pick<Picture, 'name' | 'path'>;

/**
 * Other files are skipped, and so is what is hidden.
 * @param folder absolute
 * @returns in order of the names' code units, which is equal on every machine
 * @throws Error, whose message is the reason alone, when the folder cannot be listed or holds no image
 */
export function listPictures(folder: string): FoundPicture[] {
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) throw new Error('no such folder');
  const found = namesIn(folder, '');
  if (found.length === 0) throw new Error(`no image in this folder; wanted ${PICTURE_EXTENSIONS.join(', ')}`);
  return found.sort((a, b) => (a < b ? -1 : 1)).map((name) => ({ name, path: join(folder, name) }));
}

function namesIn(folder: string, prefix: string): string[] {
  return readdirSync(join(folder, prefix), { withFileTypes: true }).filter(({ name }) => !name.startsWith('.')).flatMap((entry) => {
    const name = prefix + entry.name;
    // Of a link, what it points to counts.
    const kind = entry.isSymbolicLink() ? statSync(join(folder, name), { throwIfNoEntry: false }) : entry;
    if (kind?.isDirectory()) return namesIn(folder, `${name}/`);
    return kind?.isFile() && PICTURE_EXTENSIONS.includes(extname(name).toLowerCase()) ? [name] : [];
  });
}
