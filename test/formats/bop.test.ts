/** Checks BOP exports by drawing the PLY models with the exported K, R and t, and by reading every plane back. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { encodeNpy } from '../../src/encode/npy.ts';
import { encodePng16 } from '../../src/encode/png.ts';
import { exportDataset } from '../../src/export.ts';
import { openDataset, readSamples, type LabelledRecord } from '../../src/shards/dataset-reader.ts';
import { CASES, idsOf, writeDataset } from '../support/dataset.ts';
import { folderOfFile, temporaryFolder } from '../support/folder.ts';
import { generateSmall } from '../support/generated.ts';
import { askPython, findPython } from '../support/python.ts';

const python = findPython('numpy', 'PIL');
const folder = folderOfFile();
let dir = '';
beforeAll(async () => { dir = await generateSmall(folder); });

const READER = `
import glob, json, os, sys, numpy
from PIL import Image
root, split = sys.argv[1:3]
def ply(path):
    data = open(path, 'rb').read()
    end = data.index(b'end_header\\n') + 11
    lines = data[:end].decode().splitlines()
    assert lines[:2] == ['ply', 'format binary_little_endian 1.0']
    vertices, faces = [int(line.split()[-1]) for line in lines if line.startswith('element')]
    points = numpy.frombuffer(data, '<f4', 3 * vertices, end).reshape(-1, 3)
    rows = numpy.frombuffer(data, numpy.dtype([('n', 'u1'), ('at', '<i4', 3)]), faces, end + 12 * vertices)
    assert end + 12 * vertices + 13 * faces == len(data) and (rows['n'] == 3).all() and rows['at'].max() < vertices
    return points.astype(float), rows['at']
def draw(points, faces, K, R, t, shape):
    image = points @ numpy.array(R).reshape(3, 3).T + t
    flat = image @ numpy.array(K).reshape(3, 3).T
    flat = flat[:, :2] / flat[:, 2:]
    mask = numpy.zeros(shape, bool)
    for face in faces:
        a, b, c = flat[face]
        x0, y0 = numpy.maximum(numpy.ceil(numpy.minimum(numpy.minimum(a, b), c)), 0).astype(int)
        x1, y1 = numpy.minimum(numpy.floor(numpy.maximum(numpy.maximum(a, b), c)) + 1, [shape[1], shape[0]]).astype(int)
        if x0 >= x1 or y0 >= y1: continue
        ys, xs = numpy.mgrid[y0:y1, x0:x1]
        side = lambda p, q: (q[0] - p[0]) * (ys - p[1]) - (q[1] - p[1]) * (xs - p[0])
        u, v, w = side(a, b), side(b, c), side(c, a)
        mask[y0:y1, x0:x1] |= ((u >= 0) & (v >= 0) & (w >= 0)) | ((u <= 0) & (v <= 0) & (w <= 0))
    return mask, image
models = {int(path[-10:-4]): ply(path) for path in glob.glob(f'{root}/models/obj_*.ply')}
info = json.load(open(f'{root}/models/models_info.json'))
for key, (points, faces) in models.items():
    low, high = points.min(0), points.max(0)
    entry = info[str(key)]
    assert numpy.allclose(low, [entry['min_x'], entry['min_y'], entry['min_z']], atol=1e-3) and numpy.allclose(high - low, [entry['size_x'], entry['size_y'], entry['size_z']], atol=1e-3)
    assert abs(entry['diameter'] - max(numpy.linalg.norm(points - point, axis=1).max() for point in points)) < 1e-3
answer = []
for scene in sorted(os.listdir(f'{root}/{split}')):
    base = f'{root}/{split}/{scene}'
    camera, gt, gt_info = [json.load(open(f'{base}/{name}.json')) for name in ('scene_camera', 'scene_gt', 'scene_gt_info')]
    assert camera.keys() == gt.keys() == gt_info.keys()
    for key in gt:
        rgb = Image.open(f'{base}/rgb/{int(key):06}.jpg')
        seen = numpy.zeros((rgb.height, rgb.width), int)
        depth = numpy.asarray(Image.open(f'{base}/depth/{int(key):06}.png')) * camera[key]['depth_scale'] if os.path.exists(f'{base}/depth') else None
        objects = []
        for number, (pose, counts) in enumerate(zip(gt[key], gt_info[key])):
            mask = numpy.asarray(Image.open(f'{base}/mask_visib/{int(key):06}_{number:06}.png')) > 0
            assert not seen[mask].any() and mask.sum() == counts['px_count_visib']
            seen[mask] = number + 1
            object = dict(id=pose['obj_id'], counts=counts, name=info[str(pose['obj_id'])]['name'], t=pose['cam_t_m2c'])
            if len(sys.argv) == 3:
                drawn, points = draw(*models[pose['obj_id']], camera[key]['cam_K'], pose['cam_R_m2c'], pose['cam_t_m2c'], mask.shape)
                object.update(iou=(drawn & mask).sum() / (drawn | mask).sum(), near=points[:, 2].min(), far=points[:, 2].max(), size=max(counts['bbox_obj'][2:]))
                if depth is not None: object.update(depths=[depth[mask].min(), depth[mask].max()])
            objects.append(object)
        answer.append(dict(scene=scene, image=int(key), objects=objects, ids=seen.tolist() if len(sys.argv) > 3 else None,
            depth=depth.tolist() if depth is not None and len(sys.argv) > 3 else None, scale=camera[key]['depth_scale']))
print(json.dumps(answer, default=float))`;

interface Seen { scene: string; image: number; ids: number[][]; depth: number[][]; scale: number; objects: { id: number; name: string; t: number[]; iou: number; size: number; near: number; far: number; counts: Record<string, number> }[] }

test.skipIf(!python)('models drawn with the exported camera and pose cover their masks', async () => {
  const out = join(temporaryFolder(), 'bop');
  await exportDataset(dir, { format: 'bop', out });
  const seen = askPython<Seen[]>(python!, READER, out, 'train');
  expect(seen.map(({ scene, image }) => `${scene}/${image}`)).toEqual(['000000/0', '000000/1', '000001/0', '000001/1']);
  const samples = [...readSamples(await openDataset(dir), [])];
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

/** In tests by hand the models are the generated ones, whose files are there. */
const HANDMADE = { categories: ['ball', 'carton', 'corner'], imagesPerShard: 2 };

async function handmade(extra?: (record: LabelledRecord) => Record<string, Uint8Array>, masks: 'rle' | 'none' = 'rle'): Promise<string> {
  const data = temporaryFolder();
  await writeDataset(data, CASES, { ...HANDMADE, masks, ...(extra && { extra }) });
  const { models } = await openDataset(dir);
  const path = join(data, 'dataset.json');
  writeFileSync(path, JSON.stringify({ ...JSON.parse(readFileSync(path, 'utf8')) as object, models }));
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
    ({ width, height }: LabelledRecord) => ({ 'depth.png': pngs.get(JSON.stringify({ width, height }))! }),
    (record: LabelledRecord) => ({ 'depth.npy': encodeNpy(Float32Array.from(depthOf(record), (mm) => mm / 1000), [record.height, record.width]) }),
  ]) {
    const out = join(temporaryFolder(), 'bop');
    await exportDataset(await handmade(extra), { format: 'bop', out, assets: join(folder, 'foreground') });
    const seen = askPython<Seen[]>(python!, READER, out, 'train', 'planes');
    expect(seen.map(({ ids }) => ids)).toEqual(CASES.map(idsOf));
    for (const { ids, depth, scale } of seen) {
      expect(scale).toBe(0.1);
      ids.flat().forEach((id, at) => { expect(depth.flat()[at]).toBeCloseTo((300 + 10 * at) / (id > 0 ? 2 : 1), 3); });
    }
  }
});

test('without masks it is refused; without models too; an empty dataset has models only', async () => {
  const out = join(temporaryFolder(), 'bop');
  const assets = join(folder, 'foreground');
  await expect(exportDataset(await handmade(undefined, 'none'), { format: 'bop', out, assets })).rejects.toThrow('sample 000000001 has no masks, and bop needs them; wanted a dataset made with labels.rle or labels.instances');
  await expect(exportDataset(await handmade(), { format: 'bop', out })).rejects.toThrow('3 of the dataset\'s models are not in the built-in models');
  const empty = temporaryFolder();
  await writeDataset(empty, [], { categories: [] });
  await exportDataset(empty, { format: 'bop', out });
  expect(JSON.parse(readFileSync(join(out, 'models/models_info.json'), 'utf8'))).toEqual({});
  expect(existsSync(join(out, 'train'))).toBe(true);
});
