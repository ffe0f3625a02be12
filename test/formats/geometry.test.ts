/** Checks that exports keep the geometry: real scenes are exported, read by other programs and projected again. */
import { mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { exportDataset } from '../../src/formats/export.ts';
import { rotate } from '../../src/geometry/poses.ts';
import type { Vec3 } from '../../src/geometry/vectors.ts';
import { openDataset, readSamples, type DatasetSample } from '../../src/dataset/reader.ts';
import { BOP_READER, type BopImage } from '../support/bop-reader.ts';
import { folderOfFile, temporaryFolder } from '../support/folder.ts';
import { generateSmall } from '../support/generated.ts';
import { askPython, findPython } from '../support/python.ts';

const python = findPython('torchvision', 'numpy', 'PIL');
const folder = folderOfFile();
let dir = '';
let samples: DatasetSample[] = [];
beforeAll(async () => {
  dir = await generateSmall(folder);
  samples = [...readSamples(await openDataset(dir), [])];
});

test.skipIf(!python)('models drawn with the exported camera and pose cover their masks', async () => {
  const out = join(temporaryFolder(), 'bop');
  await exportDataset(dir, { format: 'bop', out });
  const seen = askPython<BopImage[]>(python!, BOP_READER, out, 'train');
  expect(seen.map(({ scene, image }) => `${scene}/${image}`)).toEqual(['000000/0', '000000/1', '000001/0', '000001/1']);
  let compared = 0;
  for (const [i, { objects }] of seen.entries()) {
    for (const [k, { name, iou, size, counts, t }] of objects.entries()) {
      const { model, visibility, bboxFull, areaFull, areaAmodal, pose } = samples[i]!.record.instances[k]!;
      expect(name).toBe(model);
      expect(counts).toMatchObject({ bbox_obj: bboxFull, px_count_all: areaFull, px_count_valid: areaAmodal, visib_fract: visibility });
      expect(t[2]).toBeCloseTo((1000 * pose.translation[2]) / pose.scale, 6);
      if (visibility < 1 || size < 60) continue;
      compared++;
      expect(iou, `${name} of ${size} px`).toBeGreaterThan(0.99);
    }
  }
  expect(compared).toBeGreaterThan(3);
  expect(readFileSync(join(out, 'dataset_info.md'), 'utf8')).toMatch(/scenemill \d+\.\d+\.\d+, config [0-9a-f]{64}/);
});

// Boxes are taken apart as the development kit's computeBox3D does.
const KITTI_READER = `
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

function readKitti(root: string): { name: string; size: number[]; rows: Row[] }[] {
  mkdirSync(join(root, 'Kitti'));
  symlinkSync('../kitti', join(root, 'Kitti/raw'));
  // torchvision takes the images as the folder lists them.
  return askPython<ReturnType<typeof readKitti>>(python!, KITTI_READER, root).sort((a, b) => a.name.localeCompare(b.name));
}

test.skipIf(!python)('torchvision reads the labels, and each 3D box covers its 2D box', async () => {
  const root = temporaryFolder();
  await exportDataset(dir, { format: 'kitti', out: join(root, 'kitti') });
  const seen = readKitti(root);
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
      const off = row.alpha - (row.rotation_y - Math.atan2(row.location[0], row.location[2]));
      expect(Math.cos(off)).toBeCloseTo(1, 8);
      expect(Math.abs(row.alpha)).toBeLessThan(3.1416);
      if (visibility === 1) whole.push(((x1 - x0) * (y1 - y0)) / areaFull);
    }
  }
  expect(whole.length).toBeGreaterThan(3);
  // It is a box around the object, not around half the image: a sphere fills 0.785 of a square.
  expect(Math.min(...whole)).toBeLessThan(2);
  expect(readFileSync(join(root, 'kitti/ImageSets/trainval.txt'), 'utf8')).toBe(samples.map(({ key }) => `${key}\n`).join(''));
});

// The corners of a box in Unity's frame, through Unity's projection matrix: the camera looks along -z of OpenGL.
const SOLO_READER = `
import glob, json, sys, numpy
answer = []
for sequence in range(len(glob.glob(f'{sys.argv[1]}/sequence.*'))):
    frame = json.load(open(f'{sys.argv[1]}/sequence.{sequence}/step0.frame_data.json', encoding='utf8'))
    capture = frame['captures'][0]
    width, height = capture['dimension']
    M = numpy.array(capture['matrix']).reshape(3, 3)
    boxes = {value['instanceId']: value for note in capture['annotations'] if note['id'] == 'bounding box' for value in note['values']}
    for value in [value for note in capture['annotations'] if note['id'] == 'bounding box 3D' for value in note['values']]:
        x, y, z, w = value['rotation']
        R = numpy.array([[1-2*(y*y+z*z), 2*(x*y-w*z), 2*(x*z+w*y)], [2*(x*y+w*z), 1-2*(x*x+z*z), 2*(y*z-w*x)], [2*(x*z-w*y), 2*(y*z+w*x), 1-2*(x*x+y*y)]])
        corners = R @ (numpy.array(numpy.meshgrid([-1, 1], [-1, 1], [-1, 1])).reshape(3, 8) * numpy.array(value['size'])[:, None] / 2) + numpy.array(value['translation'])[:, None]
        clip = M @ (corners * [[1], [1], [-1]])
        u, v = (clip[0] / clip[2] + 1) / 2 * width, (1 - clip[1] / clip[2]) / 2 * height
        answer.append(dict(frame=frame['frame'], box=boxes[value['instanceId']]['origin'] + boxes[value['instanceId']]['dimension'], corners=sorted(zip(u.tolist(), v.tolist()))))
print(json.dumps(answer))`;

const NUSCENES_READER = `
import json, sys, numpy
tables = {name: {row['token']: row for row in json.load(open(f'{sys.argv[1]}/v1.0-trainval/{name}.json', encoding='utf8'))} for name in ['sample', 'sample_data', 'calibrated_sensor', 'ego_pose', 'sample_annotation']}
def matrix(q):
    w, x, y, z = q
    return numpy.array([[1-2*(y*y+z*z), 2*(x*y-w*z), 2*(x*z+w*y)], [2*(x*y+w*z), 1-2*(x*x+z*z), 2*(y*z-w*x)], [2*(x*z-w*y), 2*(y*z+w*x), 1-2*(x*x+y*y)]])
answer = []
for data in tables['sample_data'].values():
    camera, ego = tables['calibrated_sensor'][data['calibrated_sensor_token']], tables['ego_pose'][data['ego_pose_token']]
    for note in tables['sample_annotation'].values():
        if note['sample_token'] != data['sample_token']: continue
        width, length, height = note['size']
        corners = numpy.array(numpy.meshgrid([-1, 1], [-1, 1], [-1, 1])).reshape(3, 8) * numpy.array([length, width, height])[:, None] / 2
        corners = matrix(note['rotation']) @ corners + numpy.array(note['translation'])[:, None]
        for pose in (ego, camera):
            corners = matrix(pose['rotation']).T @ (corners - numpy.array(pose['translation'])[:, None])
        points = numpy.array(camera['camera_intrinsic']) @ corners
        answer.append(dict(corners=sorted(zip((points[0] / points[2]).tolist(), (points[1] / points[2]).tolist()))))
print(json.dumps(answer))`;

/** The record's own boxes: eight corners in pixels with centres at +0.5, sorted. */
function ownCorners(): [number, number][][] {
  return samples.flatMap(({ record: { camera: { fx, fy, cx, cy }, instances } }) => instances.map(({ box3d: { center, size, rotation } }) => {
    const corners = [-1, 1].flatMap((a) => [-1, 1].flatMap((b) => [-1, 1].map((c): [number, number] => {
      const [x, y, z] = rotate(rotation, [(a * size[0]) / 2, (b * size[1]) / 2, (c * size[2]) / 2]).map((value, axis) => value + center[axis]!) as Vec3;
      return [(fx * x) / z + cx, (fy * y) / z + cy];
    })));
    return corners.sort((p, q) => p[0] - q[0]);
  }));
}

function expectSame(seen: [number, number][][], offsetPx: number): void {
  const own = ownCorners();
  expect(seen.length).toBe(own.length);
  for (const [i, corners] of own.entries())
    for (const [k, [x, y]] of corners.entries()) {
      expect(seen[i]![k]![0]).toBeCloseTo(x - offsetPx, 6);
      expect(seen[i]![k]![1]).toBeCloseTo(y - offsetPx, 6);
    }
}

test.skipIf(!python)('SOLO: boxes in the left-handed frame fall where the record has them', async () => {
  const out = join(temporaryFolder(), 'solo');
  await exportDataset(dir, { format: 'solo', out });
  const seen = askPython<{ frame: number; box: number[]; corners: [number, number][] }[]>(python!, SOLO_READER, out);
  expect(seen.map(({ box }) => box)).toEqual(samples.flatMap(({ record }) => record.instances.map(({ bbox }) => bbox)));
  expectSame(seen.map(({ corners }) => corners), 0);
});

test.skipIf(!python)('nuScenes: boxes go from the world to the camera by its tables', async () => {
  const out = join(temporaryFolder(), 'nuscenes');
  await exportDataset(dir, { format: 'nuscenes', out, images: false });
  expectSame(askPython<{ corners: [number, number][] }[]>(python!, NUSCENES_READER, out).map(({ corners }) => corners), 0.5);
});
