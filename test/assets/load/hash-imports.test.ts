// Checks that hashing a model loads no library of its format: a warm start only hashes.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { hashModel, loadModel, MODEL_EXTENSIONS } from '../../../src/assets/load/load.ts';
import { fbxText } from '../../support/fbx.ts';
import { temporaryFolder } from '../../support/folder.ts';
import { usdCrate } from '../../support/usd-crate.ts';

vi.mock('three', () => { throw new Error('three was loaded'); });
vi.mock('@xmldom/xmldom', () => { throw new Error('xmldom was loaded'); });
vi.mock('three/addons/libs/fflate.module.js', () => { throw new Error('three was loaded'); });

const MODELS: Record<string, string | Uint8Array> = {
  '.obj': 'v 0 0 0\n', '.ply': 'ply\nformat ascii 1.0\nend_header\n', '.stl': 'solid\nendsolid\n', '.fbx': fbxText([]), '.usd': '#usda 1.0\n', '.usda': '#usda 1.0\n',
  '.usdc': usdCrate([{ path: '/', fields: {} }]), '.usdz': 'PK', '.3mf': 'PK', '.dae': '<COLLADA/>',
};

test.for(MODEL_EXTENSIONS.filter((extension) => !['.glb', '.gltf'].includes(extension)))('%s', async (extension) => {
  const path = join(temporaryFolder(), `model${extension}`);
  writeFileSync(path, MODELS[extension]!);
  expect(await hashModel(path)).toMatch(/^[0-9a-f]{64}$/);
  await expect(loadModel(path, { unitM: 1 })).rejects.toThrow(); // The parser asks for three.
});
