// Checks the project's own rules, which no compiler checks, on the files that git tracks.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { expect, test } from 'vitest';

const MAX_FILE_BYTES = 1_000_000;
const tracked = execFileSync('git', ['ls-files', '-z'], { encoding: 'utf8' })
  .split('\0')
  .filter((path) => path !== '' && existsSync(path));
const sources = tracked.filter((path) => /^(src|shaders)\//.test(path));

/** The lines of the source that match, as `file:line: text`. */
function linesWith(pattern: RegExp): string[] {
  return sources.flatMap((path) =>
    readFileSync(path, 'utf8')
      .split('\n')
      .flatMap((line, i) => (pattern.test(line) ? [`${path}:${i + 1}: ${line.trim()}`] : [])),
  );
}

test('git tracks the sources', () => {
  expect(sources.length).toBeGreaterThan(0);
});

test('nothing asks to be kept in step by hand: one fact has one home', () => {
  expect(linesWith(/keep.{0,20}in sync|kept in sync|\bTODO\b|\bFIXME\b/i)).toEqual([]);
});

test('no path of one machine stands in the source', () => {
  expect(linesWith(/["'`(\s](\/work\/|\/tmp\/|\/home\/|\/root\/|\/Users\/)/)).toEqual([]);
});

test('every source file starts with a comment that says what it does', () => {
  const bare = sources.filter((path) => /\.(ts|js|wgsl)$/.test(path) && !/^(#!.*\n)?(\/\/|\/\*\*?) ?\S/.test(readFileSync(path, 'utf8')));
  expect(bare).toEqual([]);
});

test('no limit under five minutes decides a result: machines differ by a factor of ten', () => {
  const LIMIT = /(?:\w*[tT]imeout|PATIENCE_MS)(?::| =) ([\d_]+)\b(?! \*)|^\}, ([\d_]+)\);/gm;
  const short = tracked
    .filter((path) => /^(src|test|\.config)\/.*\.(ts|mjs|js)$/.test(path))
    .flatMap((path) => [...readFileSync(path, 'utf8').matchAll(LIMIT)].map(([text, named, last]) => ({ path, text, ms: Number((named ?? last)!.replaceAll('_', '')) })))
    .filter(({ ms }) => ms < 300_000);
  expect(short).toEqual([]);
});

test('git tracks no large file', () => {
  expect(tracked.filter((path) => statSync(path).size > MAX_FILE_BYTES)).toEqual([]);
});
