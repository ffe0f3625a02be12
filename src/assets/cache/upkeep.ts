/** Keeps the cache's folder small: counts its entries, empties it, and removes what was not used for long. Other files there are left alone. */
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** A model of model-cache.ts, an index of picture-index.ts, or a part of one whose writer was killed. */
const ENTRY = /^[0-9a-f]{64}\.(model|pictures)(\.[0-9a-f-]{36}\.partial)?$/;
/** Entries that were not used for so long are removed. */
export const UNUSED_DAYS = 90;
const DAY_MS = 86_400_000;

export interface CacheSize { entries: number; bytes: number }

/** Nothing where there is no folder. */
export function cacheSize(folder: string): Promise<CacheSize> {
  return visit(folder, () => Promise.resolve(true));
}

/**
 * Removes all entries; runs in progress compile again what they still need.
 * @returns what was removed
 * @throws Error where an entry cannot be removed
 */
export function clearCache(folder: string): Promise<CacheSize> {
  return visit(folder, async (path) => {
    await rm(path, { force: true });
    return true;
  });
}

/** @returns what was removed; what cannot be is left, since another user may own it */
export function removeUnused(folder: string, now: Date = new Date()): Promise<CacheSize> {
  return visit(folder, (path, mtimeMs) => (now.getTime() - mtimeMs <= UNUSED_DAYS * DAY_MS ? Promise.resolve(false) : rm(path).then(() => true, () => false)));
}

const swept = new Set<string>();

/** The same, once in a process, beside whatever else it does. */
export function removeUnusedOnce(folder: string): void {
  if (swept.has(folder)) return;
  swept.add(folder);
  removeUnused(folder).catch(() => undefined);
}

/** Counts the entries for which `counts` says so. One that goes meanwhile is none. */
async function visit(folder: string, counts: (path: string, mtimeMs: number) => Promise<boolean>): Promise<CacheSize> {
  const size: CacheSize = { entries: 0, bytes: 0 };
  const names: string[] = await readdir(folder).catch(() => []);
  for (const name of names.filter((file) => ENTRY.test(file))) {
    const path = join(folder, name);
    const found = await stat(path).catch(() => null);
    if (!found?.isFile() || !await counts(path, found.mtimeMs)) continue;
    size.entries++;
    size.bytes += found.size;
  }
  return size;
}
