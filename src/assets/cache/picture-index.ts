/** Remembers which image files of a folder were checked, so that a second start decodes none of them. */
import { createHash } from 'node:crypto';
import { readFileSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import type { Picture } from '../library.ts';
import { writeEntry } from './write-entry.ts';

type Checked = Pick<Picture, 'sha256' | 'widthPx' | 'heightPx'>;
/** What a file system says of a file. A file with another of these has changed. */
export interface FileStamp { size: number; mtimeMs: number }
type Entry = [sizeBytes: number, mtimeMs: number, sha256: string, widthPx: number, heightPx: number];

/** A change to what a check finds needs a new one. */
const CHECKER_VERSION = 1;
const DAY_MS = 86_400_000;

/** The index of one folder of pictures: a JSON file in the cache's folder. */
export class PictureIndex {
  private readonly cacheFolder: string;
  private readonly file: string;
  private readonly before: Map<string, Entry>;
  private readonly now = new Map<string, Entry>();

  /** @param folder of the pictures, absolute */
  constructor(cacheFolder: string, folder: string) {
    this.cacheFolder = cacheFolder;
    this.file = `${createHash('sha256').update(JSON.stringify([CHECKER_VERSION, folder])).digest('hex')}.pictures`;
    this.before = read(join(cacheFolder, this.file));
  }

  /** What is known of a file; null where it is new or has changed. */
  get(name: string, { size, mtimeMs }: FileStamp): Checked | null {
    const entry = this.before.get(name);
    if (!entry || entry[0] !== size || entry[1] !== mtimeMs) return null;
    this.now.set(name, entry);
    const [, , sha256, widthPx, heightPx] = entry;
    return { sha256, widthPx, heightPx };
  }

  set(name: string, { size, mtimeMs }: FileStamp, { sha256, widthPx, heightPx }: Checked): void {
    this.now.set(name, [size, mtimeMs, sha256, widthPx, heightPx]);
  }

  /** Writes the index where a file was new, has changed or is gone; else marks it as used. */
  save(): void {
    const isSame = this.now.size === this.before.size && [...this.now].every(([name, entry]) => this.before.get(name) === entry);
    if (isSame) markUsed(join(this.cacheFolder, this.file));
    else writeEntry(this.cacheFolder, this.file, JSON.stringify(Object.fromEntries(this.now)));
  }
}

/** A file that is missing or damaged is an empty index. */
function read(path: string): Map<string, Entry> {
  try {
    const entries = Object.entries(JSON.parse(readFileSync(path, 'utf8')) as Record<string, Entry>);
    return new Map(entries.filter(([, [size, mtimeMs, sha256, widthPx, heightPx]]) => [size, mtimeMs, widthPx, heightPx].every(Number.isFinite) && /^[0-9a-f]{64}$/.test(sha256)));
  } catch {
    return new Map();
  }
}

/** Dates the file anew, once a day: what is old is unused. */
function markUsed(path: string): void {
  try {
    const now = new Date();
    if (now.getTime() - statSync(path).mtimeMs > DAY_MS) utimesSync(path, now, now);
  } catch {
    // There is no index of no pictures; and another user's file stays as it is.
  }
}
