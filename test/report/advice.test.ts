// Checks that advice goes beyond what the config of the dataset says already.
import { expect, test } from 'vitest';
import { configFacts } from '../../src/report/config-facts.ts';
import { findingsOf } from '../../src/report/findings.ts';
import { sideBySide } from '../../src/report/side-by-side.ts';
import { compareSets } from '../../src/stats/compare.ts';
import { madeUpSet, type MadeUpSet } from '../support/made-up-report.ts';

/** The change that is advised for one group of statistics. */
function changeOf(group: string, ours: MadeUpSet, real: MadeUpSet, config: unknown) {
  const [own, theirs] = [madeUpSet(ours), madeUpSet(real)];
  return findingsOf(sideBySide(own, theirs, compareSets(own, theirs)), configFacts(config)).find((finding) => finding.group === group)!.change;
}

const REAL: MadeUpSet = { sizesPx: [25, 30, 35, 43], edges: 0.09 };
const OURS: MadeUpSet = { sizesPx: [50, 60, 70, 86], edges: 0.61 };

test('sizes are those of the objects where labels.box makes boxes larger', () => {
  expect(changeOf('size', OURS, REAL, { labels: { box: { scale: 1.25 } } })).toEqual({ yaml: 'curriculum:\n  boxPx: [20, 34]', text: 'Sizes of the objects, whose boxes labels.box makes 1.25 times as large.' });
});

test('sizes that the config asks for already are corrected by what its boxes are off', () => {
  const change = changeOf('size', OURS, REAL, { curriculum: { boxPx: [26, 42] } })!;
  expect(change.yaml).toBe('curriculum:\n  boxPx: [13, 21]');
  expect(change.text).toContain('asks for the real sizes already');
});

test.each([
  ['number', { sizesPx: Array.from({ length: 12 }, () => 40), edges: 0.1 }, { foreground: { count: [4, 4] } }, 'Each number comes equally often: a smaller largest number brings the usual one closer.'],
  ['background', OURS, { background: { kind: 'surface', surface: { grain: [0, 0.01], folds: [0, 0.03], seams: [0, 0] } } }, 'Fewer distractors, or more blur.'],
  ['light and colour', { ...REAL, brightness: 0.1 }, { lights: { intensity: [0, 1] } }, null],
] as const)('%s: the config has the values, and what else can be done is said', (group, ours, config, otherwise) => {
  const change = changeOf(group, ours as MadeUpSet, REAL, config)!;
  expect(change).toEqual(otherwise === null ? { yaml: null, text: 'Higher lights.intensity and lights.ambient.' } : { yaml: null, text: `The config has these values already. ${otherwise}` });
});

test('a mix that has surfaces already gets more of them, and occluders that are off are not switched off again', () => {
  const kind = [{ kind: 'clutter', weight: 0.5 }, { kind: 'surface', weight: 0.5 }];
  expect(changeOf('background', OURS, REAL, { background: { kind }, occluders: { enabled: false } })).toEqual({ yaml: 'background:\n  kind: surface', text: null });
  expect(changeOf('background', OURS, REAL, { background: { kind } })!.yaml).toContain('occluders: { enabled: false }');
});

test('clumps: more than the config has, or less, and never the share that it has', () => {
  const apart: MadeUpSet = { sizesPx: [40, 40, 40], edges: 0.1 };
  const together: MadeUpSet = { sizesPx: [40, 40, 40], edges: 0.1, gap: 0 };
  expect(changeOf('position', apart, together, {})!.yaml).toBe('foreground:\n  clumps: { share: 1, size: [2, 5], gap: [0, 2] }');
  expect(changeOf('position', apart, together, { foreground: { clumps: { share: 1 } } })).toEqual({ yaml: null, text: 'Fewer objects in a clump, foreground.clumps.size: what finds no position in its clump lies alone.' });
  expect(changeOf('position', together, apart, { foreground: { clumps: { share: 0.4 } } })!.text).toBe('A smaller foreground.clumps.share, near 0, and fewer objects in an image.');
  expect(changeOf('position', together, apart, { foreground: { clumps: { share: 0 } } })!.text).toBe('Fewer or smaller objects in an image, which chance brings together less often.');
});
