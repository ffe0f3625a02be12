/** Reads the shader texts from disk; the renderer itself touches no files. */
import { readdirSync, readFileSync } from 'node:fs';
import type { ShaderTexts } from '../gpu/shader-texts.ts';

const FOLDER = new URL('../../shaders/', import.meta.url);

/** Every .wgsl file below shaders/, by its path without the ending. */
export function readShaders(): ShaderTexts {
  const files = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.wgsl')).sort();
  return Object.fromEntries(files.map((file) => [file.slice(0, -'.wgsl'.length), readFileSync(new URL(file, FOLDER), 'utf8')]));
}
