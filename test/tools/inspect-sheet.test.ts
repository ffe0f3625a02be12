// Checks that the sheet shows each model from the six sides that it names, in the colours of its faces.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { sharp } from '../../src/encode/sharp.ts';
import { writeModelSheets } from '../../src/tools/inspect-sheet.ts';
import { openSource } from '../../src/tools/inspect.ts';
import { temporaryFolder } from '../support/folder.ts';

/** In the sheet's order: front, back, left, right, top, bottom. */
const FACES: [color: string, corners: string][] = [
  ['1 0 0', '1 2 3 4'], ['0 1 0', '6 5 8 7'], ['0 0 1', '5 1 4 8'], ['1 1 0', '2 6 7 3'], ['0 1 1', '4 3 7 8'], ['1 0 1', '5 6 2 1'],
];

/** A box, 2 wide, 1 high, 1.5 deep, each face of another colour; far from the origin. */
function writeBox(folder: string, name: string): void {
  const corners = [[0, 0, 1.5], [2, 0, 1.5], [2, 1, 1.5], [0, 1, 1.5], [0, 0, 0], [2, 0, 0], [2, 1, 0], [0, 1, 0]].map(([x, y, z]) => `v ${x! + 7} ${y! - 3} ${z! + 5}`);
  writeFileSync(join(folder, name), ['mtllib m.mtl', ...corners, ...FACES.map(([, face], i) => `usemtl m${i}\nf ${face}`)].join('\n'));
  writeFileSync(join(folder, 'm.mtl'), FACES.map(([color], i) => `newmtl m${i}\nKd ${color}\n`).join(''));
}

test('six sides of each model, named, in the order of the names', async () => {
  vi.stubEnv('SCENEMILL_CACHE', temporaryFolder());
  const folder = temporaryFolder();
  writeBox(folder, 'box.obj');
  writeFileSync(join(folder, 'bad.obj'), 'v 0 0 0\n');
  writeFileSync(join(folder, 'white.obj'), 'v 0 0 0\nv 4 0 0\nv 0 4 0\nf 1 2 3\n');
  const { library } = await openSource(folder, { unit: 'cm' });
  const path = join(folder, 'new', 'sheet.png');
  const steps: number[][] = [];
  expect(await writeModelSheets(library, path, { onProgress: (done, total) => steps.push([done, total]) })).toEqual([path]);
  expect(steps).toEqual([[1, 2], [2, 2]]);

  const { data, info: { width, height } } = await sharp(readFileSync(path)).raw().toBuffer({ resolveWithObject: true });
  const at = (x: number, y: number): number[] => [...data.subarray(3 * (y * width + x), 3 * (y * width + x) + 3)];
  // One column: 8 around and between, 18 for the caption, 10 for the sides' names, 160 a side, 2 between sides.
  expect([width, height]).toEqual([8 + 6 * 162 - 2 + 8, 8 + 2 * 196]);
  const middle = 8 + 28 + 80;
  FACES.forEach(([color], side) => {
    const x = 8 + side * 162;
    const wanted = color.split(' ').map((value) => 255 * Number(value));
    expect(at(x + 80, middle).every((value, k) => Math.abs(value - wanted[k]!) < 30), `side ${side}: ${at(x + 80, middle).join()}`).toBe(true);
    expect(at(x + 2, middle - 70)).toEqual([188, 188, 188]);
  });
  // The longest side, 2 of the front and of the top, takes 92 % of the width; height and depth have the same scale.
  const widthOf = (side: number): number => Array.from({ length: 160 }, (_, x) => at(8 + side * 162 + x, middle)).filter((pixel) => pixel.join() !== '188,188,188').length;
  expect(widthOf(0)).toBeGreaterThan(140);
  expect(widthOf(0)).toBeLessThanOrEqual(148);
  expect(widthOf(2) / widthOf(0)).toBeGreaterThan(0.72);
  expect(widthOf(2) / widthOf(0)).toBeLessThan(0.78);
  // Captions are white on dark; the second model is white, a triangle seen from the front and not from its edge.
  expect([...Array(300).keys()].some((x) => at(8 + x, 8 + 7).join() === '255,255,255')).toBe(true);
  expect(at(8 + 60, middle + 196 + 20).every((value) => value > 240)).toBe(true);
  expect(at(8 + 2 * 162 + 20, middle + 196)).toEqual([188, 188, 188]);

  // Where one picture does not hold them, the second model goes on in another.
  expect(await writeModelSheets(library, path, { modelsPerPage: 1 })).toEqual([path, join(folder, 'new', 'sheet-2.png')]);
  const second = await sharp(readFileSync(join(folder, 'new', 'sheet-2.png'))).raw().toBuffer();
  expect(second.equals(Buffer.concat([data.subarray(0, 3 * 8 * width), data.subarray(3 * (8 + 196) * width)]))).toBe(true);
});

test('where no model can be used, no picture is written', async () => {
  vi.stubEnv('SCENEMILL_CACHE', temporaryFolder());
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'bad.obj'), 'v 0 0 0\n');
  const { library } = await openSource(folder);
  expect(await writeModelSheets(library, join(folder, 'sheet.png'))).toEqual([]);
  expect(existsSync(join(folder, 'sheet.png'))).toBe(false);
});
