/** Checks what `npm run worth` plans and writes: options, the configs of the ablations, the order of trainings, tables and page. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { ablationRows, effectOf, type AblationRow } from '../../../bench/worth/ablation-rows.ts';
import { ABLATIONS, ablated } from '../../../bench/worth/ablations.ts';
import { loopRows } from '../../../bench/worth/loop-rows.ts';
import { mainRows } from '../../../bench/worth/main-rows.ts';
import { openFolder, parseOptions } from '../../../bench/worth/options.ts';
import { worthPage } from '../../../bench/worth/page.ts';
import type { Steps, TrainResult } from '../../../bench/worth/steps.ts';
import { ablationsCsv, curvesOf, tableCsv } from '../../../bench/worth/table.ts';
import { parseConfig } from '../../../src/run/read-config.ts';
import type { ConfigInput } from '../../../src/run/read-config.ts';

let folder: string;
let real: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'scenemill-worth-'));
  real = join(folder, 'real.json');
  writeFileSync(real, JSON.stringify({ images: Array.from({ length: 40 }, (_, id) => ({ id, file_name: `${id}.jpg` })) }));
  mkdirSync(join(folder, 'photos'));
  writeFileSync(join(folder, 'photos', 'a.png'), ''); // a config asks for a name alone; a run decodes it
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const PAPER: ConfigInput = { count: 10, image: { width: 640, height: 480 }, assets: { foreground: 'builtin', background: 'builtin' }, output: { dir: 'out' } };
/** What a fit proposes for objects on a table. */
const FITTED: ConfigInput = {
  ...PAPER, assets: { foreground: 'builtin:dice' }, curriculum: { boxPx: [25, 43] }, occluders: { enabled: false },
  foreground: { count: [1, 25], order: 'perObject', clumps: { share: 0.5, size: [2, 6] } }, background: { kind: 'surface' }, blur: { enabled: false },
};

test.each([['the paper', PAPER], ['fitted', FITTED]] as const)('every ablation of a config as %s gives is valid, and changes its own section alone', async (_name, input) => {
  const base = await parseConfig(input);
  for (const ablation of ABLATIONS) {
    const changed = ablated(base, ablation, join(folder, 'photos'));
    if ('skipped' in changed) {
      expect(changed.skipped, ablation.key).not.toBe('');
      continue;
    }
    const checked = await parseConfig(changed.config as unknown as ConfigInput);
    expect(JSON.parse(JSON.stringify(checked)), ablation.key).toEqual(JSON.parse(JSON.stringify(changed.config)));
    const sections = Object.keys(base).filter((key) => JSON.stringify(base[key as keyof typeof base]) !== JSON.stringify(changed.config[key]));
    expect(sections.filter((key) => key !== 'assets').length, `${ablation.key}: ${sections.join()}`).toBeLessThanOrEqual(1);
    if (input === PAPER && !['full', 'objects-20', 'background-0.9-1.5', 'background-clutter'].includes(ablation.key)) expect(sections, ablation.key).not.toEqual([]);
  }
});

test('rows that say nothing about a config are skipped with a reason', async () => {
  const base = await parseConfig(FITTED);
  const skipped = ABLATIONS.flatMap((ablation) => {
    const changed = ablated(base, ablation, undefined);
    return 'skipped' in changed ? [ablation.key] : [];
  });
  expect(skipped).toEqual(['no-blur', 'background-photos']);
  // Rows about clutter take the built-in models where the config has none.
  expect(ablated(base, ABLATIONS.find(({ key }) => key === 'no-hue')!, undefined)).toMatchObject({ config: { assets: { background: 'builtin' }, background: { kind: 'clutter', hue: false } } });
});

test('a limit on objects holds for count and for maxPerImage', async () => {
  const five = ABLATIONS.find(({ key }) => key === 'objects-5')!;
  expect(ablated(await parseConfig(FITTED), five, undefined)).toMatchObject({ config: { foreground: { count: [1, 5] } } });
  expect(ablated(await parseConfig(PAPER), five, undefined)).toMatchObject({ config: { foreground: { maxPerImage: 5 } } });
});

/** Steps that write down their arguments; AP is the number of the call over 100. */
function recorded(): { steps: Steps; calls: string[][] } {
  const calls: string[][] = [];
  return {
    calls,
    steps: {
      fit: (args, path) => Promise.resolve(void calls.push(['fit', ...args, path])),
      generate: (config, dir, args) => Promise.resolve(void calls.push(['generate', config, dir, ...args])),
      train: (name, dir, args): Promise<TrainResult> => {
        calls.push(['train', name, dir, ...args]);
        return Promise.resolve({ AP: calls.length / 100, AP50: calls.length / 50, AP75: 0, seen: 0, seed: 0, canvas: [64, 64], tested: 5 });
      },
    },
  };
}
const optionsOf = (...more: string[]) => parseOptions(['--real', real, '--images', folder, '--config', 'c.yaml', '--out', join(folder, 'out'), ...more]);

test('the main table: synthetic only never trains on photos, fine-tuning begins with it, and all are judged on the same photos', async () => {
  const { steps, calls } = recorded();
  const rows = await mainRows(optionsOf('--seen', '1000'), steps, 30, 'set');
  expect(rows.map(({ name, synthetic, real: photos, seen }) => [name, synthetic, photos, seen])).toEqual([
    ['synthetic only', 4000, 0, 1000], ['real only', 0, 30, 1000], ['synthetic, then 10 real photos', 4000, 10, 1100], ['synthetic, then 20 real photos', 4000, 20, 1100],
  ]);
  expect(calls.every((call) => call.join(' ').includes(`--real ${real} --images ${folder} --split train=0.75,test=0.25`))).toBe(true);
  expect(calls.map((call) => [call.includes('--judge-only'), call.includes('--from'), call[call.indexOf('--real-count') + 1]])).toEqual([
    [true, false, 'train'], [false, false, 'train'], [false, true, '10'], [false, true, '20'],
  ]);
  const tested = recorded();
  await mainRows(optionsOf('--test', 't.json', '--test-images', 't'), tested.steps, 30, 'set');
  expect(tested.calls.every((call) => call.join(' ').includes('--test t.json --test-images t') && !call.includes('--split') && !call.includes('--judge-only'))).toBe(true);
  expect(tested.calls[0]!.includes('--real')).toBe(false);
});

test('ablations: a set and a training a seed, equal configs once', async () => {
  const path = join(folder, 'fitted.json');
  writeFileSync(path, JSON.stringify(FITTED));
  const { steps, calls } = recorded();
  const rows = await ablationRows(optionsOf('--ablations', '--seeds', '2'), steps, path);
  expect(rows).toHaveLength(ABLATIONS.length);
  const made = rows.filter(({ results }) => !('skipped' in results));
  expect(calls.filter(([what]) => what === 'generate').length).toBe(2 * made.length);
  const seeds = calls.map((call) => call[call.indexOf('--seed') + 1]);
  expect(new Set(seeds)).toEqual(new Set(['0', '1']));
  const config: unknown = JSON.parse(readFileSync(join(folder, 'out', 'ablations', 'curriculum-random', 'config.yaml'), 'utf8'));
  expect(config).toMatchObject({ curriculum: { strategy: 'random' } });
});

test('the loop compares as many images with and without weights', async () => {
  const { steps, calls } = recorded();
  const rows = await loopRows(optionsOf('--loop'), steps, 'c.yaml');
  const [weighted, unweighted] = ['weighted', 'unweighted'].map((name) => calls.find((call) => call[0] === 'generate' && call[2]!.endsWith(`/${name}`))!);
  expect(weighted!.slice(3)).toEqual([...unweighted!.slice(3), '--weights', join(folder, 'out', 'loop', 'misses.json')]);
  const trained = calls.filter(([what, name]) => what === 'train' && name !== 'loop: first half').map((call) => call.slice(3).map((part) => part.replace('unweighted', 'weighted')));
  expect(trained[0]).toEqual(trained[1]);
  expect(rows.map(({ synthetic, seen }) => [synthetic, seen])).toEqual([[2000, 3000], [4000, 6000], [4000, 6000]]);
});

test('--help shows defaults of options with a value alone', () => {
  const written: string[] = [];
  const write = vi.spyOn(process.stdout, 'write').mockImplementation((text) => written.push(String(text)) > 0);
  try {
    expect(() => parseOptions(['--help'])).toThrow();
  } finally {
    write.mockRestore();
  }
  expect(written.join('')).toContain('(default: 4000)');
  expect(written.join('')).not.toContain('false');
});

test('tables, curves and page', () => {
  const dir = join(folder, 'run');
  mkdirSync(dir, { recursive: true });
  writeFileSync(join(dir, 'curve.csv'), 'seen,AP50,AP\n100,0.5,0.25\n200,0.75,0.5\n');
  const rows = [{ name: 'real <only>, 2', dir, result: { AP: 0.51, AP50: 0.96, AP75: 0.5, tested: 50 }, synthetic: 0, real: 150, seen: 6000 }];
  expect(tableCsv(rows)).toBe('training,synthetic_images,real_photos,images_seen,AP50,AP50_95,AP75,photos_judged\n"real <only>, 2",0,150,6000,0.9600,0.5100,0.5000,50\n');
  expect(tableCsv([{ ...rows[0]!, name: 'a "b"' }])).toContain('\n"a ""b""",0,150,');
  const curves = curvesOf([...rows, { ...rows[0]!, dir: 'absent' }]);
  expect(curvesOf([{ ...rows[0]!, before: 1000 }])[0]!.points[0]).toEqual({ seen: 1100, AP: 0.25 });
  expect(curves).toEqual([{ name: 'real <only>, 2', points: [{ seen: 100, AP: 0.25 }, { seen: 200, AP: 0.5 }] }]);
  const ablations: AblationRow[] = [
    { name: 'full', paper: 0.67, against: null, paperAgainst: null, results: [{ AP: 0.5, AP50: 0.9 }, { AP: 0.54, AP50: 0.92 }] },
    { name: 'no blur', paper: 0.58, against: 'full', paperAgainst: 0.67, results: [{ AP: 0.4, AP50: 0.8 }, { AP: 0.42, AP50: 0.8 }] },
    { name: 'no hue', paper: 0.65, against: 'full', paperAgainst: 0.67, results: { skipped: 'no clutter' } },
  ];
  const effect = effectOf(ablations[1]!, ablations)!;
  expect([effect.meanAP, effect.halfRange, effect.difference, effect.paperDifference].map((value) => Number(value!.toFixed(6)))).toEqual([0.41, 0.01, -0.11, -0.09]);
  expect(effect.sameSign).toBe(true);
  expect(ablationsCsv(ablations).split('\n')[2]).toBe('no blur,full,0.58,-0.0900,0.4100,0.0100,0.8000,-0.1100,yes,');
  const page = worthPage({ title: 'Worth', rows, curves, ablations, notes: ['Judged.'] });
  expect(page).toContain('real &lt;only&gt;, 2');
  expect(page).not.toMatch(/<script|https?:|NaN|undefined/);
  expect(page).toContain('−.110');
});

test('what cannot be meant is refused, and a folder keeps to one run', () => {
  expect(() => parseOptions(['--real', real, '--images', folder])).toThrow('worth: nothing to make images with; wanted --config, or --assets with 3D models for the fit');
  expect(() => optionsOf('--split', 'train=1')).toThrow('has not two parts');
  expect(() => optionsOf('--split', 'a=0.5,b=0.5', '--test', 't', '--test-images', 't')).toThrow('both --split and --test');
  expect(() => optionsOf('--test', 't')).toThrow('--test and --test-images belong together');
  writeFileSync(join(folder, 'c.yaml'), 'count: 1\n');
  const own = { ...optionsOf('--out', join(folder, 'kept')), config: join(folder, 'c.yaml') };
  openFolder(own);
  openFolder({ ...own, seeds: 3, threads: 1 });
  expect(() => openFolder({ ...own, tuneSeen: 7 })).toThrow(/holds a run with another --tune-seen; wanted the same, or another --out$/);
  // An option that was not given before is another one, too.
  expect(() => openFolder({ ...own, input: 320, photos: 'p' })).toThrow('holds a run with another --input, --photos;');
  writeFileSync(join(folder, 'c.yaml'), 'count: 2\n');
  expect(() => openFolder(own)).toThrow('holds a run with another content of --config;');
  // Tables of other kinds would take each other's place, whatever else differs.
  expect(() => openFolder({ ...optionsOf('--loop'), out: own.out, config: own.config })).toThrow(/kept holds the main table; wanted another --out for the loop$/);
  expect(() => optionsOf('--loop', '--ablations')).toThrow('worth: --ablations and --loop are two runs; wanted one of them');
});
