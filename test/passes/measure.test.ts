/** Checks the counters against their reference, which counts pixels. */
import { beforeAll, describe, expect, test } from 'vitest';
import { StructRows, structLayout } from '../../src/gpu/wgsl.ts';
import { readShaders } from '../../src/run/shaders.ts';
import { measureInstance, measurePairs, type Extent, type Measured } from '../reference/measure.ts';
import { COORDINATE_BIAS } from '../support/constants.ts';
import { openDevice, VARIANTS } from '../support/gpu.ts';
import { randomScene } from '../support/random-scene.ts';
import { foregroundsOf, runPasses } from '../support/raster-scene.ts';

let device: GPUDevice;
beforeAll(async () => { device = await openDevice(); });

function measured(rows: StructRows, row: number): Measured {
  const at = (field: string) => rows.u32[rows.at(row, field)]!;
  const extent = (name: string): Extent => {
    const [x0, y0, x1, y1] = [~at(`${name}NotX0`) >>> 0, ~at(`${name}NotY0`) >>> 0, at(`${name}X1`), at(`${name}Y1`)];
    return x0 > x1 ? null : { x0: x0 - COORDINATE_BIAS, y0: y0 - COORDINATE_BIAS, x1: x1 - COORDINATE_BIAS, y1: y1 - COORDINATE_BIAS };
  };
  return {
    visible: at('visible'), inFrame: at('inFrame'), full: at('full'),
    hiddenByForeground: at('hiddenByForeground'), hiddenByOther: at('hiddenByOther'),
    visibleBox: extent('visible'), amodalBox: extent('amodal'), fullBox: extent('full'),
  };
}

describe.each([[37, 21, 3], [64, 64, 1], [130, 70, 2]])('%i x %i, %i images', (width, height, images) => {
  test.each(VARIANTS.flatMap((variant) => [31, 36].map((seed) => ({ seed, variant }))))('counts equal the reference: %o', async ({ seed, variant }) => {
    const scene = randomScene(seed, width, height, images);
    const { read, info } = await runPasses(device, scene, variant);
    const rows = new StructRows(structLayout(readShaders(), 'counters', 'Counters'), read.counters.buffer);
    const expected = foregroundsOf(scene).map((_, i) => measureInstance(scene, i, read.visibility, read.silhouettes));
    expect(expected.map((_, i) => measured(rows, i))).toEqual(expected);
    expect([...read.pairShared.slice(0, info.pairs)]).toEqual(measurePairs(scene, read.silhouettes));
    expect(expected.some((m) => m.full > m.inFrame && m.inFrame > 0)).toBe(true);
    for (const count of ['visible', 'hiddenByForeground', 'hiddenByOther'] as const) expect(expected.some((m) => m[count] > 0), count).toBe(true);
  });
});

test('an instance outside its canvas counts nothing', async () => {
  const scene = randomScene(31, 37, 21, 1);
  scene.instances = scene.instances.map((instance) => (instance.canvas ? { ...instance, canvas: { x0: 3200, y0: 0, widthWords: 1, height: 3 } } : instance));
  const { read } = await runPasses(device, scene);
  const rows = new StructRows(structLayout(readShaders(), 'counters', 'Counters'), read.counters.buffer);
  expect(foregroundsOf(scene).length).toBeGreaterThan(0);
  foregroundsOf(scene).forEach((_, i) => expect(measured(rows, i)).toEqual({
    visible: 0, inFrame: 0, full: 0, hiddenByForeground: 0, hiddenByOther: 0, visibleBox: null, amodalBox: null, fullBox: null,
  }));
});
