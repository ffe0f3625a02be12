/** Makes a small glTF in one file, to be spoiled. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { temporaryFolder } from './folder.ts';

/** JSON whose fields a test may set to anything. */
export type Json = Record<string, any>; // eslint-disable-line @typescript-eslint/no-explicit-any

const PNG = await sharp({ create: { width: 4, height: 4, channels: 3, background: 'red' } }).png().toBuffer();
const dataUri = (type: string, bytes: Uint8Array): string => `data:${type};base64,${Buffer.from(bytes).toString('base64')}`;

/** The bytes of a pyramid: 5 positions, then 18 indices of 16 bits, then 5 uvs, each from a multiple of 4. */
export function pyramidBytes(): Buffer {
  const positions = new Float32Array([0, 0, 0, 1, 0, 0, 1, 1, 0, 0, 1, 0, 0.5, 0.5, 1]);
  const indices = new Uint16Array([0, 2, 1, 0, 3, 2, 0, 1, 4, 1, 2, 4, 2, 3, 4, 3, 0, 4]);
  const uvs = new Float32Array([0, 0, 1, 0, 1, 1, 0, 1, 0.5, 0.5]);
  return Buffer.concat([positions, indices, uvs].map(({ buffer }) => Buffer.from(buffer)));
}

/** A textured pyramid under two nodes. */
export function pyramidJson(): Json {
  const bytes = pyramidBytes();
  return {
    asset: { version: '2.0' },
    scene: 0,
    scenes: [{ nodes: [0] }],
    nodes: [{ children: [1] }, { mesh: 0, translation: [0, 0, 1] }],
    meshes: [{ primitives: [{ attributes: { POSITION: 0, TEXCOORD_0: 2 }, indices: 1, material: 0 }] }],
    materials: [{ pbrMetallicRoughness: { baseColorTexture: { index: 0 }, metallicFactor: 0 } }],
    textures: [{ source: 0, sampler: 0 }],
    samplers: [{ wrapS: 10497 }],
    images: [{ uri: dataUri('image/png', PNG) }],
    accessors: [
      { bufferView: 0, componentType: 5126, count: 5, type: 'VEC3', min: [0, 0, 0], max: [1, 1, 1] },
      { bufferView: 1, componentType: 5123, count: 18, type: 'SCALAR' },
      { bufferView: 2, componentType: 5126, count: 5, type: 'VEC2' },
    ],
    bufferViews: [{ buffer: 0, byteOffset: 0, byteLength: 60 }, { buffer: 0, byteOffset: 60, byteLength: 36 }, { buffer: 0, byteOffset: 96, byteLength: 40 }],
    buffers: [{ byteLength: bytes.length, uri: dataUri('application/octet-stream', bytes) }],
  };
}

/** Writes model.gltf into a folder of its own. */
export function writeJson(json: unknown, folder = temporaryFolder()): string {
  const path = join(folder, 'model.gltf');
  writeFileSync(path, typeof json === 'string' ? json : JSON.stringify(json));
  return path;
}
