// Checks that shards are whole or absent.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { END_OF_ARCHIVE, tarMember } from '../../src/dataset/tar.ts';
import { ShardWriter } from '../../src/dataset/shard-writer.ts';
import { temporaryFolder } from '../support/folder.ts';

test('a finished shard holds its members in order and says its size and hash', async () => {
  const dir = temporaryFolder();
  const writer = await ShardWriter.open(dir, '000007');
  const big = new Uint8Array(1_500_000).map((_, i) => i % 251);
  // Without waiting: the order of the calls is the order in the file.
  await Promise.all([writer.add('000007000.jpg', big), writer.add('000007000.json', Buffer.from('{}'))]);
  expect(readdirSync(dir).sort()).toEqual(['000007.lock', '000007.tar.partial']);
  const { bytes, sha256 } = await writer.finish();

  const file = readFileSync(join(dir, '000007.tar'));
  expect(file.equals(Buffer.concat([tarMember('000007000.jpg', big), tarMember('000007000.json', Buffer.from('{}')), END_OF_ARCHIVE]))).toBe(true);
  expect(bytes).toBe(file.length);
  expect(sha256).toBe(createHash('sha256').update(file).digest('hex'));
  expect(readdirSync(dir)).toEqual(['000007.tar']);
});

test('a shard without members is an empty archive', async () => {
  const dir = temporaryFolder();
  const { bytes } = await (await ShardWriter.open(dir, '0')).finish();
  expect(bytes).toBe(1024);
  expect(readFileSync(join(dir, '0.tar')).equals(END_OF_ARCHIVE)).toBe(true);
});

test('an aborted shard leaves nothing, not even after a failed member', async () => {
  const dir = temporaryFolder();
  const writer = await ShardWriter.open(dir, '0');
  await writer.add('a', new Uint8Array(3));
  await expect(writer.add('ö', new Uint8Array(3))).rejects.toThrow('tar: member name');
  await expect(writer.finish()).rejects.toThrow('tar: member name');
  await writer.abort();
  expect(readdirSync(dir)).toEqual([]);
});

test('a partial file that a killed run left is written over', async () => {
  const dir = temporaryFolder();
  writeFileSync(join(dir, '0.tar.partial'), 'x'.repeat(9000));
  const { bytes } = await (await ShardWriter.open(dir, '0')).finish();
  expect(bytes).toBe(1024);
  expect(readFileSync(join(dir, '0.tar')).length).toBe(1024);
  expect(existsSync(join(dir, '0.tar.partial'))).toBe(false);
});

test('one shard has one writer; another shard is free', async () => {
  const dir = temporaryFolder();
  const first = await ShardWriter.open(dir, '0');
  await expect(ShardWriter.open(dir, '0')).rejects.toThrow(/^lock: .*0\.lock is held by process \d+/);
  const other = await ShardWriter.open(dir, '1');
  await other.abort();
  await first.finish();
  await (await ShardWriter.open(dir, '0')).abort();
  expect(readdirSync(dir)).toEqual(['0.tar']);
});

test('a shard that cannot be opened leaves no lock', async () => {
  const dir = temporaryFolder();
  mkdirSync(join(dir, '0.tar.partial'));
  await expect(ShardWriter.open(dir, '0')).rejects.toThrow('EISDIR');
  expect(readdirSync(dir)).toEqual(['0.tar.partial']);
  await expect(ShardWriter.open(join(dir, 'none'), '0')).rejects.toThrow('ENOENT');
});
