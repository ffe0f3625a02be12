/** Checks the words and the advice for made-up sets, and for a dataset beside real photos. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { configFacts } from '../../src/report/config-facts.ts';
import { findingsOf } from '../../src/report/findings.ts';
import { sideBySide } from '../../src/report/side-by-side.ts';
import type { Finding } from '../../src/report/report-data.ts';
import { compareSets } from '../../src/stats/compare.ts';
import { madeUpSet, type MadeUpSet } from '../support/made-up-report.ts';

function findings(ours: MadeUpSet, real: MadeUpSet, config: unknown = {}): Finding[] {
  const [own, theirs] = [madeUpSet(ours), madeUpSet(real)];
  return findingsOf(sideBySide(own, theirs, compareSets(own, theirs)), configFacts(config));
}

const REAL: MadeUpSet = { sizesPx: [25, 30, 35, 43], edges: 0.09 };
const OURS: MadeUpSet = { sizesPx: [60, 100, 130, 290], edges: 0.61 };

test('sizes and background are named in words, each with the keys to change', () => {
  const [first, second] = findings(OURS, REAL);
  expect([first!.group, second!.group].sort()).toEqual(['background', 'size']);
  const size = [first, second].find((finding) => finding!.group === 'size')!;
  const background = [first, second].find((finding) => finding!.group === 'background')!;
  expect(size.text).toBe('real objects are 25 to 43 px, yours 60 to 290');
  expect(size.change!.yaml).toBe('curriculum:\n  boxPx: [25, 43]');
  expect(background.text).toBe('the real background is plain: 9 % of its pixels have an edge, yours 61 %');
  expect(background.change!.yaml).toBe('background:\n  kind: surface\noccluders: { enabled: false }');
});

test('findings are in the order of their distances, and each group comes once', () => {
  const all = findings({ ...OURS, brightness: 0.3 }, { ...REAL, brightness: 0.7 });
  expect(all.map(({ steps }) => steps)).toEqual(all.map(({ steps }) => steps).sort((a, b) => b - a));
  expect(new Set(all.map(({ group }) => group)).size).toBe(all.length);
  expect(all.flatMap(({ text, also }) => [text, ...also])).toContain('real photos are brighter: brightness 0.7, yours 0.3');
});

test('sets that are alike have no finding', () => {
  expect(findings(OURS, OURS)).toEqual([]);
});

test('a real set of busier places asks for photos, and plain ones of a surface for less of it', () => {
  const busier = findings({ ...REAL, edges: 0.1 }, { ...REAL, edges: 0.7 }).find(({ group }) => group === 'background')!;
  expect(busier.text).toBe('the real background is busy: 70 % of its pixels have an edge, yours 10 %');
  expect(busier.change!.yaml).toContain('kind: photos');
  const plainer = findings({ ...REAL, edges: 0.4 }, { ...REAL, edges: 0.05 }, { background: { kind: 'surface' } }).find(({ group }) => group === 'background')!;
  expect(plainer.change!.yaml).toContain('seams');
});

test('a scenario of one\'s own gets no advice on the keys of the paper\'s', () => {
  for (const { change } of findings(OURS, REAL, { scenario: './pile.ts' })) expect(change).toBeNull();
});

test('images of other heights are compared by the share of their height', () => {
  const [own, theirs] = [madeUpSet(REAL), madeUpSet({ sizesPx: [] })];
  // As high again, and so are the objects: as a share of the height they are those of before.
  for (let i = 0; i < 10; i++) theirs.add({ width: 1280, height: 960, boxes: [25, 30, 35, 43].map((size, at) => ({ category: 'die', box: [130 * at, 100, 2 * size, 2 * size], ignore: false })), pixels: null, file: null });
  const found = findingsOf(sideBySide(own, theirs, compareSets(own, theirs)), configFacts({}));
  expect(found.filter(({ group }) => group === 'size')).toEqual([]);
});

const DICE = join('..', 'shared', 'real', 'dice');
describe.skipIf(!existsSync(DICE))('the defaults beside photos of dice', () => {
  test('size and background are the two largest gaps', async () => {
    const { mkdtempSync, rmSync } = await import('node:fs');
    const { tmpdir } = await import('node:os');
    const { generate } = await import('../../src/run/generate.ts');
    const { parseConfig } = await import('../../src/run/read-config.ts');
    const { reportDataset } = await import('../../src/report/report.ts');
    const folder = mkdtempSync(join(tmpdir(), 'scenemill-findings-'));
    try {
      const config = await parseConfig({ seed: 1, count: 24, image: { width: 640, height: 640 }, assets: { foreground: 'builtin', background: 'builtin' }, output: { dir: join(folder, 'defaults') } });
      await generate(config, {});
      const { report } = await reportDataset(config.output.dir, { real: join(DICE, 'coco_train.json'), images: DICE, split: 'some=0.1,rest=0.9' });
      const [first, second] = report.findings;
      expect([first!.group, second!.group].sort()).toEqual(['background', 'size']);
      expect([first!.text, second!.text].sort()).toEqual([
        expect.stringMatching(/^real objects are \d+ to \d+ px, yours \d+ to \d+$/),
        expect.stringMatching(/^the real background is plain: [\d.]+ % of its pixels have an edge, yours \d+ %$/),
      ]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
