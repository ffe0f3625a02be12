// Writes one shard: a tar file that is whole under its name, or absent.
import { createHash } from 'node:crypto';
import { open, rm } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { renameDurably } from './atomic-file.ts';
import { acquireLock } from './lock.ts';
import { END_OF_ARCHIVE, tarMember } from './tar.ts';

export interface FinishedShard {
  bytes: number;
  /** Of the whole file, lower-case hexadecimal. */
  sha256: string;
}

/**
 * Writes `<dir>/<name>.tar.partial` and holds `<dir>/<name>.lock`, so that no two live runs write the same shard. `finish` renames the
 * file. A partial file of a killed run is overwritten. The caller ends every writer with `finish`, or with `abort` where a call has thrown.
 */
export class ShardWriter {
  readonly path: string;
  readonly #partialPath: string;
  readonly #handle: FileHandle;
  readonly #unlock: () => Promise<void>;
  readonly #hash = createHash('sha256');
  #bytes = 0;
  #lastWrite: Promise<void> = Promise.resolve();

  private constructor(path: string, partialPath: string, handle: FileHandle, unlock: () => Promise<void>) {
    this.path = path;
    this.#partialPath = partialPath;
    this.#handle = handle;
    this.#unlock = unlock;
  }

  /**
   * @param dir an existing folder
   * @param name without extension, for example `000000`
   * @throws LockedError where another live run writes this shard
   */
  static async open(dir: string, name: string): Promise<ShardWriter> {
    const path = join(dir, `${name}.tar`);
    const unlock = await acquireLock(join(dir, `${name}.lock`));
    try {
      return new ShardWriter(path, `${path}.partial`, await open(`${path}.partial`, 'w'), unlock);
    } catch (error) {
      await unlock();
      throw error;
    }
  }

  /**
   * Appends a member; members lie in the order of the calls. A caller that awaits each promise has one member waiting at most.
   * The bytes must not change until the promise settles.
   *
   * @throws Error of the file system, or where the name does not fit a tar header
   */
  add(name: string, bytes: Uint8Array): Promise<void> {
    return this.#append(() => tarMember(name, bytes));
  }

  /** Closes the archive, flushes it to the disk, renames it and gives the lock back. */
  async finish(): Promise<FinishedShard> {
    await this.#append(() => END_OF_ARCHIVE);
    await this.#handle.sync();
    await this.#handle.close();
    await renameDurably(this.#partialPath, this.path);
    await this.#unlock();
    return { bytes: this.#bytes, sha256: this.#hash.digest('hex') };
  }

  /** Removes the partial file and gives the lock back. */
  async abort(): Promise<void> {
    await this.#lastWrite.catch(() => undefined);
    await this.#handle.close();
    await rm(this.#partialPath, { force: true });
    await this.#unlock();
  }

  #append(makeBytes: () => Uint8Array): Promise<void> {
    this.#lastWrite = this.#lastWrite.then(async () => {
      const bytes = makeBytes();
      await this.#handle.appendFile(bytes);
      this.#hash.update(bytes);
      this.#bytes += bytes.length;
    });
    return this.#lastWrite;
  }
}
