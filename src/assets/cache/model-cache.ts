/** Keeps compiled models on disk, one file each: a block for planning and one for drawing, each read when it is needed. */
import { createHash } from 'node:crypto';
import { closeSync, fstatSync, futimesSync, openSync, readSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import type { FileFrame } from '../../config/asset-rules.ts';
import { COMPILER_VERSION } from './compile-job.ts';
import { writeEntry } from './write-entry.ts';
import { completeOptions, type CompiledModel, type CompileOptions, type ModelDrawing, type WholeModel } from '../compiled-model.ts';

/** `SCENEMILL_CACHE`, else the folder that the XDG base directory specification gives. */
export function cacheFolder(env: NodeJS.ProcessEnv = process.env): string {
  return env.SCENEMILL_CACHE || join(env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'scenemill');
}

/** Everything that a compiled model depends on. */
export function cacheKey(sha256: string, unitM: number, options: CompileOptions, frame?: FileFrame): string {
  const { textureSizePx, viewLevel, transparency, doubleSided } = completeOptions(options);
  return createHash('sha256')
    .update(JSON.stringify([COMPILER_VERSION, sha256, unitM, textureSizePx, viewLevel, transparency, doubleSided, ...(frame ? [frame.up, frame.scale] : [])])).digest('hex');
}

/** A model's two parts as they lie in its file, one after the other. */
export interface ModelBlocks {
  planning: SharedArrayBuffer;
  drawing: SharedArrayBuffer;
}

const MAGIC = 0x4d4e4353; // "SCNM"
/** A block's prefix: magic, CRC-32 of all that follows the prefix, bytes of the header, bytes of the block. */
const PREFIX_BYTES = 16;
const ALIGNMENT = 16;
const align = (bytes: number): number => Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;

type ArrayType = new (block: ArrayBufferLike, at: number, length: number) => ArrayBufferView;
const ARRAYS = { Float32Array, Float64Array, Int8Array, Int16Array, Int32Array, Uint8Array, Uint16Array, Uint32Array };
type ArrayName = keyof typeof ARRAYS;
/** Stands in the header for an array; `at` is in bytes from the first array, `length` in elements. */
interface ArrayNote { arrayType: ArrayName; at: number; length: number }

export function encodeModel({ positions, attributes, triangleWords, neighbors, materials, textures, alphaMasks, ...planning }: WholeModel): ModelBlocks {
  const drawing: ModelDrawing = { positions, attributes, triangleWords, neighbors, materials, textures, alphaMasks };
  return { planning: encodeBlock(planning), drawing: encodeBlock(drawing) };
}

/** One block of shared memory: a JSON header, and the arrays that it notes. */
function encodeBlock(part: object): SharedArrayBuffer {
  const arrays: { at: number; bytes: Uint8Array }[] = [];
  let dataBytes = 0;
  const header = Buffer.from(JSON.stringify(part, (_, value: unknown) => {
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

/** The part, its arrays views into the block; null when the block is damaged. */
function decodeBlock(block: ArrayBufferLike): unknown {
  if (block.byteLength < PREFIX_BYTES) return null;
  const [magic, checksum, headerBytes, blockBytes] = new Uint32Array(block, 0, 4);
  const bytes = new Uint8Array(block);
  if (magic !== MAGIC || blockBytes !== block.byteLength || checksum !== crc32(bytes.subarray(PREFIX_BYTES))) return null;
  const dataAt = align(PREFIX_BYTES + headerBytes!);
  // TextDecoder refuses shared memory, so the header is copied.
  const header = Buffer.from(bytes.slice(PREFIX_BYTES, PREFIX_BYTES + headerBytes!)).toString();
  return JSON.parse(header, (_, value: unknown) => {
    const note = value as ArrayNote | null;
    return note?.arrayType ? new (ARRAYS[note.arrayType] as ArrayType)(block, dataAt + note.at, note.length) : value;
  });
}

export const decodePlanning = (block: ArrayBufferLike): CompiledModel | null => decodeBlock(block) as CompiledModel | null;
export const decodeDrawing = (block: ArrayBufferLike): ModelDrawing | null => decodeBlock(block) as ModelDrawing | null;

const fileOf = (key: string): string => `${key}.model`;

/** In shared memory, so that threads get it without a copy. Null when the file is missing, damaged or unreadable: then the model is compiled. */
export function readPlanning(folder: string, key: string): CompiledModel | null {
  return read(folder, key, (file) => decodePlanning(readBlock(file, 0, SharedArrayBuffer)));
}

/** The drawing, or null as above. `Memory` says which kind holds it: an ArrayBuffer can be transferred to another thread. */
export function readDrawing(folder: string, key: string, Memory: typeof ArrayBuffer | typeof SharedArrayBuffer): ModelDrawing | null {
  return read(folder, key, (file) => decodeDrawing(readBlock(file, blockBytes(file, 0), Memory)));
}

function read<T>(folder: string, key: string, from: (file: number) => T): T | null {
  let file: number | undefined;
  try {
    file = openSync(join(folder, fileOf(key)), 'r');
    const part = from(file);
    markUsed(file);
    return part;
  } catch {
    return null;
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

const DAY_MS = 86_400_000;

/** Dates a file anew that is read, once a day: what is old is unused. A cache that cannot be written stays as it is. */
function markUsed(file: number): void {
  try {
    const now = new Date();
    if (now.getTime() - fstatSync(file).mtimeMs > DAY_MS) futimesSync(file, now, now);
  } catch {
    // Another user's file, or a file system that is read-only.
  }
}

/** Length in bytes of the block that starts at byte `at`, from the block's prefix. */
function blockBytes(file: number, at: number): number {
  const prefix = new Uint32Array(PREFIX_BYTES / 4);
  readFully(file, prefix, at);
  if (prefix[0] !== MAGIC) throw new Error('no block');
  return prefix[3]!;
}

/** A damaged length may pass the file's end: that is found before the memory is allocated. */
function readBlock(file: number, at: number, Memory: typeof ArrayBuffer | typeof SharedArrayBuffer): ArrayBufferLike {
  const bytes = blockBytes(file, at);
  if (at + bytes > fstatSync(file).size) throw new Error('cut short');
  const block = new Memory(bytes);
  readFully(file, new Uint8Array(block), at);
  return block;
}

function readFully(file: number, into: NodeJS.ArrayBufferView, at: number): void {
  for (let done = 0; done < into.byteLength;) {
    const got = readSync(file, into, done, into.byteLength - done, at + done);
    if (got === 0) throw new Error('cut short');
    done += got;
  }
}

/** False where the folder cannot be written: then there is no cache. */
export function writeCached(folder: string, key: string, { planning, drawing }: ModelBlocks): boolean {
  return writeEntry(folder, fileOf(key), Buffer.concat([new Uint8Array(planning), new Uint8Array(drawing)]));
}
