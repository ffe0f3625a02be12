// Checks that a compiled model comes back from the cache as it was, and that a bad file or folder does no harm.
import { readFileSync, readdirSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { cacheFolder, cacheKey, decodePlanning, encodeModel, readDrawing, readPlanning, writeCached } from '../../../src/assets/cache/model-cache.ts';
import { compile } from '../../../src/assets/compile/compile.ts';
import { wholeModel } from '../../../src/assets/library.ts';
import { temporaryFolder } from '../../support/folder.ts';
import { gradient, image, material, sphere, texture } from '../../support/shapes.ts';

const OPTIONS = { textureSizePx: 64, viewLevel: 0 };
const source = { ...sphere(12, 8), materials: [material({ baseColorTexture: texture(image(64, 64, gradient)) }), material()] };
const model = await compile(source, 'abc', OPTIONS);
const blocks = encodeModel(model);

test('what is read is what was written, each part in one block of memory', () => {
  const folder = join(temporaryFolder(), 'new');
  expect(writeCached(folder, 'key', blocks)).toBe(true);
  const compiled = readPlanning(folder, 'key')!;
  for (const Memory of [ArrayBuffer, SharedArrayBuffer]) {
    const drawing = readDrawing(folder, 'key', Memory)!;
    expect(wholeModel({ compiled, drawing })).toEqual(model);
    expect(drawing.positions.buffer).toBeInstanceOf(Memory);
    expect(drawing.textures[0]!.levels.buffer).toBe(drawing.positions.buffer);
  }
  expect(compiled.silhouettes.outlines.buffer).toBeInstanceOf(SharedArrayBuffer);
  expect(Object.keys(compiled)).not.toContain('positions');
  expect(readdirSync(folder)).toEqual(['key.model']);
});

test('compiling again gives the same bytes', async () => {
  const again = encodeModel(await compile(source, 'abc', OPTIONS));
  for (const part of ['planning', 'drawing'] as const) expect(Buffer.from(again[part]).equals(Buffer.from(blocks[part]))).toBe(true);
});

test('a missing, truncated, damaged or empty part is no entry, whatever the other part is like', () => {
  const folder = temporaryFolder();
  const file = join(folder, 'key.model');
  const isRead = () => [readPlanning(folder, 'key') !== null, readDrawing(folder, 'key', ArrayBuffer) !== null];
  expect(isRead()).toEqual([false, false]);
  writeCached(folder, 'key', blocks);
  const whole = readFileSync(file);
  const drawingAt = blocks.planning.byteLength;
  const isReadWithout = (at: number): boolean[] => {
    const damaged = Buffer.from(whole);
    damaged[at]! ^= 1;
    writeFileSync(file, damaged);
    return isRead();
  };
  for (const at of [0, 12, 14]) expect(isReadWithout(at)).toEqual([false, false]); // where the other part starts is not known
  for (const at of [5, 200, drawingAt - 1]) expect(isReadWithout(at)).toEqual([false, true]);
  for (const at of [0, 5, 12, 15, 200]) expect(isReadWithout(drawingAt + at)).toEqual([true, false]);
  writeFileSync(file, whole);
  expect(isRead()).toEqual([true, true]);
  for (const size of [whole.length - 4, drawingAt + 7]) {
    truncateSync(file, size);
    expect(isRead()).toEqual([true, false]);
  }
  for (const size of [drawingAt - 4, 100, 7, 0]) {
    truncateSync(file, size);
    expect(isRead()).toEqual([false, false]);
  }
  expect(decodePlanning(new SharedArrayBuffer(64))).toBeNull();
});

test('a folder that cannot be made means no cache', () => {
  const file = join(temporaryFolder(), 'file');
  writeFileSync(file, '');
  expect(writeCached(join(file, 'below'), 'key', blocks)).toBe(false);
  expect(readPlanning(join(file, 'below'), 'key')).toBeNull();
});

test('the key depends on everything that the model depends on', () => {
  const keys = [
    cacheKey('a', 1, OPTIONS), cacheKey('b', 1, OPTIONS), cacheKey('a', 0.01, OPTIONS),
    cacheKey('a', 1, { ...OPTIONS, textureSizePx: 128 }), cacheKey('a', 1, { ...OPTIONS, viewLevel: 1 }),
    cacheKey('a', 1, { ...OPTIONS, transparency: 'opaque' }), cacheKey('a', 1, { ...OPTIONS, transparency: 'cutout' }),
    cacheKey('a', 1, { ...OPTIONS, doubleSided: 'auto' }), cacheKey('a', 1, { ...OPTIONS, doubleSided: 'always' }),
  ];
  expect(new Set(keys).size).toBe(keys.length);
  expect(cacheKey('a', 1, { ...OPTIONS, transparency: 'screen', doubleSided: 'asAuthored' })).toBe(keys[0]);
});

test('the folder: our own variable, then XDG, then the home folder', () => {
  expect(cacheFolder({ SCENEMILL_CACHE: '/a', XDG_CACHE_HOME: '/b' })).toBe('/a');
  expect(cacheFolder({ XDG_CACHE_HOME: '/b' })).toBe(join('/b', 'scenemill'));
  expect(cacheFolder({})).toMatch(/\.cache.scenemill$/);
});
