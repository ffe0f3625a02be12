// Fits a dataset of the generator's own, whose parameters are known, and checks what the command says about bad input.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { parse } from 'yaml';
import '../../src/gpu/globals.ts';
import { UserError } from '../../src/config/errors.ts';
import { fit, type FitOptions } from '../../src/fit/fit.ts';
import { exportDataset } from '../../src/formats/export.ts';
import { openPlan } from '../../src/run/open-plan.ts';
import { generate } from '../../src/run/generate.ts';
import { parseConfig, readConfig } from '../../src/run/read-config.ts';
import { folderOfFile } from '../support/folder.ts';
import { scenemill } from '../support/program.ts';

const folder = folderOfFile();
const at = (...names: string[]) => join(folder, ...names);

/** What the photos are made with. */
const TRUTH = {
  seed: 3, count: 16, image: { width: 320, height: 240, jpegQuality: 75 },
  assets: { foreground: 'builtin:dice', distractors: 'builtin:feet' },
  curriculum: { boxPx: [24, 44] as [number, number], levels: 4 },
  foreground: { count: [2, 6] as [number, number], order: 'perObject' as const, maxCrop: 0 },
  background: { kind: 'surface' as const, surface: { hue: [0.08, 0.12], saturation: [0.1, 0.15], value: [0.7, 0.8], gradient: [0, 0.1], grain: [0, 0], folds: [0, 0.02], seams: [0, 0] } },
  occluders: { enabled: false }, distractors: { group: 'feet', count: [2, 2], boxPx: [14, 18] },
  lights: { intensity: [0.5, 0.6], ambient: [0.5, 0.6], color: [0.9, 1] }, noise: { sigma: [0, 0] }, blur: { enabled: false },
  labels: { box: { square: true, scale: 1.2 } }, output: { dir: at('data') },
};

beforeAll(async () => {
  await generate(await parseConfig(TRUTH as never), { workers: 1 });
  await exportDataset(at('data'), { format: 'coco', out: at('coco') });
});

const REAL = { real: at('coco', 'instances.json'), images: at('coco', 'images'), assets: 'builtin:dice' };

test('the parameters of a generated dataset come back', async () => {
  const notes: string[] = [];
  const text = await fit({ ...REAL, rounds: 2, onNote: (note) => notes.push(note) });
  const fitted = parse(text);
  expect(fitted).toMatchObject({
    image: TRUTH.image, labels: { box: { square: true, scale: 1.2 } }, background: { kind: 'surface' }, occluders: { enabled: false },
    assets: { foreground: 'builtin:dice' }, foreground: { count: [2, 6], order: 'perObject' },
  });
  const near = (found: number, true_: number, factor: number) => expect(Math.max(found / true_, true_ / found)).toBeLessThan(factor);
  // The range is made wider where there are few photos.
  const [least, most] = fitted.curriculum.boxPx;
  expect(least).toBeLessThan(24 * 1.03);
  expect(most).toBeGreaterThan(44 / 1.03);
  near(least, 24, 1.35);
  near(most, 44, 1.35);
  near(fitted.lights.ambient[0] + fitted.lights.ambient[1], 1.1, 1.35);
  const feet = fitted.distractors.find(({ group }: { group: string }) => group === 'feet');
  near(feet.boxPx[0] * feet.boxPx[1], 14 * 18, 1.5);
  const { hue, saturation } = fitted.background.surface;
  expect(hue[0]).toBeLessThan(0.1);
  expect(hue[1]).toBeGreaterThan(0.1);
  expect(saturation[1]).toBeLessThan(0.25);
  expect(notes.join('\n')).toMatch(/Round 1: [\d.]+ steps from the photos; a step is a difference that one sees at a glance\.\nRound 2: [\d.]+ steps from the photos\.\n(.*\n)*Not matched: poses, which cannot be told from boxes alone/);
  writeFileSync(at('fitted.yaml'), text);
  const config = await readConfig(at('fitted.yaml'));
  await expect(openPlan(config)).resolves.toHaveProperty('scenario.images', 6000);
});

test('the same input gives the same YAML, a base keeps what a run makes, and photos without their objects are written', async () => {
  writeFileSync(at('base.yaml'), 'seed: 9\ncount: 40\nimage: { width: 64, height: 64 }\nassets: { foreground: builtin }\nlabels: { rle: true }\noutput: { dir: made }\n');
  const options = { ...REAL, rounds: 0, base: at('base.yaml') };
  const [first, second] = [await fit({ ...options, useBackgrounds: at('behind') }), await fit({ ...options, useBackgrounds: at('behind-2') })];
  expect(second.replaceAll('behind-2', 'behind')).toBe(first);
  const fitted = parse(first);
  expect(fitted).toMatchObject({ seed: 9, count: 40, image: { width: 320 }, labels: { rle: true, box: { scale: 1.2 } }, output: { dir: at('made') }, assets: { photos: at('behind') } });
  expect(fitted.background.kind.map(({ kind }: { kind: string }) => kind)).toEqual(['photos', 'surface']);
  expect(readdirSync(at('behind'))).toHaveLength(16);
  await expect(fit({ ...options, useBackgrounds: at('behind') })).rejects.toThrow(/is not empty; wanted a new or empty folder/);
});

test('photos beyond the first part of the split are not looked at', async () => {
  const { images } = JSON.parse(readFileSync(REAL.real, 'utf8')) as { images: { file_name: string }[] };
  const text = await fit({ ...REAL, rounds: 0, split: 'train=0.5,test=0.5' });
  const [, photos] = /Fitted to (\d+) photos/.exec(text)!;
  expect(Number(photos)).toBeGreaterThan(0);
  expect(Number(photos)).toBeLessThan(images.length);
});

test('one photo suffices, and photos without boxes give all that needs none', async () => {
  const coco = JSON.parse(readFileSync(REAL.real, 'utf8')) as { images: { id: number }[]; annotations: { image_id: number }[] };
  const [image] = coco.images;
  writeFileSync(at('one.json'), JSON.stringify({ ...coco, images: [image], annotations: coco.annotations.filter(({ image_id: id }) => id === image!.id) }));
  await expect(fit({ ...REAL, real: at('one.json'), rounds: 0 })).resolves.toContain('Fitted to 1 photo');
  const notes: string[] = [];
  const fitted = parse(await fit({ images: REAL.images, assets: REAL.assets, onNote: (note) => notes.push(note) }));
  expect(fitted).not.toHaveProperty('curriculum');
  expect(fitted).not.toHaveProperty('labels');
  expect(fitted).toMatchObject({ image: TRUTH.image, background: { kind: 'surface' } });
  expect(notes).toContainEqual(expect.stringMatching(/^Not matched: sizes, number and place of the objects/));
});

const LABELLED = { real: REAL.real, images: REAL.images };
test.each<[string, Partial<FitOptions>, RegExp]>([
  ['no photos', { images: at('none') }, /^pictures: .*none: .+$/],
  ['no COCO file', { real: at('none.json') }, /^coco: .*none.json cannot be read \(ENOENT\)/],
  ['photos that are missing', { ...LABELLED, images: at('empty') }, /^coco: 16 of 16 pictures of .* are not in .*empty/],
  ['no models', { assets: at('empty') }, /^assets: 1 cannot be used/],
  ['backgrounds of photos whose objects are not known', { useBackgrounds: at('unlabelled') }, /^fit: --use-backgrounds takes the labelled objects out of photos; wanted --real, too$/],
  ['a split without a COCO file', { split: 'bogus' }, /^fit: --split divides the photos of a COCO file; wanted --real, too$/],
  ['a wrong split', { ...LABELLED, split: 'train=2' }, /^split: /],
  ['a base that is not there', { base: at('none.yaml') }, /^config: .*none.yaml cannot be read/],
  ['a base of another scenario', { base: at('turntable.yaml') }, /^fit: .*turntable.yaml has the scenario .*; wanted one of the scenario paper/],
])('%s: a sentence that says what was wanted', async (_name, options, message) => {
  mkdirSync(at('empty'), { recursive: true });
  const scenario = new URL('../../src/scenarios/examples/turntable.ts', import.meta.url).pathname;
  writeFileSync(at('turntable.yaml'), `count: 1\nscenario: ${scenario}\nimage: { width: 64, height: 64 }\nassets: { foreground: builtin }\noutput: { dir: out }\n`);
  const fitting = fit({ images: REAL.images, assets: REAL.assets, ...options });
  await expect(fitting).rejects.toThrow(message);
  await expect(fitting).rejects.toBeInstanceOf(UserError);
});

test.concurrent.each<[string, string[], RegExp]>([
  ['photos that are missing', ['--real', 'coco/instances.json', '--images', 'empty', '--assets', 'builtin:dice'], /^coco: 16 of 16 pictures/],
  ['no assets', ['--images', 'coco/images'], /^command line: required option '--assets <dir>' not specified/],
])('%s: exit code 2, one message, nothing printed', async (_name, args, message) => {
  const { code, stdout, stderr } = await scenemill(['fit', ...args], { cwd: folder });
  expect(stderr).toMatch(message);
  expect(stderr).not.toMatch(/^ +at /m);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
});
