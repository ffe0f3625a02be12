/** Checks the Python reader: its samples against an export's, its order, its workers, and what it says of damaged data. */
import { readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { END_OF_ARCHIVE, tarMember } from '../../src/dataset/tar.ts';
import { exportDataset } from '../../src/formats/export.ts';
import type { ImageRecord } from '../../src/labels/record.ts';
import { AWKWARD, CASES, type DatasetOptions, type Drawn, idsOf, writeDataset } from '../support/dataset.ts';
import { folderOfFile, temporaryFolder } from '../support/folder.ts';
import { writeSmallAssets } from '../support/models.ts';
import { BINARY } from '../support/program.ts';
import { askPython, findPython } from '../support/python.ts';

const python = findPython('numpy', 'PIL');
const torch = python && findPython('numpy', 'PIL', 'torch');

const READER = fileURLToPath(new URL('../../src/formats/python/scenemill_dataset.py', import.meta.url));
const PROLOGUE = `
import io, json, os, signal, sys
sys.dont_write_bytecode = True
sys.path.insert(0, ${JSON.stringify(dirname(READER))})
import numpy
from PIL import Image
from scenemill_dataset import DatasetError, Sample, ScenemillDataset, batches, open_pipe
def error_of(act):
    try:
        act()
    except DatasetError as error:
        return [error.file.rpartition('/')[2], error.problem, error.wanted, str(error) == f'{error.file}: {error.problem}; wanted {error.wanted}']
def key_of(sample): return sample.key
`;

/** Runs a program, which prints JSON, after the import of the reader. Its import of PyTorch fails, which would take most of the time. */
const ask = <Answer>(program: string, ...args: string[]): Answer => askPython<Answer>(python!, `import sys\nsys.modules['torch'] = None\n${PROLOGUE}${program}`, ...args);
const askWithTorch = <Answer>(program: string, ...args: string[]): Answer => askPython<Answer>(python!, PROLOGUE + program, ...args);

/** Images of one dot each, whose column is the image's index. */
const dots = (count: number): Drawn[] => Array.from({ length: count }, (_, i) => ({ rows: ['.'.repeat(count), '.'.repeat(i) + '1' + '.'.repeat(count - i - 1)], categories: [1 + (i % 3)] }));

async function dataset(images: Drawn[], options: DatasetOptions = {}): Promise<string> {
  const dir = temporaryFolder();
  await writeDataset(dir, images, options);
  return dir;
}

interface Seen {
  key: string;
  image: [number, number];
  samePixels: boolean;
  boxes: number[][];
  labels: number[];
  visibility: number[];
  ignore: boolean[];
  rotation: number[][];
  metric: number[][];
  masks: number[][][];
  kinds: string[];
}

const SAMPLES = `
answer = []
for sample in ScenemillDataset(sys.argv[1]):
    poses = sample.poses
    exported = Image.open(f'{sys.argv[2]}/images/{sample.key}.jpg')
    arrays = [sample.boxes, sample.labels, sample.visibility, sample.ignore, sample.masks]
    answer.append(dict(
        key=sample.key, image=sample.image.size, samePixels=bool((numpy.asarray(sample.image) == numpy.asarray(exported)).all()),
        boxes=sample.boxes.tolist(), labels=sample.labels.tolist(), visibility=sample.visibility.tolist(), ignore=sample.ignore.tolist(),
        rotation=poses.rotation.tolist(), metric=(poses.translation / poses.scale[:, None]).tolist(),
        masks=sample.masks.astype(int).tolist(), kinds=[f'{array.dtype} {array.shape[1:]}' for array in arrays]))
print(json.dumps(answer))`;

interface Coco {
  images: { id: number; file_name: string; width: number; height: number }[];
  annotations: { image_id: number; bbox: number[]; category_id: number; iscrowd: number }[];
  categories: { id: number; name: string }[];
}

test.skipIf(!python)('samples are those of the COCO export, with masks from run lengths and from instances.png', async () => {
  for (const masks of ['rle', 'instances'] as const) {
    const categories = ['one', AWKWARD, 'three'];
    const [dir, out] = [await dataset(CASES, { masks, categories }), join(temporaryFolder(), 'coco')];
    await exportDataset(dir, { format: 'coco', out });
    const coco = JSON.parse(readFileSync(join(out, 'instances.json'), 'utf8')) as Coco;
    const seen = ask<Seen[]>(SAMPLES, dir, out);
    expect(seen.map(({ key, image, boxes, labels, ignore }) => ({ key, image, boxes, labels, ignore }))).toEqual(coco.images.map(({ id, file_name, width, height }) => {
      const own = coco.annotations.filter(({ image_id }) => image_id === id);
      return {
        key: file_name.replace('.jpg', ''), image: [width, height], boxes: own.map(({ bbox }) => bbox), labels: own.map(({ category_id }) => category_id), ignore: own.map(({ iscrowd }) => iscrowd === 1),
      };
    }));
    expect(seen.every(({ samePixels }) => samePixels)).toBe(true);
    expect(seen.map(({ masks: planes }) => planes)).toEqual(CASES.map((drawn) => drawn.categories.map((_, i) => idsOf(drawn).map((row) => row.map((id) => Number(id === i + 1))))));
    expect(seen[2]).toMatchObject({ visibility: [0.5, 1], ignore: [true, false], rotation: [[1, 0, 0, 0], [1, 0, 0, 0]], metric: [[0, 0, 0.5], [0, 0, 0.5]] });
    expect(seen.map(({ kinds }) => kinds)).toEqual(CASES.map(({ rows }) => ['float32 (4,)', 'int64 ()', 'float32 ()', 'bool ()', `bool (${rows.length}, ${rows[0]!.length})`]));
    expect(ask(`print(json.dumps(ScenemillDataset(sys.argv[1]).categories))`, dir)).toEqual(categories);
  }
});

test.skipIf(!python)('a labelBox is the box, and the tight one stays beside it', async () => {
  const dir = await dataset([{ rows: ['.12.'], categories: [1, 2], changes: [{ labelBox: [0.5, 0, 1.25, 1] }] }]);
  expect(ask(`for s in ScenemillDataset(sys.argv[1]): print(json.dumps([s.boxes.tolist(), s.tight_boxes.tolist()]))`, dir)).toEqual([[[0.5, 0, 1.25, 1], [2, 0, 1, 1]], [[1, 0, 1, 1], [2, 0, 1, 1]]]);
});

test.skipIf(!python)('shuffling is a permutation that seed and epoch decide; parts share no sample and differ by one in length', async () => {
  const dir = await dataset(dots(23), { imagesPerShard: 4 });
  const answer = ask<Record<string, string[]> & { parts: string[][]; lengths: number[] }>(`
def keys(epoch=0, **options):
    data = ScenemillDataset(sys.argv[1], buffer=5, transform=key_of, **options)
    data.set_epoch(epoch)
    return list(data)
shards = [f'{sys.argv[1]}/shards/{i:06}.tar' for i in range(6)]
parts = [ScenemillDataset(shards, shuffle=True, buffer=5, transform=key_of, rank=rank, world_size=5) for rank in range(5)]
print(json.dumps(dict(
    plain=keys(), first=keys(shuffle=True), again=keys(shuffle=True), second=keys(1, shuffle=True), seed=keys(shuffle=True, seed=1),
    listed=list(ScenemillDataset(shards, shuffle=True, buffer=5, transform=key_of)), parts=[list(part) for part in parts], lengths=[len(part) for part in parts])))`, dir);
  const { plain, first, again, second, seed, listed, parts, lengths } = answer;
  expect(plain).toEqual(Array.from({ length: 23 }, (_, i) => String(i).padStart(9, '0')));
  expect(again).toEqual(first);
  expect(listed).toEqual(first);
  for (const [a, b] of [[first, plain], [first, second], [first, seed], [second, seed]]) expect(a).not.toEqual(b);
  for (const order of [first, second, seed, parts.flat()]) expect([...order!].sort()).toEqual(plain);
  expect(parts.map((part) => part.length)).toEqual(lengths);
  expect(Math.max(...lengths) - Math.min(...lengths)).toBe(1);
});

test.skipIf(!torch)('two workers in a training loop: each sample once per epoch, in an order of its own', async () => {
  // Three shards, then one: workers share a shard.
  for (const imagesPerShard of [8, 100]) {
    const dir = await dataset(dots(20), { imagesPerShard });
    const { seen, losses, isFinite } = askWithTorch<{ seen: string[][]; losses: number[]; isFinite: boolean }>(`
import torch
def prepare(sample):
    pixels = torch.from_numpy(numpy.asarray(sample.image).copy()).permute(2, 0, 1).float() / 255
    return sample.key, pixels, torch.from_numpy(sample.boxes)[0, 0] / sample.image.width
torch.manual_seed(0)
model = torch.nn.Sequential(torch.nn.Flatten(), torch.nn.Linear(120, 1))
optimizer = torch.optim.SGD(model.parameters(), 0.1)
data = ScenemillDataset(sys.argv[1], shuffle=True, buffer=6, transform=prepare, suffixes=['jpg'])
loader = torch.utils.data.DataLoader(data, batch_size=3, num_workers=2, persistent_workers=True)
seen, losses = [], []
for epoch in range(3):
    data.set_epoch(epoch)
    seen.append([])
    for keys, images, targets in loader:
        loss = ((model(images)[:, 0] - targets) ** 2).mean()
        optimizer.zero_grad(); loss.backward(); optimizer.step()
        seen[-1] += keys; losses.append(loss.item())
print(json.dumps(dict(seen=seen, losses=losses, isFinite=bool(numpy.isfinite(losses).all()))))`, dir);
    const all = Array.from({ length: 20 }, (_, i) => String(i).padStart(9, '0'));
    for (const epoch of seen) expect([...epoch].sort()).toEqual(all);
    expect(new Set(seen.map((epoch) => epoch.join())).size).toBe(3);
    expect([isFinite, losses.length]).toEqual([true, 3 * 8]);
  }
});

test.skipIf(!torch)('a worker that is killed, and one that meets a cut shard, are errors that say so', async () => {
  const dir = await dataset(dots(20), { imagesPerShard: 10 });
  const killed = askWithTorch<string[]>(`
def kill(sample):
    if sample.key.endswith('7'): os.kill(os.getpid(), signal.SIGKILL)
    return sample.key
print(json.dumps(error_of(lambda: list(batches(ScenemillDataset(sys.argv[1], transform=kill), 2, workers=2)))))`, dir);
  expect(killed).toEqual(['DataLoader', expect.stringMatching(/^a worker was killed \(DataLoader worker .*\)$/), expect.stringMatching(/^workers that live/), true]);
  const cut = join(dir, 'shards/000001.tar');
  truncateSync(cut, 9000);
  const errors = askWithTorch<string[][]>(`
data = ScenemillDataset([sys.argv[1]], transform=key_of)
data._shards[0].promised = 10
print(json.dumps([error_of(lambda: list(batches(data, 2, workers=workers))) for workers in (0, 2)]))`, cut);
  expect(errors).toEqual(Array(2).fill(['000001.tar', expect.stringMatching(/^it ends in the middle of 0000000\d\d\.js?\w+, so it was cut$/), 'a whole tar', true]));
});

test.skipIf(!python)('what is damaged is named, with what was wanted', async () => {
  const dir = await dataset(dots(4));
  const shard = join(dir, 'shards/000000.tar');
  const whole = readFileSync(shard);
  const read = `print(json.dumps(error_of(lambda: [sample.boxes for sample in ScenemillDataset([sys.argv[1]])])))`;
  const errorOf = (bytes: Uint8Array) => {
    const path = join(dir, 'damaged.tar');
    writeFileSync(path, bytes);
    return ask<[string, string, string, boolean] | null>(read, path);
  };
  expect(errorOf(whole)).toBe(null);
  for (const bytes of [0, 100, whole.length - 512, whole.length - 1024]) {
    expect(errorOf(whole.subarray(0, bytes))).toEqual(bytes === whole.length - 512 ? null : ['damaged.tar', 'it ends without the two blocks of zeros, so it was cut', 'a whole tar', true]);
  }
  expect(errorOf(whole.subarray(0, 700))).toEqual(['damaged.tar', 'it ends in the middle of 000000000.jpg, so it was cut', 'a whole tar', true]);
  const flipped = Buffer.from(whole);
  flipped[8]! ^= 1; // another name
  expect(errorOf(flipped)).toEqual(['damaged.tar', 'a header is damaged, or there is none where one should be', 'a tar', true]);
  const tar = (members: Record<string, string>) => Buffer.concat([...Object.entries(members).map(([name, text]) => tarMember(name, Buffer.from(text))), END_OF_ARCHIVE]);
  expect(errorOf(tar({ '0.jpg': 'x', '1.json': '{}' }))).toEqual(['damaged.tar', 'sample 0 has no record', 'a member 0.json', true]);
  expect(errorOf(tar({ '0.json': '{"instances":[' }))).toEqual(['damaged.tar: 0.json', expect.stringMatching(/^it is no JSON \(/), 'the record of an image', true]);
  expect(errorOf(tar({ '0.json': '[]' }))).toEqual(['damaged.tar: 0.json', 'it has no instances', 'the record of an image', true]);

  const open = `print(json.dumps(error_of(lambda: ScenemillDataset(sys.argv[1]))))`;
  expect(ask(open, join(dir, 'shards'))).toEqual(['dataset.json', 'it cannot be read (No such file or directory)', expect.stringMatching(/^the folder of a finished dataset/), true]);
  truncateSync(shard, 3000);
  expect(ask(open, dir)).toEqual(['000000.tar', 'it has 3000 bytes, so it was cut or changed', `the ${whole.length} of dataset.json`, true]);
  const bare = await dataset(dots(1), { masks: 'none', images: false });
  expect(ask(`sample, = ScenemillDataset(sys.argv[1])\nprint(json.dumps([error_of(lambda: sample.image), error_of(lambda: sample.masks)]))`, bare)).toEqual([
    ['000000.tar', 'sample 000000000 has no jpg', 'the suffix jpg among those to read', true],
    ['000000.tar', 'sample 000000000 has no instances.png', 'a dataset that was made with labels.rle or labels.instances, for masks', true],
  ]);
});

test.skipIf(!python)('a pipe: shards one after the other, a command that fails, a second reading', async () => {
  const dir = await dataset(dots(5));
  const answer = ask<unknown[]>(`
shards = [f'{sys.argv[1]}/shards/{i:06}.tar' for i in range(3)]
keys = lambda data: [sample.key for sample in data]
whole = open_pipe(['cat', *shards])
once = ScenemillDataset(open(shards[0], 'rb', 0))
first = next(iter(whole)).key
print(json.dumps([
    keys(whole) == keys(whole) == keys(ScenemillDataset(sys.argv[1])), first, keys(once), error_of(lambda: keys(once)),
    error_of(lambda: keys(open_pipe(['sh', '-c', 'cat "$0"; exit 3', shards[0]]))), error_of(lambda: keys(open_pipe(['sh', '-c', 'head -c 3000 "$0"; kill -9 $$', shards[0]]))),
    error_of(lambda: keys(open_pipe(['no such command']))), error_of(lambda: keys(open_pipe(['true'], rank=0, world_size=2)))]))`, dir);
  expect(answer.slice(0, 4)).toEqual([true, '000000000', ['000000000', '000000001'], ['000000.tar', 'it was read before', 'open_pipe, or a file that is opened anew', true]]);
  expect((answer as string[][]).slice(4).map((error) => error[1])).toEqual([
    'it ended with exit code 3, see standard error', 'it ended with signal 9, see standard error', 'it cannot be run (No such file or directory)', '2 workers or ranks would read it',
  ]);
});

const assets = folderOfFile();

test.skipIf(!python)('samples come from generate through a pipe, and its masks equal its planes', async () => {
  await writeSmallAssets(assets);
  const config = join(assets, 'pipe.yaml');
  writeFileSync(config, 'count: 3\nimage: { width: 96, height: 64 }\nassets: { foreground: foreground, background: clutter }\nlabels: { rle: true, instances: true }\noutput: { dir: out }\n');
  process.env.SCENEMILL_CACHE = join(assets, 'cache');
  const seen = ask<{ key: string; image: number[]; masks: boolean; areas: number[]; records: ImageRecord['instances'] }[]>(`
print(json.dumps([dict(
    key=sample.key, image=sample.image.size, areas=sample.masks.sum((1, 2)).tolist(), records=sample.instances,
    masks=all((mask == (sample.plane('instances.png') == instance['id'])).all() for mask, instance in zip(sample.masks, sample.instances)))
    for sample in open_pipe(sys.argv[1:])]))`, process.execPath, BINARY, 'generate', config, '--out', '-');
  expect(seen.map(({ key, image, masks }) => [key, image, masks])).toEqual([0, 1, 2].map((i) => [`00000000${i}`, [96, 64], true]));
  for (const { areas, records } of seen) {
    expect(areas.length).toBeGreaterThan(0);
    expect(areas).toEqual(records.map(({ area }) => area));
  }
});
