// Checks that archives of other programs are read, with members of any size, and that unwanted members are skipped.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { tarMembers } from '../../src/dataset/tar-reader.ts';
import { temporaryFolder } from '../support/folder.ts';

const contents = (path: string, wants: (name: string) => boolean = () => true) =>
  [...tarMembersCopied(path, wants)];

function* tarMembersCopied(path: string, wants: (name: string) => boolean) {
  for (const { name, sizeBytes, bytes } of tarMembers(path, wants)) yield { name, sizeBytes, bytes: bytes && Buffer.from(bytes) };
}

test('an archive of GNU tar, with members larger than a block of reading', () => {
  const dir = temporaryFolder();
  const files = { empty: 0, one: 1, block: 512, odd: 513, large: 3_000_001, after: 70_000, last: 2_097_152 };
  const bytesOf = (size: number) => Buffer.from(new Uint8Array(size).map((_, i) => (i * 7) % 251));
  for (const [name, size] of Object.entries(files)) writeFileSync(join(dir, name), bytesOf(size));
  execFileSync('tar', ['--format=pax', '--pax-option=comment:=hello', '-cf', 'a.tar', ...Object.keys(files)], { cwd: dir });
  const members = contents(join(dir, 'a.tar'));
  expect(members.map(({ name, sizeBytes }) => [name, sizeBytes])).toEqual(Object.entries(files));
  for (const { name, bytes } of members) expect(bytes!.equals(bytesOf(files[name as keyof typeof files])), name).toBe(true);
  const some = contents(join(dir, 'a.tar'), (name) => name === 'after');
  expect(some.filter(({ bytes }) => bytes).map(({ name }) => name)).toEqual(['after']);
  expect(some.find(({ name }) => name === 'after')!.bytes!.equals(bytesOf(files.after))).toBe(true);
});

test('what is no archive, or not a whole one, is refused', () => {
  const path = join(temporaryFolder(), 'a.tar');
  writeFileSync(path, 'x'.repeat(2000));
  expect(() => contents(path)).toThrow(/a.tar has no header at byte 0; wanted a tar file/);
  writeFileSync(path, '');
  expect(() => contents(path)).toThrow(/a.tar ends at byte 0 in the middle of a member/);
});
