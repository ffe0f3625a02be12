// Checks tar members against GNU tar, Python's tarfile and tar-stream.
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import fc from 'fast-check';
import { extract } from 'tar-stream';
import { expect, test } from 'vitest';
import { END_OF_ARCHIVE, tarMember } from '../../src/dataset/tar.ts';
import { temporaryFolder } from '../support/folder.ts';
import { askPython, findPython } from '../support/python.ts';

const python = findPython('tarfile', 'json');
const hasGnuTar = spawnSync('tar', ['--version'], { encoding: 'utf8' }).stdout?.startsWith('tar (GNU tar)') ?? false;
if (!hasGnuTar) process.stderr.write('skipped: no GNU tar\n');

const MEMBERS: [name: string, bytes: Buffer][] = [
  ['000000000.jpg', Buffer.from('x'.repeat(700))],
  ['000000000.json', Buffer.from('{"id":1}')],
  ['000000001.jpg', Buffer.alloc(512, 7)],
  ['empty', Buffer.alloc(0)],
  ['n'.repeat(100), Buffer.from([0, 255, 10])],
];

const archiveOf = (members: [string, Uint8Array][]): Buffer =>
  Buffer.concat([...members.map(([name, bytes]) => tarMember(name, bytes)), END_OF_ARCHIVE]);

test.skipIf(!hasGnuTar)('the bytes are those of GNU tar, but for what its versions differ in', () => {
  const folder = temporaryFolder();
  for (const [name, bytes] of MEMBERS) writeFileSync(join(folder, name), bytes);
  execFileSync(
    'tar',
    [
      '--create',
      '--file=gnu.tar',
      '--format=ustar',
      '--blocking-factor=1',
      '--mtime=@0',
      '--owner=0',
      '--group=0',
      '--numeric-owner',
      '--mode=0644',
      ...MEMBERS.map(([name]) => name),
    ],
    { cwd: folder },
  );
  expect(comparable(archiveOf(MEMBERS)).equals(comparable(readFileSync(join(folder, 'gnu.tar'))))).toBe(true);
});

/** Without the device numbers, which GNU tar fills for files up to 1.34 and leaves empty from 1.35 on, and the checksum over them. */
function comparable(archive: Buffer): Buffer {
  for (let header = 0; archive[header];) {
    archive.fill(0, header + 329, header + 345);
    archive.fill(0, header + 148, header + 156);
    const sizeBytes = parseInt(archive.toString('latin1', header + 124, header + 135), 8);
    header += 512 * (1 + Math.ceil(sizeBytes / 512));
  }
  return archive;
}

test.skipIf(!hasGnuTar)('GNU tar lists it without a complaint', () => {
  const path = join(temporaryFolder(), 'ours.tar');
  writeFileSync(path, archiveOf(MEMBERS.slice(0, 2)));
  const { stdout, stderr } = spawnSync('tar', ['tvf', path], { encoding: 'utf8', env: { ...process.env, TZ: 'UTC' } });
  expect(stderr).toBe('');
  expect(
    stdout
      .trim()
      .split('\n')
      .map((line) => line.replace(/\s+/g, ' ')),
  ).toEqual(['-rw-r--r-- 0/0 700 1970-01-01 00:00 000000000.jpg', '-rw-r--r-- 0/0 8 1970-01-01 00:00 000000000.json']);
});

test.skipIf(!python)("Python's tarfile reads names, facts and bytes", () => {
  const path = join(temporaryFolder(), 'ours.tar');
  writeFileSync(path, archiveOf(MEMBERS));
  const seen = askPython(
    python!,
    `
import json, sys, tarfile
with tarfile.open(sys.argv[1], 'r:', errorlevel=2) as tar:
    print(json.dumps([[m.name, m.mode, m.uid, m.gid, m.mtime, m.isfile(), tar.extractfile(m).read().hex()] for m in tar]))`,
    path,
  );
  expect(seen).toEqual(MEMBERS.map(([name, bytes]) => [name, 0o644, 0, 0, 0, true, bytes.toString('hex')]));
});

test('any members come back through tar-stream, in whole blocks', async () => {
  const member = fc.tuple(fc.string({ unit: fc.constantFrom(...'az09._-'), minLength: 1, maxLength: 100 }), fc.uint8Array({ maxLength: 1100 }));
  await fc.assert(
    fc.asyncProperty(fc.array(member, { maxLength: 4 }), async (members) => {
      const archive = archiveOf(members);
      expect(archive.length % 512).toBe(0);
      const reader = extract();
      Readable.from([archive]).pipe(reader);
      const seen: [string, Uint8Array][] = [];
      for await (const entry of reader) {
        const chunks: Buffer[] = [];
        for await (const chunk of entry) chunks.push(chunk as Buffer);
        seen.push([entry.header.name, new Uint8Array(Buffer.concat(chunks))]);
      }
      expect(seen).toEqual(members.map(([name, bytes]) => [name, new Uint8Array(bytes)]));
    }),
    { numRuns: 50 },
  );
});

test('names that a header cannot hold are refused', () => {
  for (const name of ['', 'n'.repeat(101), 'größe.jpg', 'a\nb']) expect(() => tarMember(name, new Uint8Array(0))).toThrow('tar: member name');
});
