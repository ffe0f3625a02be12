/** Checks KITTI exports with torchvision, and by projecting the 3D boxes. */
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { BUILTIN_VERSION, builtinNames } from '../../src/assets/procedural/builtin.ts';
import { exportDataset } from '../../src/export.ts';
import { typeName } from '../../src/formats/kitti.ts';
import { yawBox } from '../../src/formats/yaw-box.ts';
import { matrixOf } from '../../src/scene/poses.ts';
import { openDataset, readSamples } from '../../src/shards/dataset-reader.ts';
import { CASES, writeDataset } from '../support/dataset.ts';
import { folderOfFile, temporaryFolder } from '../support/folder.ts';
import { generateSmall } from '../support/generated.ts';
import { askPython, findPython } from '../support/python.ts';

const python = findPython('torchvision', 'numpy');
const folder = folderOfFile();
let dir = '';
beforeAll(async () => { dir = await generateSmall(folder); });

// Boxes are taken apart as the development kit's computeBox3D does.
const READER = `
import json, sys, numpy
from torchvision.datasets import Kitti
answer = []
for (image, target), name in zip(data := Kitti(sys.argv[1], train=True), [path.split('/')[-1] for path in data.images]):
    calib = dict(line.split(': ') for line in open(f'{sys.argv[1]}/Kitti/raw/training/calib/{name[:-4]}.txt'))
    P = numpy.array(calib['P2'].split(), float).reshape(3, 4)
    for row in target:
        h, w, l = row['dimensions']
        ry = row['rotation_y']
        R = numpy.array([[numpy.cos(ry), 0, numpy.sin(ry)], [0, 1, 0], [-numpy.sin(ry), 0, numpy.cos(ry)]])
        corners = R @ [[l/2, l/2, -l/2, -l/2, l/2, l/2, -l/2, -l/2], [0, 0, 0, 0, -h, -h, -h, -h], [w/2, -w/2, -w/2, w/2, w/2, -w/2, -w/2, w/2]] + numpy.array(row['location'])[:, None]
        points = P @ numpy.vstack([corners, numpy.ones(8)])
        points = points[:2] / points[2]
        row['projected'] = [*points.min(1), *points.max(1)]
        row['depths'] = [corners[2].min(), corners[2].max()]
    answer.append(dict(name=name, size=image.size, rows=target))
print(json.dumps(answer))`;

interface Row { type: string; truncated: number; occluded: number; alpha: number; bbox: [number, number, number, number]; dimensions: [number, number, number]; location: [number, number, number]; rotation_y: number; projected: [number, number, number, number] }

function readBack(root: string): { name: string; size: number[]; rows: Row[] }[] {
  mkdirSync(join(root, 'Kitti'));
  symlinkSync('../kitti', join(root, 'Kitti/raw'));
  // torchvision takes the images as the folder lists them.
  return askPython<ReturnType<typeof readBack>>(python!, READER, root).sort((a, b) => a.name.localeCompare(b.name));
}

test.skipIf(!python)('torchvision reads the labels, and each 3D box covers its 2D box', async () => {
  const root = temporaryFolder();
  await exportDataset(dir, { format: 'kitti', out: join(root, 'kitti') });
  const seen = readBack(root);
  const samples = [...readSamples(await openDataset(dir), [])];
  expect(seen.length).toBe(samples.length);
  const whole: number[] = [];
  for (const [i, { rows, size }] of seen.entries()) {
    const { instances, width, height } = samples[i]!.record;
    expect(size).toEqual([width, height]);
    expect(rows.map(({ type, bbox }) => [type, ...bbox])).toEqual(instances.map(({ category, bbox: [x, y, w, h] }) => [category, x, y, x + w - 1, y + h - 1]));
    for (const [k, row] of rows.entries()) {
      const [x0, y0, x1, y1] = row.projected;
      // Vertices are snapped to 1/256 px.
      expect(Math.min(row.bbox[0] - x0, row.bbox[1] - y0, x1 - row.bbox[2], y1 - row.bbox[3]), JSON.stringify(row)).toBeGreaterThan(-0.01);
      const { pose, inFrame, visibility, areaFull, box3d } = instances[k]!;
      expect(row.truncated).toBeCloseTo(1 - inFrame, 5);
      // Metric: the box's volume is at least that of the mesh's own box turned, and near it in size.
      expect(Math.max(...row.dimensions)).toBeLessThan(Math.hypot(...box3d.size) / pose.scale + 1e-6);
      expect(row.alpha).toBeCloseTo(Math.atan2(Math.sin(row.rotation_y - Math.atan2(row.location[0], row.location[2])), Math.cos(row.rotation_y - Math.atan2(row.location[0], row.location[2]))), 4);
      if (visibility === 1) whole.push(((x1 - x0) * (y1 - y0)) / areaFull);
    }
  }
  expect(whole.length).toBeGreaterThan(3);
  // It is a box around the object, not around half the image: a sphere fills 0.785 of a square.
  expect(Math.min(...whole)).toBeLessThan(2);
  expect(readFileSync(join(root, 'kitti/ImageSets/trainval.txt'), 'utf8')).toBe(samples.map(({ key }) => `${key}\n`).join(''));
});

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
  await expect(exportDataset(data, { format: 'kitti', out, assets: join(folder, 'foreground') })).rejects.toThrow(/are not in .*foreground; wanted/);
  await expect(exportDataset(data, { format: 'kitti', out, assets: join(folder, 'none') })).rejects.toThrow(/are not in .*none; wanted/);
  await exportDataset(dir, { format: 'kitti', out, images: false, assets: join(folder, 'foreground') });
  expect(readdirSync(join(out, 'training')).sort()).toEqual(['calib', 'label_2']);
});

test('built-in models need no folder; ignored instances are DontCare; an image without instances has an empty file', async () => {
  const [data, out] = [temporaryFolder(), join(temporaryFolder(), 'kitti')];
  const name = builtinNames('foreground')[0]!;
  const cases = [CASES[0]!, CASES[1]!, { ...CASES[1]!, changes: [{ ignore: true }] }];
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
