// Checks that long texts arrive whole, and that a part ends up where it was taken.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { TextFile } from '../../src/formats/text-file.ts';
import { temporaryFolder } from '../support/folder.ts';

test('rows have commas between them; a part is moved, larger than any buffer, and with letters of several bytes', () => {
  const dir = temporaryFolder();
  const [file, part] = [new TextFile(join(dir, 'file')), new TextFile(join(dir, 'part'))];
  file.write('{"a":[');
  const rows = Array.from({ length: 30_000 }, (_, i) => `"${i} ${'咖啡'.repeat(10)}"`);
  for (const row of rows) {
    file.row(row);
    part.row(row);
  }
  file.write('],"b":[');
  file.take(part);
  file.write('],"c":[]}');
  file.close();
  const wanted = rows.map((row) => JSON.parse(row) as string);
  expect(JSON.parse(readFileSync(file.path, 'utf8'))).toEqual({ a: wanted, b: wanted, c: [] });
  expect(existsSync(part.path)).toBe(false);
});
