// Checks that options before a map's file name are told from the name.
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
