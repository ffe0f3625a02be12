// Checks that a compiled model comes back from the cache as it was, and that a bad file or folder does no harm.
import { readFileSync, readdirSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { cacheFolder, cacheKey, decodeModel, encodeModel, readCached, writeCached } from '../../src/assets/cache.ts';
import { compile } from '../../src/assets/compile.ts';
import { temporaryFolder } from '../support/folder.ts';
import { gradient, image, material, sphere, texture } from '../support/shapes.ts';

const OPTIONS = { textureSizePx: 64, viewLevel: 0 };
const source = { ...sphere(12, 8), materials: [material({ baseColorTexture: texture(image(64, 64, gradient)) }), material()] };
const model = await compile(source, 'abc', OPTIONS);
const block = encodeModel(model);

test('what is read is what was written, in one block of shared memory', () => {
  const folder = join(temporaryFolder(), 'new');
  writeCached(folder, 'key', block);
  const read = readCached(folder, 'key')!;
  expect(read).toEqual(model);
  expect(read.positions.buffer).toBeInstanceOf(SharedArrayBuffer);
  expect(read.silhouettes.outlines.buffer).toBe(read.positions.buffer);
  expect(readdirSync(folder)).toEqual(['key.model']);
});

test('compiling again gives the same bytes', async () => {
  expect(Buffer.from(encodeModel(await compile(source, 'abc', OPTIONS))).equals(Buffer.from(block))).toBe(true);
});

test('a missing, truncated, damaged or empty file is no entry', () => {
  const folder = temporaryFolder();
  const file = join(folder, 'key.model');
  expect(readCached(folder, 'key')).toBeNull();
  writeCached(folder, 'key', block);
  const whole = readFileSync(file);
  for (const at of [0, 5, 200, whole.length - 1]) {
    const damaged = Buffer.from(whole);
    damaged[at]! ^= 1;
    writeFileSync(file, damaged);
    expect(readCached(folder, 'key')).toBeNull();
  }
  writeFileSync(file, whole);
  expect(readCached(folder, 'key')).not.toBeNull();
  for (const size of [whole.length - 4, 100, 7, 0]) {
    truncateSync(file, size);
    expect(readCached(folder, 'key')).toBeNull();
  }
  expect(decodeModel(new SharedArrayBuffer(64))).toBeNull();
});

test('a folder that cannot be made means no cache', () => {
  const file = join(temporaryFolder(), 'file');
  writeFileSync(file, '');
  writeCached(join(file, 'below'), 'key', block);
  expect(readCached(join(file, 'below'), 'key')).toBeNull();
});

test('the key depends on everything that the model depends on', () => {
  const keys = [
    cacheKey('a', 1, OPTIONS), cacheKey('b', 1, OPTIONS), cacheKey('a', 0.01, OPTIONS),
    cacheKey('a', 1, { ...OPTIONS, textureSizePx: 128 }), cacheKey('a', 1, { ...OPTIONS, viewLevel: 1 }),
  ];
  expect(new Set(keys).size).toBe(keys.length);
  expect(cacheKey('a', 1, { ...OPTIONS })).toBe(keys[0]);
});

test('the folder: our own variable, then XDG, then the home folder', () => {
  expect(cacheFolder({ SCENEMILL_CACHE: '/a', XDG_CACHE_HOME: '/b' })).toBe('/a');
  expect(cacheFolder({ XDG_CACHE_HOME: '/b' })).toBe(join('/b', 'scenemill'));
  expect(cacheFolder({})).toMatch(/\.cache.scenemill$/);
});
