// Checks what render refuses of a scene written by hand before it opens a GPU.
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { render } from '../../src/run/render.ts';
import { temporaryFolder } from '../support/folder.ts';

test('a strict render refuses a scene whose model lacks a texture', async () => {
  vi.stubEnv('SCENEMILL_CACHE', temporaryFolder());
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'a.obj'), 'mtllib a.mtl\nusemtl a\nv 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\n');
  writeFileSync(join(folder, 'a.mtl'), 'newmtl a\nmap_Kd gone.png\n');
  const scene = join(folder, 'scene.json');
  writeFileSync(scene, JSON.stringify({
    width: 64, height: 64, camera: { fx: 64, fy: 64, cx: 32, cy: 32 }, instances: [{ model: 'a.obj', pose: { rotation: [1, 0, 0, 0], translation: [0, 0, 4] } }],
  }));
  const out = join(folder, 'out');
  await expect(render({ scene }, out, { strictAssets: true })).rejects.toThrow(/a\.obj: texture file "gone\.png" is missing$/);
  expect(existsSync(out)).toBe(false);
});
