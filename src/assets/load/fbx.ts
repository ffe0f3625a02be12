/** Loads FBX models, binary and text, of version 7 and later. */
import type { Group } from 'three';
import { FBXLoader } from 'three/addons/loaders/FBXLoader.js';
import type { Findings } from './findings.ts';
import type { FbxFiles } from './fbx-files.ts';
import { readThreeScene } from './three-scene.ts';
import { imagesOf, withPlaceholders } from './three-textures.ts';
import type { SourceModel } from '../source-model.ts';

const BINARY_MAGIC = 'Kaydara FBX Binary  \0';

/**
 * The scene in metres with y up: an FBX has a unit (centimetres where it names none) and an up axis of its own.
 * @throws Error whose message is the reason alone
 */
export async function parseFbx({ files }: FbxFiles): Promise<SourceModel> {
  const [{ bytes }, ...textures] = files as [FbxFiles['files'][number], ...FbxFiles['files']];
  checkVersion(bytes);
  const scene = await withPlaceholders((manager): Group => {
    try {
      return new FBXLoader(manager).parse(loadable(bytes), '');
    } catch (cause) {
      throw new Error('truncated or damaged: its records cannot be read as an FBX', { cause });
    }
  });
  const byName = new Map(textures.map(({ name, bytes: image }) => [baseName(name), image]));
  const findings: Findings = { notes: [], missing: [] };
  const unitCm = (scene.userData as { unitScaleFactor?: number }).unitScaleFactor ?? 1;
  return readThreeScene(scene, unitCm * 0.01, imagesOf((name) => byName.get(baseName(name)), findings), findings);
}

/** FBXLoader takes a text for binary where one of some of its first 210 letters is that of the binary magic: a comment before it has none. */
function loadable(bytes: Uint8Array): ArrayBuffer {
  const comment = isBinary(bytes) ? '' : `;${'-'.repeat(300)}\n`;
  return Uint8Array.from(Buffer.concat([Buffer.from(comment), bytes])).buffer;
}

const isBinary = (bytes: Uint8Array): boolean => Buffer.from(bytes.subarray(0, BINARY_MAGIC.length)).toString('latin1') === BINARY_MAGIC;

/** FBXLoader keeps the last part of a name alone. */
const baseName = (name: string): string => name.split(/[\\/]/).at(-1)!.toLowerCase();

function checkVersion(bytes: Uint8Array): void {
  const start = Buffer.from(bytes.subarray(0, 4096)).toString('latin1');
  const version = isBinary(bytes) && bytes.byteLength >= 27
    ? Buffer.from(bytes.subarray(23, 27)).readUInt32LE()
    : Number(/FBXVersion:\s*(\d+)/.exec(start)?.[1] ?? NaN);
  if (Number.isNaN(version)) throw new Error('truncated or not an FBX: it has no FBXVersion');
  if (version < 6400 || (version < 7000 && !isBinary(bytes))) throw new Error(`FBX of version ${version}; wanted 7000 (FBX 2011) or later`);
}
