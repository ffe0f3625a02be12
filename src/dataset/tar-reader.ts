// Reads the members of a tar file in large blocks, and skips unwanted members without copying them.
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { UserError } from '../config/errors.ts';
import { paddedBytes, TAR_BLOCK_BYTES } from './tar.ts';

const READ_BYTES = 1 << 20;
const ZERO = 48;

export interface TarMember {
  name: string;
  sizeBytes: number;
  /** A view, valid until the next member is asked for; null for an unwanted member. */
  bytes: Buffer | null;
}

/**
 * Yields all regular files of an archive, in order. Reads are synchronous, because a read costs less than a promise.
 *
 * @throws UserError where the file is missing, ends early, or is no tar
 */
export function* tarMembers(path: string, wants: (name: string) => boolean): Generator<TarMember, void, undefined> {
  const window = new FileWindow(path);
  try {
    for (;;) {
      const at = window.need(TAR_BLOCK_BYTES);
      const header = window.block;
      if (header[at] === 0) return; // the archive ends with blocks of zeros
      if (header.toString('latin1', at + 257, at + 262) !== 'ustar') throw new UserError(`tar: ${path} has no header at byte ${window.position}; wanted a tar file`);
      const nameEnd = header.indexOf(0, at);
      const name = header.toString('latin1', at, Math.min(nameEnd, at + 100));
      const sizeBytes = octal(header, at + 124);
      const type = header[at + 156]!;
      window.skip(TAR_BLOCK_BYTES);
      if (type === ZERO || type === 0) {
        if (wants(name)) {
          const from = window.need(sizeBytes);
          yield { name, sizeBytes, bytes: window.block.subarray(from, from + sizeBytes) };
        } else {
          yield { name, sizeBytes, bytes: null };
        }
      }
      window.skip(paddedBytes(sizeBytes));
    }
  } finally {
    window.close();
  }
}

function octal(bytes: Buffer, at: number): number {
  let value = 0;
  for (let i = at; i < at + 12; i++) {
    const digit = bytes[i]! - ZERO;
    if (digit >= 0 && digit < 8) value = value * 8 + digit;
    else if (value > 0) break;
  }
  return value;
}

/** Holds the part of a file that is in memory; it moves forward only. */
class FileWindow {
  /** `need` may replace this buffer. */
  block = Buffer.allocUnsafe(READ_BYTES);
  /** Offset in the file of the next byte that is neither taken nor skipped. */
  position = 0;
  readonly #path: string;
  readonly #file: number;
  readonly #size: number;
  #start = 0;
  #end = 0;

  constructor(path: string) {
    this.#path = path;
    try {
      this.#file = openSync(path, 'r');
    } catch (error) {
      throw new UserError(`tar: ${path} cannot be read (${(error as NodeJS.ErrnoException).code}); wanted a shard`);
    }
    this.#size = fstatSync(this.#file).size;
  }

  /**
   * Reads on until `bytes` bytes from `position` on are in memory.
   * @returns their offset in `block`
   * @throws UserError where the file ends before
   */
  need(bytes: number): number {
    if (this.position + bytes > this.#size) throw new UserError(`tar: ${this.#path} ends at byte ${this.#size} in the middle of a member; wanted a whole shard`);
    if (this.#end - this.#start < bytes) {
      const rest = this.block.subarray(this.#start, this.#end);
      const target = bytes > this.block.length ? Buffer.allocUnsafe(bytes + READ_BYTES) : this.block;
      rest.copy(target);
      this.block = target;
      this.#end = rest.length;
      this.#start = 0;
      while (this.#end < bytes) this.#end += readSync(this.#file, this.block, this.#end, this.block.length - this.#end, this.position + this.#end);
    }
    return this.#start;
  }

  skip(bytes: number): void {
    this.position += bytes;
    this.#start = Math.min(this.#start + bytes, this.#end);
  }

  close(): void {
    closeSync(this.#file);
  }
}
