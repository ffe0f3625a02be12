/** Checks that an output is the same whatever else is asked for, and that a pass that two of them share is made once. */
import { expect, test } from 'vitest';
import { makeOutputs, OUTPUT_NAMES, type PlaneName } from '../../src/gpu/outputs.ts';
import type { RenderedImage } from '../../src/gpu/rendered-images.ts';
import { openDevice, passContext } from '../support/gpu.ts';
import { prepare } from '../support/prepared-renderer.ts';

test('each output alone is as it is among all others, and nothing else is there', async () => {
  const { open, scenes } = await prepare();
  const pair = scenes.slice(2);
  const all = await open(undefined, undefined, { outputs: OUTPUT_NAMES.toReversed() }).render(pair);
  for (const name of OUTPUT_NAMES) {
    const own = ({ measured, planes }: RenderedImage) => ({ ...measured, ...planes } as Record<string, unknown>);
    const alone = await open(undefined, undefined, { outputs: [name] }).render(pair);
    for (const [i, image] of alone.entries()) {
      expect(Object.keys(own(image)).sort(), name).toEqual(['instances', 'overlaps', 'uncoveredPx', 'rgb', name].sort());
      if (name in image.planes) expect(image.planes[name as PlaneName]!.some((byte) => byte > 0), name).toBe(true);
      for (const [key, value] of Object.entries(own(image))) expect(value, `${name}: ${key}`).toEqual(own(all[i]!)[key]);
    }
  }
});

test.each([
  [['occlusion'], 1], [['runs'], 1], [['runs', 'occlusion'], 1], [['amodalRuns'], 0],
] as const)('%s: the occlusion pass runs %i times', async (names, times) => {
  const outputs = makeOutputs(passContext(await openDevice('backend=null', 'enable-dawn-features=allow_unsafe_apis')), names);
  const passes = [...outputs.values()].flatMap(({ passes }) => passes.map(({ name }) => name));
  expect(passes.filter((name) => name === 'occlusion')).toHaveLength(times);
  // What the runs read is there before.
  if (passes.includes('occlusion')) expect(passes.indexOf('occlusion')).toBe(0);
});
