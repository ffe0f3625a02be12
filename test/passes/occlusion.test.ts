/** Checks the visible masks and the counts by occluder against the reference, and against the counters of `measure`. */
import { beforeAll, describe, expect, test } from 'vitest';
import { OcclusionPass } from '../../src/gpu/passes/occlusion.ts';
import { occlusion } from '../reference/occlusion.ts';
import { measureInstance } from '../reference/measure.ts';
import { openDevice, passContext, runAndRead, scratch } from '../support/gpu.ts';
import { randomScene } from '../support/random-scene.ts';
import { foregroundsOf, occlusionOf, runPasses } from '../support/raster-scene.ts';

let device: GPUDevice;
beforeAll(async () => { device = await openDevice(); });

describe.each([[37, 21, 3], [64, 64, 1], [130, 70, 2]])('%i x %i, %i images', (width, height, images) => {
  test.each([
    [true, true, true], [true, false, true], [false, true, true], [true, true, false],
  ])('shown: %s, counts: %s, narrow: %s', async (shown, counts, NARROW) => {
    const scene = randomScene(31, width, height, images);
    const { read, resources, info } = await runPasses(device, scene);
    const { counters, column, firstOcclusion } = occlusionOf(scene);
    const outputs = { ...resources, shown: scratch(device, read.silhouettes.length), occlusion: scratch(device, counters) };
    const pass = new OcclusionPass(passContext(device, { NARROW }), { shown, counts });
    const actual = await runAndRead(device, outputs, ['shown', 'occlusion'], (encoder) => {
      pass.bind(outputs);
      pass.record(encoder, info);
    });
    const expected = occlusion(scene, read.visibility, read.silhouettes);
    expect(actual.shown).toEqual(shown ? expected.shown : new Uint32Array(expected.shown.length));
    expect([...actual.occlusion.slice(0, counters)]).toEqual(counts ? expected.counts : expected.counts.map(() => 0));

    const total = { shown: 0, foreground: 0, other: 0 };
    foregroundsOf(scene).forEach(({ image }, i) => {
      const measured = measureInstance(scene, i, read.visibility, read.silhouettes);
      const foregrounds = foregroundsOf(scene).filter((f) => f.image === image).length;
      const row = expected.counts.slice(firstOcclusion[i], firstOcclusion[i + 1] ?? counters);
      const sum = (numbers: number[]) => numbers.reduce((a, b) => a + b, 0);
      expect([sum(row.slice(0, foregrounds)), sum(row.slice(foregrounds))]).toEqual([measured.hiddenByForeground, measured.hiddenByOther]);
      total.shown += measured.visible;
      total.foreground += measured.hiddenByForeground;
      total.other += measured.hiddenByOther;
    });
    for (const pixels of Object.values(total)) expect(pixels).toBeGreaterThan(0);
    expect(new Set(column).size).toBeGreaterThan(2);
  });
});
