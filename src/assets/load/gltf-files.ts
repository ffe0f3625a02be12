/** Reads a glTF or GLB file with its buffers and images, without decoding any. */
import { dirname } from 'node:path';
import type { GLTF } from '@gltf-transform/core';
import { checkStructure } from './gltf-structure.ts';
import { readModelFile, readPart, type ModelFile } from './model-files.ts';

export interface GltfFiles {
  /** The model, then its buffers, then its images, in the file's order. */
  files: ModelFile[];
  json: GLTF.IGLTF;
  /** By URI; the GLB's own buffer under GLB_CHUNK. */
  resources: Record<string, Uint8Array<ArrayBuffer>>;
}

/** glTF-Transform's GLB_BUFFER, the name of a GLB's binary chunk; stands here so that hashing loads no library. */
export const GLB_CHUNK = '@glb.bin';

const GLB_MAGIC = 0x46546c67;
const JSON_CHUNK = 0x4e4f534a;
const BIN_CHUNK = 0x004e4942;

/** @throws Error whose message is the reason alone, where the container is broken or a file that the model names is missing */
export async function readGltfFiles(path: string): Promise<GltfFiles> {
  const main = await readModelFile(path);
  const isGlb = main.byteLength >= 4 && main.readUInt32LE(0) === GLB_MAGIC;
  if (!isGlb && /\.glb$/i.test(path)) throw new Error('truncated or not a GLB: it does not begin with "glTF"');
  const { jsonBytes, chunk } = isGlb ? splitGlb(main) : { jsonBytes: main, chunk: null };

  const json = parseJson(jsonBytes);
  const files: ModelFile[] = [{ name: path, bytes: main }];
  // Without a prototype, so that a file named constructor is a file like others.
  const resources = Object.create(null) as GltfFiles['resources'];
  if (chunk) resources[GLB_CHUNK] = chunk;
  const named = [
    ...(json.buffers ?? []).map(({ uri }) => ({ uri, kind: 'buffer' as const })),
    ...(json.images ?? []).map(({ uri }) => ({ uri, kind: 'texture' as const })),
  ];
  for (const { uri, kind } of named) {
    if (!uri || uri.startsWith('data:') || uri in resources) continue;
    const part = await readPart(dirname(path), decodeUri(uri), kind, { model: path, before: files });
    files.push(part);
    resources[uri] = part.bytes as Uint8Array<ArrayBuffer>;
  }
  return { files, json, resources };
}

/** A GLB's 12 bytes of header are followed by chunks of (length, type, data): https://registry.khronos.org/glTF/specs/2.0/glTF-2.0.html#binary-gltf-layout. */
function splitGlb(glb: Buffer<ArrayBuffer>): { jsonBytes: Uint8Array; chunk: Uint8Array<ArrayBuffer> | null } {
  const wanted = glb.byteLength >= 12 ? glb.readUInt32LE(8) : 12;
  if (glb.byteLength < Math.max(wanted, 20)) {
    throw new Error(`truncated or not a GLB: ${glb.byteLength} bytes of ${Math.max(wanted, 20)}`);
  }
  if (glb.readUInt32LE(4) !== 2) throw new Error(`GLB of version ${glb.readUInt32LE(4)}; wanted 2`);
  let jsonBytes: Uint8Array | null = null;
  let chunk: Uint8Array<ArrayBuffer> | null = null;
  for (let at = 12; at + 8 <= wanted; ) {
    const length = glb.readUInt32LE(at);
    const type = glb.readUInt32LE(at + 4);
    if (at + 8 + length > wanted) throw new Error(`truncated or not a GLB: a chunk ends at byte ${at + 8 + length} of ${wanted}`);
    const data = glb.subarray(at + 8, at + 8 + length);
    if (type === JSON_CHUNK) jsonBytes ??= data;
    if (type === BIN_CHUNK) chunk ??= data;
    at += 8 + length;
  }
  if (jsonBytes === null) throw new Error('truncated or not a GLB: it has no JSON chunk');
  return { jsonBytes, chunk };
}

/** A JSON of more values than this would take gigabytes as objects, and no model needs it. */
const MAX_JSON_VALUES = 2 ** 22;

function parseJson(bytes: Uint8Array): GLTF.IGLTF {
  if (countValues(bytes) > MAX_JSON_VALUES) throw new Error(`the JSON holds more than ${MAX_JSON_VALUES} values`);
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder().decode(bytes));
  } catch (error) {
    const [, at] = /position (\d+)/.exec((error as Error).message) ?? [];
    throw new Error(`truncated or not a glTF: its JSON ${at === undefined ? 'breaks off' : `is wrong at character ${at}`}`, { cause: error });
  }
  checkStructure(json);
  return json;
}

/** At least as many as there are: each value follows a comma, a bracket or a brace, and some of those stand in strings. */
function countValues(json: Uint8Array): number {
  let count = 0;
  for (const byte of json) if (byte === 0x2c || byte === 0x5b || byte === 0x7b) count++;
  return count;
}

function decodeUri(uri: string): string {
  try {
    return decodeURIComponent(uri);
  } catch {
    return uri; // A stray % belongs to a file name that was not escaped.
  }
}
