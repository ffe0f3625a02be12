// Checks that small files are written whole, and that failures leave no partial file.
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { writeFileAtomic } from '../../src/dataset/atomic-file.ts';
import { temporaryFolder } from '../support/folder.ts';

test('a file is made or replaced, and nothing stays beside it', async () => {
  const dir = temporaryFolder();
  const path = join(dir, 'dataset.json');
  writeFileSync(path, 'a longer text from before');
  await writeFileAtomic(path, '{}\n');
  expect(readFileSync(path, 'utf8')).toBe('{}\n');
  expect(readdirSync(dir)).toEqual(['dataset.json']);
});

test('writers at the same moment leave one whole file', async () => {
  const dir = temporaryFolder();
  const texts = Array.from({ length: 8 }, (_, i) => String(i).repeat(100_000));
  await Promise.all(texts.map((text) => writeFileAtomic(join(dir, 'f'), text)));
  expect(texts).toContain(readFileSync(join(dir, 'f'), 'utf8'));
  expect(readdirSync(dir)).toEqual(['f']);
});

test('where the target cannot be replaced, the attempt leaves nothing', async () => {
  const dir = temporaryFolder();
  mkdirSync(join(dir, 'taken'));
  await expect(writeFileAtomic(join(dir, 'taken'), 'x')).rejects.toThrow();
  expect(readdirSync(dir)).toEqual(['taken']);
});
