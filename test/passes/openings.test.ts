/** Checks the openings pass, and the rounds of raster behind it, against their exact references: what lies behind transparent triangles, one after the other. */
import { beforeAll, describe, expect, test } from 'vitest';
import { materialWord } from '../reference/cull.ts';
import { isTransparent, openings } from '../reference/openings.ts';
import { raster } from '../reference/raster.ts';
import { BLENDED, LAYER } from '../support/constants.ts';
import { openDevice, VARIANTS } from '../support/gpu.ts';
import { trianglesOnPlane } from '../support/queue-entries.ts';
import { randomScene } from '../support/random-scene.ts';
import { runPasses, type TestScene } from '../support/raster-scene.ts';

let device: GPUDevice;
beforeAll(async () => { device = await openDevice(); });

/** The scene with two of three triangles transparent. */
const glassy = (scene: TestScene): TestScene => ({
  ...scene, meshes: scene.meshes.map((mesh) => ({ ...mesh, triangles: mesh.triangles.map(([a, b, c, word], i): [number, number, number, number] => [a, b, c, word + (i % 3 > 0 ? BLENDED : 0)]) })),
});

/** Pixels of a buffer that are not nearer than those of `behind` are set to zero: they are hidden, and far ones are not drawn. */
function nearer(buffer: Uint32Array, behind: Uint32Array): Uint32Array {
  const out = buffer.slice();
  for (let at = 0; at < out.length; at += 2) {
    if (out[at + 1]! < behind[at + 1]! || (out[at + 1] === behind[at + 1] && out[at]! <= behind[at]!)) out.fill(0, at, at + 2);
  }
  return out;
}
const used = (buffer: Uint32Array) => buffer.filter((word, i) => i % 2 === 1 && word !== 0).length;

describe.each([[37, 21, 3], [130, 70, 1]])('%i x %i, %i images', (width, height, images) => {
  test.each(VARIANTS)('blocks and the four buffers behind equal their references: %o', async (variant) => {
    const scene = glassy(randomScene(3, width, height, images));
    // Without a background, cull drops no hidden triangle.
    const all = { ...scene, instances: scene.instances.map((instance) => ({ ...instance, layer: LAYER.occluder })) };
    const triangles = trianglesOnPlane(all, (await runPasses(device, all, variant)).read);
    const isBlended = (triangle: (typeof triangles)[number]) => (materialWord(scene, triangle) & BLENDED) !== 0;
    const first = raster(scene, triangles);
    const behind = raster(scene, triangles.filter((triangle) => !isBlended(triangle)));
    const blended = triangles.filter(isBlended);
    const second = raster(scene, blended, first);
    const third = raster(scene, blended, second);
    const fourth = raster(scene, blended, third);

    const { read } = await runPasses(device, scene, variant);
    expect(read.visibility).toEqual(first);
    expect([...read.blocks.slice(0, openings(scene, first).length)]).toEqual([...openings(scene, first)]);
    expect(read.behind).toEqual(behind);
    // A pixel that shows something opaque has nothing behind it that counts.
    for (const [name, buffer] of Object.entries({ second, third, fourth })) expect(nearer(read[name as 'second'], behind), name).toEqual(nearer(buffer, behind));
    expect([first, second, third, fourth].map((buffer) => used(nearer(buffer, behind)) > 50)).toEqual([true, true, true, true]);
    expect(Array.from({ length: width * height }, (_, pixel) => isTransparent(scene, first, pixel)).filter(Boolean).length).toBeLessThan(used(first));
  });
});

test('a batch without transparent triangles leaves these buffers as they are', async () => {
  const { read } = await runPasses(device, randomScene(3, 37, 21, 2));
  expect(used(read.visibility)).toBeGreaterThan(100);
  expect([read.behind, read.second, read.third, read.fourth].map(used)).toEqual([0, 0, 0, 0]);
});
