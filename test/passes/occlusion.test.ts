/** Checks the visible masks and the counts by occluder against the reference, and against the counters of `measure`. */
import { beforeAll, describe, expect, test } from 'vitest';
import { OcclusionPass } from '../../src/gpu/passes/occlusion.ts';
import { occlusion } from '../reference/occlusion.ts';
import { measureInstance } from '../reference/measure.ts';
import { openDevice, passContext, runAndRead, scratch } from '../support/gpu.ts';
import { randomScene } from '../support/random-scene.ts';
import { foregroundsOf, hidersOf, runPasses } from '../support/raster-scene.ts';

let device: GPUDevice;
beforeAll(async () => { device = await openDevice(); });

describe.each([[37, 21, 3], [64, 64, 1], [130, 70, 2]])('%i x %i, %i images', (width, height, images) => {
  test.each([
    [true, true, true], [true, false, true], [false, true, true], [true, true, false],
  ])('shown: %s, hiders: %s, narrow: %s', async (shown, hiders, NARROW) => {
    const scene = randomScene(31, width, height, images);
    const { read, resources, info } = await runPasses(device, scene);
    const { words, place, firstHider } = hidersOf(scene);
    const outputs = { ...resources, shown: scratch(device, read.silhouettes.length), hiders: scratch(device, words) };
    const pass = new OcclusionPass(passContext(device, { NARROW }), { shown, hiders });
    const actual = await runAndRead(device, outputs, ['shown', 'hiders'], (encoder) => {
      pass.bind(outputs);
      pass.record(encoder, info);
    });
    const expected = occlusion(scene, read.plane, read.silhouettes);
    expect(actual.shown).toEqual(shown ? expected.shown : new Uint32Array(expected.shown.length));
    expect([...actual.hiders.slice(0, words)]).toEqual(hiders ? expected.hiders : expected.hiders.map(() => 0));

    const total = { shown: 0, foreground: 0, other: 0 };
    foregroundsOf(scene).forEach(({ image }, i) => {
      const counts = measureInstance(scene, i, read.plane, read.silhouettes);
      const foregrounds = foregroundsOf(scene).filter((f) => f.image === image).length;
      const row = expected.hiders.slice(firstHider[i], firstHider[i + 1] ?? words);
      const sum = (numbers: number[]) => numbers.reduce((a, b) => a + b, 0);
      expect([sum(row.slice(0, foregrounds)), sum(row.slice(foregrounds))]).toEqual([counts.hiddenByForeground, counts.hiddenByOther]);
      total.shown += counts.visible;
      total.foreground += counts.hiddenByForeground;
      total.other += counts.hiddenByOther;
    });
    for (const pixels of Object.values(total)) expect(pixels).toBeGreaterThan(0);
    expect(new Set(place).size).toBeGreaterThan(2);
  });
});
