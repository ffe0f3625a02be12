/** Checks that the reader composes samples from members in any order, and only from the wanted members. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openDataset, readSamples, type Wanted } from '../../src/dataset/reader.ts';
import { END_OF_ARCHIVE, tarMember } from '../../src/dataset/tar.ts';
import { temporaryFolder } from '../support/folder.ts';

/** Writes a dataset of shards, each a list of member names; a member's content is its own name. */
async function datasetOf(...shards: string[][]) {
  const dir = temporaryFolder();
  mkdirSync(join(dir, 'shards'));
  for (const [i, names] of shards.entries())
    writeFileSync(join(dir, 'shards', `${i}.tar`), Buffer.concat([...names.map((name) => tarMember(name, Buffer.from(JSON.stringify(name)))), END_OF_ARCHIVE]));
  writeFileSync(join(dir, 'dataset.json'), JSON.stringify({
    format: 1, generator: 'g', configSha256: 'c', categories: [], shards: shards.map((names, i) => ({ name: String(i), first: 0, samples: names.length })),
  }));
  return openDataset(dir);
}

const SHARDS = [['1.json', '1.jpg', '12.jpg', '12.json', '12.a.png'], ['2.a.png', '2.json'], [], ['3.json', '3.scene.json']];

async function read(wanted: Wanted, keep?: (key: string) => boolean): Promise<unknown[]> {
  return [...readSamples(await datasetOf(...SHARDS), wanted, keep)].map(({ key, shard, record, members }) => [key, shard.name, record, [...members].map(([suffix, bytes]) => `${suffix} ${bytes.toString()}`)]);
}

test('members are put together by their keys; those that are not wanted are left out', async () => {
  expect(await read([])).toEqual([['1', '0', '1.json', []], ['12', '0', '12.json', []], ['2', '1', '2.json', []], ['3', '3', '3.json', []]]);
  expect(await read(['a.png', 'jpg'])).toEqual([
    ['1', '0', '1.json', ['jpg "1.jpg"']], ['12', '0', '12.json', ['jpg "12.jpg"', 'a.png "12.a.png"']], ['2', '1', '2.json', ['a.png "2.a.png"']], ['3', '3', '3.json', []],
  ]);
  expect((await read('all')).at(-1)).toEqual(['3', '3', '3.json', ['scene.json "3.scene.json"']]);
  expect(await read('all', (key) => key === '1' || key === '2')).toEqual([['1', '0', '1.json', ['jpg "1.jpg"']], ['2', '1', '2.json', ['a.png "2.a.png"']]]);
});

test('a sample without a record is refused', async () => {
  const dataset = await datasetOf(['1.json', '2.jpg', '3.json']);
  expect(() => [...readSamples(dataset, [])]).toThrow(/0.tar: sample 2 has no record; wanted a member 2.json/);
});
