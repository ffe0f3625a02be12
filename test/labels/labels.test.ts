/** Checks that limits name categories of the dataset, and that labels request only the outputs that they use. */
import { expect, test } from 'vitest';
import { checkLabels, filesOf, LABELS, LabelsSchema, libraryNeeds, outputsOf } from '../../src/labels/labels.ts';

const labels = LabelsSchema.parse(undefined);

test('without labels nothing is made but the image and its counters', () => {
  expect(outputsOf(labels)).toEqual([]);
  expect(libraryNeeds(labels)).toEqual({ keypoints: false });
  expect(outputsOf({ ...labels, rle: true, depth: 'npy' })).toEqual(['depth', 'runs']);
});

test('what is asked for becomes files, by the suffixes of the format', () => {
  const planes = { rgb: new Uint8Array(new SharedArrayBuffer(6)), recordIds: new Uint8Array(new SharedArrayBuffer(4)), depthMm: new Uint8Array(new SharedArrayBuffer(4)) };
  const files = filesOf({ ...labels, instances: true, depth: 'png', plan: true }, { planes, width: 2, height: 1, sceneJson: () => '{}' });
  expect(files.map(({ suffix }) => suffix)).toEqual(['instances.png', 'depth.png', 'scene.json']);
});

test('a limit of an unknown category is refused', () => {
  const limits = { ...labels, minVisibility: { default: 0.1, mug: 0.3 }, minArea: 40 };
  expect(() => checkLabels(limits, ['can', 'mug'])).not.toThrow();
  expect(() => checkLabels({ ...limits, minArea: { mgu: 3 } }, ['can', 'mug'])).toThrow('labels: minArea names "mgu", which is no class; wanted default, can, mug');
});

test('every label has a key of its own and a description', () => {
  expect(new Set(LABELS.map(({ key }) => key)).size).toBe(LABELS.length);
  for (const { key, schema } of LABELS) expect(schema.description, key).toBeTruthy();
});
