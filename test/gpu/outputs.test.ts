/** Checks that an output does not depend on the other outputs, and that a pass which two outputs share runs once. */
import { expect, test } from 'vitest';
import { makeOutputs, OUTPUT_NAMES, type OutputName } from '../../src/gpu/outputs.ts';
import type { RenderedImage } from '../../src/gpu/rendered-images.ts';
import { openDevice, passContext } from '../support/gpu.ts';
import { prepare } from '../support/prepared-renderer.ts';

/** Few renderers, none of which makes all that another one does. */
const GROUPS: OutputName[][] = [
  ['occlusion', 'instanceIds', 'depth'], ['runs', 'recordIds', 'silhouettes'], ['amodalRuns', 'categoryIds', 'normals'], ['keypoints', 'depthMm', 'color', 'alpha'],
];

test('an output is among a few others as it is among all, and nothing else is there', async () => {
  const { open, scenes } = await prepare();
  const pair = scenes.slice(2);
  const all = await open(undefined, undefined, { outputs: OUTPUT_NAMES.toReversed() }).render(pair);
  const parts = ({ measured, planes }: RenderedImage) => ({ ...measured, ...planes } as Record<string, unknown>);
  expect(GROUPS.flat().sort()).toEqual([...OUTPUT_NAMES].sort());
  for (const outputs of GROUPS) {
    const few = await open(undefined, undefined, { outputs }).render(pair);
    for (const [i, image] of few.entries()) {
      expect(Object.keys(parts(image)).sort()).toEqual(['instances', 'overlaps', 'uncoveredPx', 'rgb', ...outputs].sort());
      for (const [name, value] of Object.entries(parts(image))) expect(value, `${name} of ${outputs.join()}`).toEqual(parts(all[i]!)[name]);
      for (const [name, plane] of Object.entries(image.planes)) expect(plane.some((byte) => byte > 0), name).toBe(true);
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
