// Checks what is said of photos that a config cannot match.
import { expect, test } from 'vitest';
import type { AssetLibrary } from '../../src/assets/library.ts';
import { areUneven } from '../../src/fit/even-values.ts';
import type { Facts } from '../../src/fit/guess.ts';
import { unmatched } from '../../src/fit/unmatched.ts';
import { streamsOf } from '../../src/scene/random.ts';
import type { LabelledSet } from '../../src/stats/coco-set.ts';
import { FACTS } from '../support/made-up-fit.ts';

const library = { categories: ['die'] } as unknown as AssetLibrary;

interface Made { counts: [number, number]; across: [number, number]; down: [number, number]; power?: number }

/** Photos of 400 x 200 pixels whose objects lie evenly in a part of them; a power above 1 makes low counts more frequent. */
function madePhotos({ counts: [least, most], across, down, power = 1 }: Made): LabelledSet {
  const random = streamsOf(1, 0, 0)('photos');
  const pictures = Array.from({ length: 60 }, (_, i) => ({
    key: `${i}`, path: `${i}`, width: 400, height: 200,
    boxes: Array.from({ length: least + Math.floor((most - least + 1) * random.range(0, 1) ** power) }, () => ({
      category: 'die', box: [400 * random.range(...across) - 5, 200 * random.range(...down) - 5, 10, 10] as [number, number, number, number], ignore: false,
    })),
  }));
  return { categories: ['die'], pictures, hasBoxes: true, notes: [] };
}

const said = (set: Partial<Made>, facts: Partial<Facts> = {}, hasBackdrops = false) =>
  unmatched({ ...FACTS, ...facts }, madePhotos({ counts: FACTS.count, across: [0, 1], down: [0, 1], ...set }), library, hasBackdrops).join('\n');

test('objects in the middle are named, and those that lie everywhere are not', () => {
  expect(said({ across: [0.3, 0.7] })).toMatch(/^Not matched: positions: 90 % of the real objects lie at 3[12] to 6[89] % of the width, and 90 % at [4-6] to 9[4-6] % of the height\. Those of the images lie everywhere\.$/m);
  expect(said({ down: [0.5, 1] })).toMatch(/5[23] to 9[78] % of the height/);
  expect(said({})).not.toContain('positions');
});

test('numbers of objects are named where some come more often', () => {
  expect(said({ counts: [2, 9], power: 3 })).toMatch(/^Not matched: how often each number of objects comes: half of the photos have 2 to [45] objects, half of the images 4 to 7\.$/m);
  expect(said({})).not.toContain('each number of objects');
});

test('a few even values are no reason to say so, and one number of objects is no range', () => {
  const random = streamsOf(2, 0, 0)('values');
  const few = Array.from({ length: 200 }, () => areUneven(Array.from({ length: 8 }, () => random.range(0, 1)), [0, 1], 'real'));
  expect(few.filter((uneven) => uneven).length).toBeLessThan(20);
  expect(areUneven([3, 3, 3], [3, 3], 'whole')).toBe(false);
  expect(areUneven(Array.from({ length: 30 }, (_, i) => 1 + (i % 3)), [1, 3], 'whole')).toBe(false);
});

test('busy places: photos are proposed only where they can be had and are not', () => {
  expect(said({}, { busy: 0.6 })).toContain('clutter and surfaces take its place; --use-backgrounds shows the photos themselves.');
  expect(said({}, { busy: 0.6 }, true)).toContain('Not matched: what stands around the objects in the images without photos: clutter and surfaces take its place.');
  for (const text of [said({}, { busy: 0.6 }, true), said({}, { busy: 0.6, hasBoxes: false })]) expect(text).not.toContain('--use-backgrounds');
  expect(said({}, { busy: 0.1 })).not.toContain('around the objects');
});
