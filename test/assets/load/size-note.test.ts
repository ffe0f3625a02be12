// Checks that models that are hardly so small or so large are noted, with the key that gives their unit.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadModel } from '../../../src/assets/load/load.ts';
import { sizeNotes } from '../../../src/assets/load/size-note.ts';
import { primitive } from '../../support/shapes.ts';
import { temporaryFolder } from '../../support/folder.ts';

const noteOf = (side: number): string[] => sizeNotes({ materials: [], primitives: [primitive([1, 1, 1, 1, 1 - side, 1, 1, 1, 1 + side / 2, 99, 99, 99], [0, 1, 2])] }, null);

test('from 5 mm to 20 m nothing is said; unused vertices do not count', () => {
  expect([0.0051, 1, 19.9].flatMap(noteOf)).toEqual([]);
  expect(noteOf(0.0049)).toEqual(['its largest side is 0.0049 m, where 5 mm to 20 m are usual']);
  expect(noteOf(21)).toEqual(['its largest side is 21 m, where 5 mm to 20 m are usual']);
});

test('a format without a unit names the key', async () => {
  const path = join(temporaryFolder(), 'part.stl');
  writeFileSync(path, 'solid x\nfacet normal 0 0 1\nouter loop\nvertex 0 0 0\nvertex 120 0 0\nvertex 0 60 0\nendloop\nendfacet\nendsolid x\n');
  expect((await loadModel(path, { unitM: 1 })).source.notes).toEqual(['its largest side is 120 m, where 5 mm to 20 m are usual; assets.unit says what a unit of a .stl file is']);
  expect((await loadModel(path, { unitM: 0.001 })).source.notes ?? []).toEqual([]);
});
