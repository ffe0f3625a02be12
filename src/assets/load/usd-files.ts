/** Reads a USD file with the layers and textures that it names, without parsing it. */
import { dirname, extname } from 'node:path';
import { type Findings, noteMissing } from './findings.ts';
import { type ModelFile, readModelFile, readPart } from './model-files.ts';
import { crateTokens, isCrate } from './usd-crate.ts';

export interface UsdFiles extends Findings {
  /** The file, then the layers and images that it names, as `./maps/wood.png`, each once. A USDZ holds all of them itself. */
  files: [ModelFile, ...ModelFile[]];
}

const LAYERS = ['.usd', '.usda', '.usdc'];
const IMAGES = ['.png', '.jpg', '.jpeg', '.webp', '.avif', '.tga', '.bmp', '.tif', '.tiff'];

/** The folder of the file itself, in names. */
export const HERE = '.';

/** @throws Error whose message is the reason alone, where layers refer to each other in a ring */
export async function readUsdFiles(path: string): Promise<UsdFiles> {
  const bytes = await readModelFile(path);
  const files: UsdFiles['files'] = [{ name: path, bytes }];
  const findings: Findings = { notes: [], missing: [] };
  if (isZip(bytes)) return { files, ...findings };
  const known = new Set<string>();
  const visit = async (layer: Uint8Array, base: string, above: readonly string[]): Promise<void> => {
    for (const name of namesIn(layer, findings.notes)) {
      const whole = `${base}/${name.replace(/^\.\//, '')}`;
      const isLayer = LAYERS.includes(extname(name).toLowerCase());
      if (isLayer && above.includes(whole)) throw new Error(`the layer "${whole}" refers to itself, directly or by way of others`);
      if (known.has(whole)) continue;
      known.add(whole);
      const part = await readPart(dirname(path), whole, 'texture', { model: path, before: files }).catch(() => null);
      if (!part) {
        if (isLayer) noteMissing(findings, `layer file "${whole}" is missing`);
        continue; // A texture that is drawn is named when it is.
      }
      files.push({ name: whole, bytes: part.bytes });
      if (isLayer) await visit(part.bytes, whole.slice(0, whole.lastIndexOf('/')), [...above, whole]);
    }
  };
  await visit(bytes, HERE, []);
  return { files, ...findings };
}

export const isZip = (bytes: Uint8Array): boolean => bytes[0] === 0x50 && bytes[1] === 0x4b;

/** Names of files in a layer: between @ signs in text, among the tokens of a crate. */
function namesIn(layer: Uint8Array, notes: string[]): string[] {
  const text = isCrate(layer) ? tokensOf(layer) : Buffer.from(layer).toString('utf8');
  const names = isCrate(layer) ? text.split('\0') : [...text.matchAll(/@@@([^@\r\n]+)@@@|@([^@\r\n]+)@/g)].map(([, long, short]) => (long ?? short)!);
  if (/\bsubLayers\b/.test(text)) notes.push('sublayers are not read');
  if (/\bPointInstancer\b/.test(text)) notes.push('point instancers are not drawn');
  return [...new Set(names.filter((name) => [...LAYERS, ...IMAGES].includes(extname(name).toLowerCase())))].sort();
}

/** The parser says what is wrong with a crate. */
function tokensOf(crate: Uint8Array): string {
  try {
    return crateTokens(crate);
  } catch {
    return '';
  }
}
