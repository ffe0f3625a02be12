/** Renders a few images of the workload in Blender, with EEVEE or Cycles, as tools for synthetic data do. */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { MATERIAL, NO_TEXTURE, TEXTURE_SIZES_PX } from './geometry.ts';
import { encodePng8 } from '../../src/encode/png.ts';
import { openPeerWorkload, type Material, type PeerRequest, type PeerResult, type PeerWorkload } from './scenes.ts';

export type BlenderEngine = 'eevee' | 'cycles';

const SCRIPT = fileURLToPath(new URL('./blender.py', import.meta.url));
/** Few images suffice, because each takes seconds. They are spread over the strata. */
const IMAGES: Record<BlenderEngine, number> = { eevee: 6, cycles: 3 };
const SETTINGS: Record<BlenderEngine, string> = { eevee: 'EEVEE, 1 sample', cycles: 'Cycles on the CPU, 16 samples, no denoiser, 3 bounces as BlenderProc sets them' };

/** The reason why Blender cannot run on this machine, or null. */
export function blenderProblem(): string | null {
  const found = (command: string) => spawnSync(command, ['--help'], { stdio: 'ignore' }).error === undefined;
  if (!found('blender')) return 'blender is not installed';
  // Blender 3 draws with OpenGL, which needs a display.
  if (!process.env.DISPLAY && process.platform === 'linux' && !found('xvfb-run')) return 'there is no display, and xvfb is not installed';
  return null;
}

/**
 * Times placing and drawing the objects of each scene. Blender's start and making its meshes are not timed.
 * @throws Error with the end of Blender's standard error where Blender fails
 */
export async function runBlender(engine: BlenderEngine, { config, indices, strata }: PeerRequest): Promise<PeerResult> {
  const count = Math.min(IMAGES[engine], indices.length);
  const chosen = Array.from({ length: count }, (_, i) => indices[Math.min(indices.length - 1, Math.floor(((i + 0.5) * strata) / count))]!);
  const folder = mkdtempSync(join(tmpdir(), 'scenemill-bench-blender-'));
  try {
    await writeScenes(folder, await openPeerWorkload({ config, strata, indices: chosen }));
    const blender = ['blender', '-b', '--factory-startup', '-P', SCRIPT, '--', folder, engine];
    await run(process.env.DISPLAY || process.platform !== 'linux' ? blender : ['xvfb-run', '-a', ...blender]);
    const { seconds, cpuSeconds } = JSON.parse(readFileSync(join(folder, 'result.json'), 'utf8')) as { seconds: number; cpuSeconds: number };
    return { images: count, seconds, cpuSeconds, settings: `${SETTINGS[engine]}, ${count} images` };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Writes the pack's arrays as raw files, textures as PNG, and meshes, materials and instances as scenes.json. */
async function writeScenes(folder: string, { pack, meshes, materials, scenes, width, height }: PeerWorkload): Promise<void> {
  const used = new Set(scenes.flatMap(({ instances }) => instances.map(({ mesh }) => mesh)));
  const usedMaterials = new Set([...used].flatMap((mesh) => {
    const { firstTriangle, triangleCount } = meshes[mesh]!;
    return Array.from({ length: triangleCount }, (_, t) => pack.triangles[4 * (firstTriangle + t) + 3]! & MATERIAL);
  }));
  for (const name of ['positions', 'attributes', 'triangles'] as const) writeFileSync(join(folder, name), pack[name]);
  for (const baseTexture of new Set([...usedMaterials].map((material) => materials[material]!.baseTexture).filter((texture) => texture !== NO_TEXTURE))) {
    const sizePx = TEXTURE_SIZES_PX[baseTexture >>> 16]!;
    const rgb = pack.textures[baseTexture >>> 16]![baseTexture & 0xffff]!.levels.slice(0, sizePx * sizePx * 4).filter((_, i) => i % 4 !== 3);
    writeFileSync(join(folder, `${baseTexture}.png`), await encodePng8(rgb, sizePx, sizePx, 3));
  }
  writeFileSync(join(folder, 'scenes.json'), JSON.stringify({
    width, height,
    meshes: Object.fromEntries([...used].map((mesh) => [mesh, meshes[mesh]])),
    materials: Object.fromEntries([...usedMaterials].map((material) => [material, blenderMaterial(materials[material]!)])),
    scenes: scenes.map(({ scene: { camera, lights, ambient }, instances }) => ({ camera, lights, ambient, instances: instances.map(({ mesh, rows }) => ({ mesh, rows: [...rows] })) })),
  }));
}

function blenderMaterial({ baseColorFactor, baseTexture, roughness, metallic }: Material): object {
  return { color: [...baseColorFactor], texture: baseTexture, roughness, metallic };
}

function run([command, ...args]: string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(command!, args, { stdio: ['ignore', 'ignore', 'pipe'] });
    let errors = '';
    child.stderr.on('data', (text) => { errors = (errors + String(text)).slice(-2000); });
    child.once('error', reject);
    child.once('close', (code) => (code === 0 ? resolve() : reject(new Error(`bench: blender stopped with code ${code}: ${errors}`))));
  });
}
