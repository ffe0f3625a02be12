// Checks that options before a map's file name are told from the name, and what counts as opacity.
import { expect, test } from 'vitest';
import { parseMtl } from '../../../src/assets/load/mtl.ts';

test.for([
  ['wood.png', 'wood.png', false],
  ['-clamp on wood.png', 'wood.png', true],
  ['-imfchan r -bm 1e-2 -t 0 0 0 my wood 2.png', 'my wood 2.png', false],
  ['-mm -0.5 1 -blendu off 7.png', '7.png', false],
  ['-texres 512 wood-clamp on.png', 'wood-clamp on.png', false],
] as const)('map options: %s', ([value, file, clamp]) => {
  expect(parseMtl(`newmtl m\nmap_Kd ${value}\n`).get('m')!.colorMap).toEqual({ file, clamp });
});

test.for([
  ['d 0.3', 0.3], ['Tr 0.3', 0.7], ['Tr 0.3\nd 0.6', 0.6], ['d 0.6\nTr 0.3', 0.6], ['Tr 0', 1], ['Tr 1', 1], ['d -halo 0.4', 0.4], ['d glass', 1], ['Kd 1 1 1', 1],
] as const)('opacity of %j is %d', ([lines, opacity]) => {
  expect(parseMtl(`newmtl m\n${lines}\n`).get('m')!.opacity).toBe(opacity);
});
