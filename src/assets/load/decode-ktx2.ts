/** Decodes KTX2 images of Basis Universal (ETC1S and UASTC), which `KHR_texture_basisu` puts into glTF. */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { compileFunction } from 'node:vm';
import { checkImageSize } from './image-limit.ts';
import type { SourceImage } from '../source-model.ts';

/** https://registry.khronos.org/KTX/specs/2.0/ktxspec.v2.html#_identifier */
const IDENTIFIER = [0xab, 0x4b, 0x54, 0x58, 0x20, 0x32, 0x30, 0xbb, 0x0d, 0x0a, 0x1a, 0x0a];

/** Basis Universal's cTFRGBA32: four bytes a pixel, rows from the top. */
const RGBA32 = 13;

interface Ktx2File {
  isValid(): boolean;
  isHDR(): boolean;
  getWidth(): number;
  getHeight(): number;
  startTranscoding(): boolean;
  getImageTranscodedSizeInBytes(level: number, layer: number, face: number, format: number): number;
  transcodeImage(target: Uint8Array, level: number, layer: number, face: number, format: number, unused: number, channel0: number, channel1: number): boolean;
  close(): void;
  delete(): void;
}

interface Transcoder {
  KTX2File: new (bytes: Uint8Array) => Ktx2File;
  initializeBasis(): void;
}

export function isKtx2(bytes: Uint8Array): boolean {
  return IDENTIFIER.every((byte, i) => bytes[i] === byte);
}

/**
 * Decodes the largest level of the first layer.
 * @throws Ktx2Error whose message is the reason alone; Error where it has too many pixels, as `checkImageSize`
 */
export async function decodeKtx2(bytes: Uint8Array, name: string): Promise<SourceImage> {
  const { KTX2File } = await (transcoder ??= startTranscoder());
  try {
    const file = new KTX2File(bytes);
    try {
      return decodeLevel0(file, name);
    } finally {
      file.close();
      file.delete();
    }
  } catch (error) {
    if ((error as Error).name !== 'RuntimeError') throw error; // WebAssembly's
    transcoder = undefined; // Its memory may hold anything by now.
    throw new Ktx2Error(DAMAGED, { cause: error });
  }
}

export class Ktx2Error extends Error {}

const DAMAGED = 'the KTX2 is damaged or cut short';

function decodeLevel0(file: Ktx2File, name: string): SourceImage {
  const widthPx = file.isValid() ? file.getWidth() : 0, heightPx = file.isValid() ? file.getHeight() : 0;
  if (widthPx === 0 || heightPx === 0) throw new Ktx2Error('the KTX2 is cut short, or is not of Basis Universal (ETC1S or UASTC)');
  if (file.isHDR()) throw new Ktx2Error('the KTX2 has high dynamic range; wanted ETC1S or UASTC of 8 bits');
  checkImageSize(widthPx, heightPx, name);
  if (!file.startTranscoding()) throw new Ktx2Error(DAMAGED);
  const rgba = new Uint8Array(file.getImageTranscodedSizeInBytes(0, 0, 0, RGBA32));
  if (rgba.length !== widthPx * heightPx * 4 || !file.transcodeImage(rgba, 0, 0, 0, RGBA32, 0, -1, -1)) throw new Ktx2Error(DAMAGED);
  return { widthPx, heightPx, rgba };
}

let transcoder: Promise<Transcoder> | undefined;

/**
 * Starts three's copy of the transcoder. It is a script for pages and workers, and three's package makes Node take it for a module
 * without exports, so its text is run as the body of a function.
 */
async function startTranscoder(): Promise<Transcoder> {
  const require = createRequire(import.meta.url);
  const path = require.resolve('three/addons/libs/basis/basis_transcoder.js');
  const [text, wasmBinary] = await Promise.all([readFile(path, 'utf8'), readFile(path.replace(/js$/, 'wasm'))]);
  const start = compileFunction(`${text}\nreturn BASIS;`, ['require', '__dirname', '__filename'], { filename: path }) as
    (...scope: unknown[]) => (options: object) => Promise<Transcoder>;
  const silent = () => {};
  const started = await start(require, dirname(path), path)({ wasmBinary, print: silent, printErr: silent });
  started.initializeBasis();
  return started;
}
