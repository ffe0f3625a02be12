/** Keeps compiled models on disk, one file each: a JSON header and the arrays, read at once into shared memory. */
import { createHash, randomUUID } from 'node:crypto';
import { closeSync, fstatSync, mkdirSync, openSync, readSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { COMPILER_VERSION } from './compile.ts';
import type { CompileOptions } from './compile.ts';
import type { CompiledModel } from './compiled-model.ts';

/** `SCENEMILL_CACHE`, else the folder that the XDG base directory specification gives. */
export function cacheFolder(env: NodeJS.ProcessEnv = process.env): string {
  return env.SCENEMILL_CACHE || join(env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'scenemill');
}

/** Everything that a compiled model depends on. */
export function cacheKey(sha256: string, unitM: number, { textureSizePx, viewLevel }: CompileOptions): string {
  return createHash('sha256')
    .update(JSON.stringify([COMPILER_VERSION, sha256, unitM, textureSizePx, viewLevel])).digest('hex');
}

const MAGIC = 0x4d4e4353; // "SCNM"
/** Magic, CRC-32 of all that follows the prefix, bytes of the header, bytes of the file. */
const PREFIX_BYTES = 16;
const ALIGNMENT = 16;
const align = (bytes: number): number => Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;

type ArrayType = new (block: SharedArrayBuffer, at: number, length: number) => ArrayBufferView;
const ARRAYS = { Float32Array, Float64Array, Int8Array, Int16Array, Int32Array, Uint8Array, Uint16Array, Uint32Array };
type ArrayName = keyof typeof ARRAYS;
/** Stands in the header for an array. */
interface ArrayNote { arrayType: ArrayName; at: number; length: number }

/** One block of shared memory that holds the whole model; it is also the file. */
export function encodeModel(model: CompiledModel): SharedArrayBuffer {
  const arrays: { at: number; bytes: Uint8Array }[] = [];
  let dataBytes = 0;
  const header = Buffer.from(JSON.stringify(model, (_, value: unknown) => {
    if (!ArrayBuffer.isView(value)) return value;
    const arrayType = value.constructor.name as ArrayName;
    const note: ArrayNote = { arrayType, at: dataBytes, length: value.byteLength / ARRAYS[arrayType].BYTES_PER_ELEMENT };
    arrays.push({ at: dataBytes, bytes: new Uint8Array(value.buffer, value.byteOffset, value.byteLength) });
    dataBytes += align(value.byteLength);
    return note;
  }));
  const dataAt = align(PREFIX_BYTES + header.length);
  const block = new SharedArrayBuffer(dataAt + dataBytes);
  const bytes = new Uint8Array(block);
  bytes.set(header, PREFIX_BYTES);
  for (const array of arrays) bytes.set(array.bytes, dataAt + array.at);
  new Uint32Array(block, 0, 4).set([MAGIC, crc32(bytes.subarray(PREFIX_BYTES)), header.length, block.byteLength]);
  return block;
}

/** The model, its arrays views into the block; null when the block is damaged. */
export function decodeModel(block: SharedArrayBuffer): CompiledModel | null {
  if (block.byteLength < PREFIX_BYTES) return null;
  const [magic, checksum, headerBytes, fileBytes] = new Uint32Array(block, 0, 4);
  const bytes = new Uint8Array(block);
  if (magic !== MAGIC || fileBytes !== block.byteLength || checksum !== crc32(bytes.subarray(PREFIX_BYTES))) return null;
  const dataAt = align(PREFIX_BYTES + headerBytes!);
  // TextDecoder refuses shared memory, so the header is copied.
  const header = Buffer.from(bytes.slice(PREFIX_BYTES, PREFIX_BYTES + headerBytes!)).toString();
  return JSON.parse(header, (_, value: unknown) => {
    const note = value as ArrayNote | null;
    return note?.arrayType ? new (ARRAYS[note.arrayType] as ArrayType)(block, dataAt + note.at, note.length) : value;
  }) as CompiledModel;
}

const fileOf = (folder: string, key: string): string => join(folder, `${key}.model`);

/** Null when it is not there, or damaged, or cannot be read: then the model is compiled. */
export function readCached(folder: string, key: string): CompiledModel | null {
  let file: number | undefined;
  try {
    file = openSync(fileOf(folder, key), 'r');
    const block = new SharedArrayBuffer(fstatSync(file).size);
    const bytes = new Uint8Array(block);
    let read = 0;
    for (let got = 1; read < bytes.length && got > 0; read += got) got = readSync(file, bytes, read, bytes.length - read, null);
    return read === bytes.length ? decodeModel(block) : null;
  } catch {
    return null;
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

/** Whole or not at all, also with several writers. A folder that cannot be written means no cache. */
export function writeCached(folder: string, key: string, block: SharedArrayBuffer): void {
  const partial = `${fileOf(folder, key)}.${randomUUID()}.partial`;
  try {
    mkdirSync(folder, { recursive: true });
    try {
      writeFileSync(partial, new Uint8Array(block));
      renameSync(partial, fileOf(folder, key));
    } finally {
      rmSync(partial, { force: true });
    }
  } catch {
    return;
  }
}
