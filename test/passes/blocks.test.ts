/** Checks the blocks' depths against their reference, on visibility buffers of the near triangles alone. */
import { beforeAll, describe, expect, test } from 'vitest';
import { occluders } from '../reference/cull.ts';
import { LAYER } from '../support/constants.ts';
import { openDevice, VARIANTS } from '../support/gpu.ts';
import { randomScene } from '../support/random-scene.ts';
import { runPasses } from '../support/raster-scene.ts';

let device: GPUDevice;
beforeAll(async () => { device = await openDevice(); });

describe.each([[37, 21, 3], [64, 64, 1], [130, 70, 2]])('%i x %i, %i images', (width, height, images) => {
  test.each(VARIANTS)('a block has the depth of its farthest pixel, 0 where one is empty: %o', async (variant) => {
    const scene = randomScene(6, width, height, images, 200);
    const { read } = await runPasses(device, scene, variant);
    const near = { ...scene, instances: scene.instances.filter(({ layer }) => layer !== LAYER.background) };
    const expected = occluders(scene, (await runPasses(device, near)).read.visibility);
    expect([...read.blocks.slice(0, expected.flat().length)]).toEqual(expected.flat());
    expect(expected[0]!.filter((depth) => depth > 0).length).toBeGreaterThan(5);
    if (images > 1) expect(expected.at(-1)!.every((depth) => depth === 0)).toBe(true);
  });
});
