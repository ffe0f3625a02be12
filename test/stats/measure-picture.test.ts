/** Checks what is measured of a picture against numpy, and against pictures whose measures are known. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { streamsOf } from '../../src/scene/random.ts';
import { readCocoSet } from '../../src/stats/coco-set.ts';
import type { BoxRow } from '../../src/stats/box-numbers.ts';
import { decodePicture } from '../../src/stats/decode-picture.ts';
import type { RgbPicture } from '../../src/stats/rgb-picture.ts';
import { measurePicture } from '../../src/stats/measure-picture.ts';
import { temporaryFolder } from '../support/folder.ts';
import { smoothPixels } from '../support/picture-files.ts';
import { askPython, findPython } from '../support/python.ts';

const python = findPython('numpy', 'PIL');
const REAL = '../shared/real/dice';

interface Case { rgb: RgbPicture; boxes: BoxRow[] }

/** Noise of a strength that grows with the seed, on a smooth picture, or on grey. */
function randomPicture(width: number, height: number, seed: number): RgbPicture {
  const random = streamsOf(seed, 0, 0)('pixels');
  const smooth = smoothPixels(width, height, seed);
  const channels = smooth.length / (width * height);
  const data = new Uint8Array(3 * width * height);
  for (let i = 0; i < data.length; i++) {
    const base = seed % 2 === 0 ? 128 : smooth[Math.floor(i / 3) * channels + (i % 3)]!;
    data[i] = Math.min(255, Math.max(0, Math.round(base + random.range(-1, 1) * 12 * (seed % 12))));
  }
  return { width, height, data };
}

function randomBoxes(width: number, height: number, seed: number): BoxRow[] {
  const random = streamsOf(seed, 0, 0)('boxes');
  return Array.from({ length: random.int(6) }, () => ({
    box: [random.range(-0.3, 1.1) * width, random.range(-0.3, 1.1) * height, random.range(0, 0.6) * width, random.range(0, 0.6) * height], ignore: random.int(4) === 0,
  }));
}

const SIZES = [[1, 1], [2, 1], [1, 7], [2, 2], [3, 3], [3, 17], [18, 18], [63, 64], [64, 64], [65, 97], [128, 70], [161, 99], [200, 200], [301, 203]] as const;
const RANDOM: Case[] = SIZES.flatMap(([width, height], i) => [0, 1, 2].map((j): Case => ({ rgb: randomPicture(width, height, 3 * i + j), boxes: randomBoxes(width, height, 3 * i + j) })));
const EDGES: Case[] = [
  { rgb: { width: 100, height: 80, data: new Uint8Array(3 * 100 * 80) }, boxes: [] },
  { rgb: { width: 100, height: 80, data: new Uint8Array(3 * 100 * 80).fill(255) }, boxes: [{ box: [0, 0, 100, 80], ignore: false }] },
  // Centres on the box's sides, a box outside, one of no width, one that is ignored within another.
  { rgb: randomPicture(90, 90, 5), boxes: [{ box: [10.5, 10.5, 20, 20], ignore: false }, { box: [200, 5, 10, 10], ignore: false }, { box: [50, 50, 0.4, 9], ignore: false }, { box: [15, 15, 40, 40], ignore: true }] },
];

/** Numbers within 1e-9 of each other, or of whole numbers equal. */
function expectClose(own: unknown, other: unknown, path: string): void {
  if (typeof own === 'number' && typeof other === 'number') {
    if (Number.isInteger(other)) expect(own, path).toBeCloseTo(other, 12);
    else expect(Math.abs(own - other), `${path}: ${own} ${other}`).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(other)));
  } else if (own !== null && typeof own === 'object' && other !== null && typeof other === 'object') {
    expect(Object.keys(own), path).toEqual(Object.keys(other));
    for (const [key, value] of Object.entries(own)) expectClose(value, (other as Record<string, unknown>)[key], `${path}.${key}`);
  } else {
    expect(own, path).toBe(other);
  }
}

function judge(cases: Case[]): void {
  const folder = temporaryFolder();
  const rows = cases.map(({ rgb: { width, height, data }, boxes }, i) => {
    const raw = join(folder, `${i}.raw`);
    writeFileSync(raw, data);
    return { raw, width, height, boxes };
  });
  writeFileSync(join(folder, 'cases.json'), JSON.stringify(rows));
  const answers = askPython<object[]>(python!, readFileSync(new URL('./python/measure.py', import.meta.url), 'utf8'), join(folder, 'cases.json'));
  for (const [i, { rgb, boxes }] of cases.entries()) expectClose(measurePicture(rgb, boxes), answers[i], `case ${i} ${rgb.width} x ${rgb.height}`);
}

test.skipIf(!python)('random pictures of odd sizes, with boxes that reach beyond them', () => judge(RANDOM));

test.skipIf(!python)('black, white, and boxes with sides on the centres of pixels', () => judge(EDGES));

test.skipIf(!python || !existsSync(REAL))('real pictures', async () => {
  const { pictures } = await readCocoSet(join(REAL, 'coco_train.json'), REAL);
  const some = pictures.filter((_, i) => i % 50 === 0);
  judge(await Promise.all(some.map(async ({ path, width, height, boxes }) => ({ rgb: (await decodePicture(path, width, height)).rgb, boxes }))));
});

/** A picture of one colour a pixel. */
function painted(width: number, height: number, color: (x: number, y: number) => [number, number, number]): RgbPicture {
  const data = new Uint8Array(3 * width * height);
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) data.set(color(x, y), 3 * (y * width + x));
  return { width, height, data };
}

test('a red box on grey: each part has its own measures', () => {
  const inBox = (x: number, y: number) => x >= 10 && x < 30 && y >= 20 && y < 50;
  const { inside, outside, whole, hue, coloredShare } = measurePicture(painted(80, 70, (x, y) => (inBox(x, y) ? [200, 0, 0] : [100, 100, 100])), [{ box: [10, 20, 20, 30], ignore: false }]);
  // Edges are checked below, and sharpness against numpy.
  const { edges, sharpness } = inside;
  expectClose(inside, { pixels: 600, brightness: 60 / 255, contrast: 0, saturation: 1, warmth: 200 / 255, tint: -100 / 255, edges, sharpness }, 'inside');
  expectClose({ ...outside, edges, sharpness }, { pixels: 5000, brightness: 100 / 255, contrast: 0, saturation: 0, warmth: 0, tint: 0, edges, sharpness }, 'outside');
  expect(whole.pixels).toBe(5600);
  expect([coloredShare, hue[0], hue.slice(1).every((count) => count === 0)]).toEqual([600 / 5600, 600, true]);
  // The box's outermost pixels, and those around them.
  expect(inside.edges).toBe((600 - 18 * 28) / 600);
});

test('the noise of a flat picture is found, and so is its power, whatever covers half of it', () => {
  const random = streamsOf(3, 0, 0)('noise');
  const normal = (): number => [...Array(12)].reduce((sum: number) => sum + random.range(0, 1), -6);
  const picture = painted(256, 256, (x) => {
    const grey = Math.round(128 + 4 * normal() + (x < 128 ? 60 * Math.sin(x * 1.3) : 0));
    return [grey, grey, grey];
  });
  // The flattest tiles of many are a little flatter than the noise is.
  expect(measurePicture(picture, []).noiseSigma! * 255).toBeGreaterThan(3.2);
  expect(measurePicture(picture, []).noiseSigma! * 255).toBeLessThan(4.2);
  const flat = painted(256, 256, () => Array(3).fill(Math.round(128 + 4 * normal())) as [number, number, number]);
  for (const power of measurePicture(flat, []).spectrum!.slice(4)) expect(Math.abs(power - Math.log2(16 + 1 / 6))).toBeLessThan(0.6);
});
