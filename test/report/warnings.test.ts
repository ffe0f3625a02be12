/** Checks that each warning comes where it should, and none where all is well. */
import { expect, test } from 'vitest';
import { type WarningInput, warningsOf } from '../../src/report/warnings.ts';
import { ImagePrints } from '../../src/stats/image-prints.ts';
import { RecordStats } from '../../src/stats/record-stats.ts';
import { madeUpSet } from '../support/made-up-report.ts';

const NONE = { realDuplicates: [], ownDuplicates: 0, sharedImages: [], sharedPhotos: [] };

const GOOD: WarningInput = { ours: madeUpSet({ sizesPx: [30, 40, 50] }), records: new RecordStats(), real: null, classes: ['die'], realClasses: null, ...NONE };

const kinds = (change: Partial<WarningInput>): string[] => warningsOf({ ...GOOD, ...change }).map(({ kind }) => kind);

test('a set without a fault has no warning', () => {
  expect(warningsOf(GOOD)).toEqual([]);
});

const two = (many: number, few: number) => {
  const set = madeUpSet({ images: many, sizesPx: [30] });
  set.merge(madeUpSet({ images: few, sizesPx: [30], category: 'mug' }));
  return set;
};

test.each<[string, Partial<WarningInput>, string[]]>([
  ['a class that is never seen', { classes: ['die', 'mug'] }, ['missingClasses']],
  ['five times as many boxes of a class', { ours: two(100, 20), classes: ['die', 'mug'] }, ['unbalanced']],
  ['three times as many', { ours: two(60, 20), classes: ['die', 'mug'] }, []],
  ['few boxes of a class', { ours: two(60, 19), classes: ['die', 'mug'] }, ['fewBoxes']],
  ['small labels', { ours: madeUpSet({ sizesPx: [6, 40] }) }, ['smallLabels']],
  ['labels of ten pixels', { ours: madeUpSet({ sizesPx: [11, 40] }) }, []],
  ['images without a box', { ours: ((set) => (set.merge(madeUpSet({ sizesPx: [] })), set))(madeUpSet({ sizesPx: [30, 40] })) }, ['emptyImages']],
  ['real classes that ours lacks', { real: two(30, 30), realClasses: ['Die', 'mug'] }, ['unknownClasses']],
  ['real classes that differ in case alone', { real: madeUpSet({ sizesPx: [30], category: 'DIE' }), realClasses: ['DIE'] }, []],
  ['equal real files', { realDuplicates: [['a.jpg', 'b.jpg', 'c.jpg']] }, ['realDuplicates']],
  ['equal images of ours', { ownDuplicates: 2 }, ['duplicates']],
  ['an image in both sets', { sharedImages: ['a.jpg'] }, ['sharedImages']],
  ['a real photo as background', { sharedPhotos: ['a.jpg'] }, ['sharedPhotos']],
])('%s', (_name, change, expected) => {
  expect(kinds(change)).toEqual(expected);
});

test('hidden labels, hidden objects, broken rules and repeated entries are told from the records', () => {
  const records = new RecordStats();
  for (let i = 0; i < 50; i++) records.histogram('visibility').add(i < 2 ? 0.05 : 0.9);
  records.visible = 50;
  records.hidden = 10;
  records.leastBad = 1;
  records.schedule.repeated = 3;
  expect(warningsOf({ ...GOOD, records }).map(({ kind, level }) => `${kind} ${level}`)).toEqual(['hiddenLabels warning', 'neverVisible warning', 'repeatedEntries warning', 'leastBad note']);
  // Where such labels are marked already, nothing is to be said.
  records.ignored = 2;
  expect(kinds({ records })).not.toContain('hiddenLabels');
});

test('a print tells images apart by a tenth of a pixel, and does not depend on the order of boxes', () => {
  const [a, b] = [{ box: [1, 2, 30, 40] as [number, number, number, number], ignore: false }, { box: [5, 6, 70, 8] as [number, number, number, number], ignore: false }];
  const moved = { ...b, box: [5.1, 6, 70, 8] as [number, number, number, number] };
  const prints = new ImagePrints();
  prints.add(640, 480, [a, b]);
  expect(prints.shared([{ width: 640, height: 480, boxes: [b, a] }, { width: 640, height: 480, boxes: [a, moved] }, { width: 480, height: 640, boxes: [a, b] }, { width: 640, height: 480, boxes: [a] }])).toHaveLength(1);
  prints.add(640, 480, [a, moved]);
  prints.add(640, 480, [a]);
  prints.add(640, 480, [a]);
  expect([prints.size, prints.repeated()]).toEqual([2, 0]);
  const copy = ImagePrints.fromJSON(JSON.parse(JSON.stringify(prints)) as string);
  copy.merge(prints);
  expect([copy.size, copy.repeated()]).toEqual([4, 2]);
});
