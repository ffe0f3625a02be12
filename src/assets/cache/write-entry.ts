/** Writes a file of the cache. */
import { randomUUID } from 'node:crypto';
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Writes the file whole or not at all, also with several writers. False where the folder cannot be written: then there is no cache. */
export function writeEntry(folder: string, name: string, bytes: Uint8Array | string): boolean {
  const partial = join(folder, `${name}.${randomUUID()}.partial`);
  try {
    mkdirSync(folder, { recursive: true });
    try {
      writeFileSync(partial, bytes);
      renameSync(partial, join(folder, name));
    } finally {
      rmSync(partial, { force: true });
    }
    return true;
  } catch {
    return false;
  }
}
