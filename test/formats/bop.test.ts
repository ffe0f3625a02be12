/** Checks BOP's planes and refusals; geometry.test.ts draws the models. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { encodeRleString } from '../../src/labels/coco-rle.ts';
import { encodeNpy } from '../../src/encode/npy.ts';
import { END_OF_ARCHIVE, tarMember } from '../../src/dataset/tar.ts';
import { tarMembers } from '../../src/dataset/tar-reader.ts';
import { encodePng16 } from '../../src/encode/png.ts';
import { exportDataset } from '../../src/formats/export.ts';
import type { ImageRecord } from '../../src/labels/record.ts';
import { BOP_READER, type BopImage } from '../support/bop-reader.ts';
import { CASES, idsOf, writeDataset } from '../support/dataset.ts';
import { folderOfFile, temporaryFolder } from '../support/folder.ts';
import { boxSoup } from '../support/compiled-shapes.ts';
import { writeModel, writeSmallAssets } from '../support/models.ts';
import { askPython, findPython } from '../support/python.ts';

const python = findPython('numpy', 'PIL');
const assets = join(folderOfFile(), 'foreground');
beforeAll(() => writeSmallAssets(dirname(assets)));

async function handmade(extra?: (record: ImageRecord) => Record<string, Uint8Array>, masks: 'rle' | 'none' = 'rle'): Promise<string> {
  const data = temporaryFolder();
  const whole = { size: [3, 5] as [number, number], counts: encodeRleString([0, 15]) };
  const cases = CASES.map((drawn, i) => (i === 1 ? { ...drawn, changes: [{ amodalRle: whole }] } : drawn));
  await writeDataset(data, cases, { categories: ['ball', 'carton', 'corner'], models: assets, masks, ...(extra && { extra }) });
  return data;
}

test.skipIf(!python)('masks and depths come back; depth is divided by the scale of what is seen', async () => {
  const depthOf = ({ width, height }: { width: number; height: number }) => Array.from({ length: width * height }, (_, at) => 300 + 10 * at);
  // Members are asked for at once, PNGs take their time.
  const pngs = new Map<string, Buffer>();
  for (const { rows } of CASES) {
    const size = { width: rows[0]!.length, height: rows.length };
    pngs.set(JSON.stringify(size), await encodePng16(Uint16Array.from(depthOf(size)), size.width, size.height));
  }
  for (const extra of [
    ({ width, height }: ImageRecord) => ({ 'depth.png': pngs.get(JSON.stringify({ width, height }))! }),
    (record: ImageRecord) => ({ 'depth.npy': encodeNpy(Float32Array.from(depthOf(record), (mm) => mm / 1000), [record.height, record.width]) }),
  ]) {
    const out = join(temporaryFolder(), 'bop');
    await exportDataset(await handmade(extra), { format: 'bop', out, assets });
    const seen = askPython<BopImage[]>(python!, BOP_READER, out, 'train', 'planes');
    expect(seen.map(({ ids }) => ids)).toEqual(CASES.map(idsOf));
    expect(seen.map(({ masks }) => masks)).toEqual([0, 15, 0, 0, 0]);
    for (const { ids, depth, scale } of seen) {
      expect(scale).toBe(0.1);
      ids.flat().forEach((id, at) => { expect(depth.flat()[at]).toBeCloseTo((300 + 10 * at) / (id > 0 ? 2 : 1), 3); });
    }
  }
});

test.skipIf(!python)('several datasets: scenes are numbered through; models of one name are two where their meshes differ', async () => {
  const [other, out] = [join(temporaryFolder(), 'foreground'), join(temporaryFolder(), 'bop')];
  await writeSmallAssets(dirname(other));
  await writeModel(join(other, 'ball.glb'), boxSoup(0.3, 0.3, 0.3), [9, 9, 9]);
  const [a, b] = [temporaryFolder(), temporaryFolder()];
  await writeDataset(a, CASES, { config: 'a', categories: ['ball', 'carton', 'corner'], models: assets });
  await writeDataset(b, CASES, { config: 'b', categories: ['ball', 'carton', 'corner'], models: other });
  await exportDataset([a, b], { format: 'bop', out, assets: [other, assets] });
  const seen = askPython<BopImage[]>(python!, BOP_READER, out, 'train', 'planes');
  expect(seen.map(({ scene, image }) => `${Number(scene)}/${image}`)).toEqual(['0/0', '0/1', '1/0', '1/1', '2/0', '3/0', '3/1', '4/0', '4/1', '5/0']);
  const models = JSON.parse(readFileSync(join(out, 'models/models_info.json'), 'utf8')) as Record<string, { name: string; size_x: number }>;
  expect(Object.entries(models).map(([id, { name, size_x: sizeX }]) => [id, name, Math.round(sizeX)])).toEqual([['1', 'ball', 100], ['2', 'carton', 100], ['3', 'corner', 200], ['4', 'ball', 300]]);
  const objectOf = (categoryId: number, isOther: boolean) => (categoryId === 1 && isOther ? 4 : categoryId);
  expect(seen.map(({ objects }) => objects.map(({ id }) => id))).toEqual([...CASES, ...CASES].map(({ categories }, i) => categories.map((id) => objectOf(id, i >= CASES.length))));
  await expect(exportDataset([a, b], { format: 'bop', out: `${out}2`, assets })).rejects.toThrow(`1 of ${b}'s models are not in ${assets}; wanted`);
});

test('an image of a shuffled dataset has its position in the shard as its number', async () => {
  const [data, out] = [await handmade(), join(temporaryFolder(), 'bop')];
  // Shards of two images: exchanges the second image of the first with the first of the second.
  const [first, second] = ['000000', '000001'].map((name) => join(data, 'shards', `${name}.tar`)) as [string, string];
  const members = [first, second].map((path) => [...tarMembers(path, () => true)].map(({ name, bytes }) => tarMember(name, Buffer.from(bytes!))));
  const [a, b, c, d] = [members[0]!.slice(0, 2), members[0]!.slice(2), members[1]!.slice(0, 2), members[1]!.slice(2)];
  writeFileSync(first, Buffer.concat([...a, ...c, END_OF_ARCHIVE]));
  writeFileSync(second, Buffer.concat([...b, ...d, END_OF_ARCHIVE]));
  await exportDataset(data, { format: 'bop', out, assets });
  const numbers = ['000000', '000001', '000002'].map((scene) => Object.keys(JSON.parse(readFileSync(join(out, 'train', scene, 'scene_gt.json'), 'utf8')) as object));
  expect(numbers).toEqual([['0', '1'], ['0', '1'], ['0']]);
});

test('without masks it is refused; without models too; an empty dataset has models only', async () => {
  const out = join(temporaryFolder(), 'bop');
  await expect(exportDataset(await handmade(undefined, 'none'), { format: 'bop', out, assets })).rejects.toThrow('sample 000000001 has no masks, and bop needs them; wanted a dataset made with labels.rle or labels.instances');
  await expect(exportDataset(await handmade(), { format: 'bop', out })).rejects.toThrow('3 of the dataset\'s models are not in the built-in models');
  const empty = temporaryFolder();
  await writeDataset(empty, [], { categories: [] });
  await exportDataset(empty, { format: 'bop', out });
  expect(JSON.parse(readFileSync(join(out, 'models/models_info.json'), 'utf8'))).toEqual({});
  expect(existsSync(join(out, 'train'))).toBe(true);
});

test('models have the frame and the symmetries that the dataset records', async () => {
  const [data, out] = [await handmade(), join(temporaryFolder(), 'bop')];
  const path = join(data, 'dataset.json');
  const dataset = JSON.parse(readFileSync(path, 'utf8')) as { models: { name: string }[] };
  Object.assign(dataset.models.find(({ name }) => name === 'carton')!, {
    frame: { up: 'z', scale: 0.5 },
    symmetries: [{ axis: [0, 1, 0], fold: 2, offset: [0.01, 0, 0] }, { axis: [1, 0, 0], fold: 2, offset: [0, 0, 0] }, { axis: [0, 0, 1], fold: 'continuous', offset: [0, 0.5, 0] }],
  });
  writeFileSync(path, JSON.stringify(dataset));
  await exportDataset(data, { format: 'bop', out, assets });
  const infos = Object.values(JSON.parse(readFileSync(join(out, 'models', 'models_info.json'), 'utf8')) as Record<string, Record<string, unknown>>);
  const [carton, ball] = ['carton', 'ball'].map((wanted) => infos.find(({ name }) => name === wanted)!);
  // The file's 100 x 200 x 60 mm with z up and half as large.
  expect([carton!.size_x, carton!.size_y, carton!.size_z].map((mm) => Math.round(mm as number))).toEqual([50, 30, 100]);
  expect(carton!.symmetries_continuous).toEqual([{ axis: [0, 0, 1], offset: [0, 500, 0] }]);
  const rounded = (carton!.symmetries_discrete as number[][]).map((matrix) => matrix.map((value) => Math.round(1e6 * value) / 1e6 + 0));
  expect(rounded).toEqual([
    [-1, 0, 0, 20, 0, 1, 0, 0, 0, 0, -1, 0, 0, 0, 0, 1],
    [1, 0, 0, 0, 0, -1, 0, 0, 0, 0, -1, 0, 0, 0, 0, 1],
    [-1, 0, 0, 20, 0, -1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1],
  ]);
  expect(Object.keys(ball!).filter((key) => key.startsWith('symmetries'))).toEqual([]);
});
