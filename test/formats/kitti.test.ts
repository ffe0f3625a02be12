/** Checks KITTI's upright boxes, names and refusals; geometry.test.ts reads whole exports. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { BUILTIN_VERSION, builtinNames } from '../../src/assets/procedural/builtin-models.ts';
import { exportDataset } from '../../src/formats/export.ts';
import { typeName } from '../../src/formats/kitti.ts';
import { yawBox } from '../../src/formats/yaw-box.ts';
import { matrixOf } from '../../src/geometry/poses.ts';
import { CASES, writeDataset } from '../support/dataset.ts';
import { folderOfFile, temporaryFolder } from '../support/folder.ts';
import { writeSmallAssets } from '../support/models.ts';

const assets = join(folderOfFile(), 'foreground');
beforeAll(() => writeSmallAssets(dirname(assets)));

test('the upright box holds all points, touches them on six sides, and is no larger than at any other angle', () => {
  const points = fc.array(fc.tuple(fc.integer({ min: -50, max: 50 }), fc.integer({ min: -50, max: 50 }), fc.integer({ min: -50, max: 50 })), { minLength: 1, maxLength: 12 });
  const rotations = fc.tuple(fc.integer({ min: -9, max: 9 }), fc.integer({ min: -9, max: 9 }), fc.integer({ min: -9, max: 9 }), fc.integer({ min: 1, max: 9 }));
  fc.assert(fc.property(points, rotations, ([...list], [x, y, z, w]) => {
    const norm = Math.hypot(w, x, y, z);
    const rotation = matrixOf([w / norm, x / norm, y / norm, z / norm]);
    const box = yawBox(Float64Array.from(list.flat()), rotation, [1, 2, 300]);
    const placed = list.map(([px, py, pz]) => [0, 3, 6].map((row, axis) => rotation[row]! * px + rotation[row + 1]! * py + rotation[row + 2]! * pz + [1, 2, 300][axis]!) as [number, number, number]);
    const spans = (angle: number) => {
      const [c, s] = [Math.cos(angle), Math.sin(angle)];
      const along = placed.map(([X, , Z]) => c * (X - box.location[0]) - s * (Z - box.location[2]));
      const across = placed.map(([X, , Z]) => s * (X - box.location[0]) + c * (Z - box.location[2]));
      return [Math.min(...along), Math.max(...along), Math.min(...across), Math.max(...across)] as const;
    };
    const [a0, a1, b0, b1] = spans(box.rotationY);
    for (const [actual, wanted] of [[a0, -box.length / 2], [a1, box.length / 2], [b0, -box.width / 2], [b1, box.width / 2]] as const) expect(actual).toBeCloseTo(wanted, 8);
    expect(Math.max(...placed.map(([, Y]) => Y))).toBeCloseTo(box.location[1], 8);
    expect(Math.min(...placed.map(([, Y]) => Y))).toBeCloseTo(box.location[1] - box.height, 8);
    for (let angle = 0; angle < Math.PI / 2; angle += 0.05) {
      const [c0, c1, d0, d1] = spans(angle);
      expect((c1 - c0) * (d1 - d0)).toBeGreaterThan(box.length * box.width - 1e-6);
    }
  }));
});

test('names without spaces; DontCare is no class', () => {
  expect(typeName('a "b" 50%\n咖啡')).toBe('a%20"b"%2050%25%0A咖啡');
  expect(typeName('DontCare')).toBe('%44ontCare');
});

test('models that are missing are named; images may be left out', async () => {
  const [data, out] = [temporaryFolder(), join(temporaryFolder(), 'kitti')];
  await writeDataset(data, CASES);
  await expect(exportDataset(data, { format: 'kitti', out })).rejects.toThrow(/3 of the dataset's models are not in the built-in models .*; wanted --assets with the folder of its foreground models\n  one: no such model\n/);
  await expect(exportDataset(data, { format: 'kitti', out, assets })).rejects.toThrow(/are not in .*foreground; wanted/);
  await expect(exportDataset(data, { format: 'kitti', out, assets: join(assets, 'none') })).rejects.toThrow(/are not in .*none; wanted/);
  await writeDataset(join(data, 'other'), CASES, { categories: ['ball', 'carton', 'corner'] });
  await expect(exportDataset(join(data, 'other'), { format: 'kitti', out, assets })).rejects.toThrow(/ball: .*ball.glb is another model than the one that was drawn\n/);
  expect(existsSync(out)).toBe(false);
  await writeDataset(join(data, 'more'), CASES, { categories: ['ball', 'carton', 'corner'], models: assets });
  await exportDataset(join(data, 'more'), { format: 'kitti', out, images: false, assets });
  expect(readdirSync(join(out, 'training')).sort()).toEqual(['calib', 'label_2']);
  expect(readFileSync(join(out, 'ImageSets/trainval.txt'), 'utf8').split('\n').length).toBe(6);
});

test('built-in models need no folder; ignored instances are DontCare; an image without instances has an empty file', async () => {
  const [data, out] = [temporaryFolder(), join(temporaryFolder(), 'kitti')];
  const name = builtinNames('foreground')[0]!;
  const cases = [CASES[0]!, CASES[1]!, { ...CASES[1]!, changes: [{ ignore: true as const }] }];
  await writeDataset(data, cases, { categories: [name] });
  const path = join(data, 'dataset.json');
  const sha256 = createHash('sha256').update(`builtin ${BUILTIN_VERSION} ${name}`).digest('hex');
  writeFileSync(path, readFileSync(path, 'utf8').replace('0'.repeat(64), sha256));
  await exportDataset(data, { format: 'kitti', out });
  const lines = ['000000000', '000000001', '000000002'].map((key) => readFileSync(join(out, `training/label_2/${key}.txt`), 'utf8'));
  expect(lines[0]).toBe('');
  expect(lines[1]).toMatch(new RegExp(`^${name} 0 0 \\S+ 4 2 4 2( \\S+){7}\n$`));
  expect(lines[2]).toBe('DontCare -1 -1 -10 4 2 4 2 -1 -1 -1 -1000 -1000 -1000 -10\n');
  expect(readFileSync(join(out, 'training/calib/000000001.txt'), 'utf8')).toMatch(/^P0: 10 0 2 0 0 10 1 0 0 0 1 0\n/);
});
