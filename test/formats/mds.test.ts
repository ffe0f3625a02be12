/** Checks MDS exports with a reader in Python, written from the format's own. */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { encodePng16 } from '../../src/encode/png.ts';
import { exportDataset } from '../../src/formats/export.ts';
import type { ImageRecord } from '../../src/labels/record.ts';
import { AWKWARD, CASES, idsOf, writeDataset } from '../support/dataset.ts';
import { temporaryFolder } from '../support/folder.ts';
import { askPython, findPython } from '../support/python.ts';

const python = findPython('numpy', 'PIL');

// Offsets stand after the number of samples; a sample begins with the sizes of its columns.
const READER = `
import hashlib, io, json, struct, sys, numpy
from PIL import Image
decode = dict(str=bytes.decode, json=json.loads, bytes=lambda data: len(data), jpeg=lambda data: [*Image.open(io.BytesIO(data)).size, hashlib.sha256(data).hexdigest()], png=lambda data: numpy.asarray(Image.open(io.BytesIO(data))).tolist())
index = json.load(open(f'{sys.argv[1]}/index.json'))
assert index['version'] == 2
answer = []
for shard in index['shards']:
    assert shard['format'] == 'mds' and shard['version'] == 2 and shard['compression'] is None and shard['zip_data'] is None and set(shard['column_sizes']) == {None}
    assert shard['column_names'] == sorted(shard['column_names'])
    data = open(f"{sys.argv[1]}/{shard['raw_data']['basename']}", 'rb').read()
    assert len(data) == shard['raw_data']['bytes'] <= shard['size_limit']
    count, = struct.unpack_from('<I', data)
    assert count == shard['samples']
    offsets = struct.unpack_from(f'<{count + 1}I', data, 4)
    assert offsets[-1] == len(data)
    config = json.loads(data[4 + 4 * (count + 1):offsets[0]])
    assert all(shard[key] == value for key, value in config.items())
    for begin, end in zip(offsets, offsets[1:]):
        at = begin + 4 * len(shard['column_names'])
        sample = {}
        for name, encoding, size in zip(shard['column_names'], shard['column_encodings'], struct.unpack_from(f"<{len(shard['column_names'])}I", data, begin)):
            sample[name] = decode[encoding](data[at:at + size]); at += size
        assert at == end
        answer.append(sample)
print(json.dumps(answer))`;

test.skipIf(!python)('every member comes back', async () => {
  const [dir, out] = [temporaryFolder(), join(temporaryFolder(), 'mds')];
  const records = await writeDataset(dir, CASES, { categories: ['one', AWKWARD, 'three'], masks: 'instances', extra: () => ({ 'depth.npy': new Uint8Array(77) }) });
  await exportDataset(dir, { format: 'mds', out });
  const seen = askPython<Record<string, unknown>[]>(python!, READER, out);
  const imageHash = (i: number): string => execFileSync('sh', ['-c', `tar -xOf ${join(dir, `shards/00000${Math.floor(i / 2)}.tar`)} ${records[i]!.key}.jpg | sha256sum`], { encoding: 'utf8' }).slice(0, 64);
  expect(seen).toEqual(records.map((record, i) => ({ key: record.key, record, image: [record.width, record.height, imageHash(i)], 'instances.png': idsOf(CASES[i]!), 'depth.npy': 77 })));
  expect(JSON.parse(readFileSync(join(out, 'index.json'), 'utf8'))).toMatchObject({ generator: 'scenemill 9.8.7', config_sha256: 'c0ffee'.padEnd(64, '0') });
});

test.skipIf(!python)('shards end at their limit; images may be left out; splits are folders', async () => {
  const [dir, out] = [temporaryFolder(), join(temporaryFolder(), 'mds')];
  // Two of these fit below 64 MiB.
  const bytes = new Uint8Array(30_000_000);
  await writeDataset(dir, Array.from({ length: 3 }, () => CASES[1]!), { extra: () => ({ 'depth.npy': bytes }) });
  await exportDataset(dir, { format: 'mds', out, images: false });
  expect(readdirSync(out)).toEqual(['index.json', 'shard.00000.mds', 'shard.00001.mds']);
  const seen = askPython<Record<string, unknown>[]>(python!, READER, out);
  expect(seen.map((sample) => [sample.key, sample['depth.npy'], Object.keys(sample)])).toEqual(seen.map((_, i) => [`00000000${i}`, bytes.length, ['depth.npy', 'key', 'record']]));
  expect(seen.length).toBe(3);
});

test.skipIf(!python)('several datasets share their ids of classes, in the record and in the plane; other members keep their bytes', async () => {
  const [a, b, out] = [temporaryFolder(), temporaryFolder(), join(temporaryFolder(), 'mds')];
  const plane = await encodePng16(Uint16Array.of(0, 1, 2, 3), 2, 2);
  const drawn = { rows: ['1.', '22'], categories: [1, 3] };
  const extra = () => ({ 'semantic.png': plane, 'depth.npy': new Uint8Array(7) });
  await writeDataset(a, [drawn], { config: 'a', categories: ['cat', 'dog', 'eel'], extra });
  await writeDataset(b, [drawn], { config: 'b', categories: ['eel', 'ant', 'dog'], extra });
  await exportDataset([a, b], { format: 'mds', out });
  const seen = askPython<{ key: string; record: ImageRecord; 'semantic.png': number[][] }[]>(python!, READER, out);
  expect(seen.map((sample) => [sample.key, sample.record.key, sample.record.index])).toEqual([['000000000', '000000000', 0], ['000000001', '000000001', 1]]);
  // Together: ant 1, cat 2, dog 3, eel 4.
  expect(seen.map(({ record: { instances } }) => instances.map(({ category, categoryId }) => `${category} ${categoryId}`))).toEqual([['cat 2', 'eel 4'], ['eel 4', 'dog 3']]);
  expect(seen.map((sample) => sample['semantic.png'])).toEqual([[[0, 2], [3, 4]], [[0, 4], [1, 3]]]);
  await writeDataset(b, [drawn], { config: 'b', extra: () => ({ 'semantic.png': plane, 'depth.npy': plane, 'normals.png': plane }) });
  await expect(exportDataset([a, b], { format: 'mds', out: `${out}2` })).rejects.toThrow('sample 000000001 has normals.png, but the first one has not; wanted the same members in all samples');
});

test('splits are folders; an empty dataset has no shard; members must not change', async () => {
  const [dir, out, empty] = [temporaryFolder(), join(temporaryFolder(), 'parts'), join(temporaryFolder(), 'empty')];
  await writeDataset(dir, Array.from({ length: 22 }, () => CASES[1]!));
  await exportDataset(dir, { format: 'mds', out, split: 'train=0.9,val=0.1' });
  expect(readdirSync(out).sort()).toEqual(['train', 'val']);
  expect((JSON.parse(readFileSync(join(out, 'val/index.json'), 'utf8')) as { shards: object[] }).shards).toMatchObject([{ samples: 3 }]);
  const nothing = temporaryFolder();
  await writeDataset(nothing, []);
  await exportDataset(nothing, { format: 'mds', out: empty });
  expect(JSON.parse(readFileSync(join(empty, 'index.json'), 'utf8'))).toMatchObject({ version: 2, shards: [] });
  const mixed = temporaryFolder();
  await writeDataset(mixed, CASES, { extra: ({ index }): Record<string, Uint8Array> => (index === 0 ? { 'normals.png': new Uint8Array(3) } : {}) });
  await expect(exportDataset(mixed, { format: 'mds', out: join(out, 'mixed') })).rejects.toThrow('sample 000000001 has no normals.png, but the first one has');
});
