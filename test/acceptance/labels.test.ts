/** Checks in Python, from the formats' definitions, that all labels of a dataset agree. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { ImageRecord } from '../../src/labels/record.ts';
import { ConfigSchema } from '../support/paper.ts';
import { generate } from '../../src/run/generate.ts';
import { renderImages, renderScene } from '../../src/run/render.ts';
import { boxSoup, ringSoup } from '../support/compiled-shapes.ts';
import { folderOfFile } from '../support/folder.ts';
import { writeModel, writeSmallAssets } from '../support/models.ts';
import { askPython, findPython } from '../support/python.ts';

const python = findPython('numpy', 'PIL');
const folder = folderOfFile();

const config = ConfigSchema.parse({
  seed: 5, count: 4, image: { width: 99, height: 67, jpegQuality: 77 }, assets: { foreground: join(folder, 'foreground'), background: join(folder, 'clutter') },
  foreground: { fill: 1.5, maxOverlap: 0.6 }, curriculum: { levels: 2, diameter: [0.6, 0.3] },
  labels: {
    instances: true, semantic: true, depth: 'png', normals: true, alpha: true, rle: true, amodalRle: true, occlusionPairs: true, keypoints: true, plan: true,
    minVisibility: { default: 0.5, ball: 0.7 }, minArea: 60,
  },
  output: { dir: join(folder, 'out') },
});
const shard = join(folder, 'out/shards/000000');

beforeAll(async () => {
  process.env.SCENEMILL_CACHE = join(folder, 'cache');
  await writeSmallAssets(folder);
  writeFileSync(join(folder, 'foreground/carton.keypoints.json'), JSON.stringify({ front: [0, 0, 0.03], 'far corner': [-0.05, -0.1, -0.03] }));
  // Another model of the same name as one that the plan names.
  mkdirSync(join(folder, 'attic'));
  await writeModel(join(folder, 'attic/carton.glb'), boxSoup(1, 1, 1), [1, 2, 3]);
  await generate(config);
  mkdirSync(shard);
  if (python) askPython(python, 'import sys, tarfile\ntarfile.open(sys.argv[1]).extractall(sys.argv[2])\nprint(0)', `${shard}.tar`, shard);
});

/** Decodes masks as the COCO API's `rleFrString` and `rleDecode` do, and compares them with everything else. */
const JUDGE = `
import json, os, sys
import numpy as np
from PIL import Image

def decode(rle):
    h, w = rle['size']
    text, counts, at = rle['counts'], [], 0
    while at < len(text):
        x, k, more = 0, 0, True
        while more:
            c = ord(text[at]) - 48
            x |= (c & 31) << (5 * k)
            more = bool(c & 32)
            at += 1
            k += 1
            if not more and c & 16: x |= -1 << (5 * k)
        if len(counts) > 2: x += counts[-2]
        counts.append(x)
    assert sum(counts) == h * w and min(counts) >= 0 and all(counts[1:]), counts
    flat = np.concatenate([np.full(n, i % 2, np.uint8) for i, n in enumerate(counts)])
    return flat.reshape(w, h).T == 1

def box(mask):
    ys, xs = np.nonzero(mask)
    return [int(xs.min()), int(ys.min()), int(xs.max() - xs.min() + 1), int(ys.max() - ys.min() + 1)] if len(xs) else [0, 0, 0, 0]

seen = dict(images=0, instances=0, ignored=0, pairs=0, amodalLarger=0, semantic=[])
for prefix, ids_name in [line.split('|') for line in sys.argv[1:]]:
    record = json.load(open(prefix + 'json' if prefix.endswith('.') else prefix + 'record.json'))
    ids = np.array(Image.open(prefix + ids_name))
    assert ids.shape == (record['height'], record['width'])
    union = np.zeros_like(ids)
    masks = {}
    for instance in record['instances'] + record['hidden']:
        mask, amodal = decode(instance['rle']), decode(instance['amodalRle'])
        assert not (union[mask] > 0).any(), 'masks share a pixel'
        union[mask] = instance['id']
        masks[instance['id']] = (mask, amodal)
        assert mask.sum() == instance['area'] and amodal.sum() == instance['areaAmodal']
        assert box(mask) == instance['bbox'] and box(amodal) == instance['bboxAmodal'], (box(mask), instance['bbox'])
        assert not (mask & ~amodal).any()
        seen['amodalLarger'] += int(amodal.sum() > mask.sum())
        hidden = amodal & ~mask
        by = dict(foreground=0, occluder=0)
        for hider in instance['hiddenBy']:
            by['foreground' if 'id' in hider else 'occluder'] += hider['share']
            if 'occluder' in hider: assert 0 <= hider['occluder'] < len(record['occluders'])
            if 'id' in hider: seen['pairs'] += 1
        for kind, share in by.items(): assert abs(share - instance['occludedBy'][kind]) < 1e-7, (instance['id'], kind, share)
    for id, (mask, amodal) in masks.items():
        instance = [i for i in record['instances'] + record['hidden'] if i['id'] == id][0]
        named = {h['id']: h['share'] for h in instance['hiddenBy'] if 'id' in h}
        for other, (theirs, _) in masks.items():
            pixels = 0 if other == id else int((amodal & theirs).sum())
            assert abs(named.get(other, 0) * instance['areaFull'] - pixels) < 1e-3, (id, other)
    assert (union == ids).all(), 'masks and instances.png differ'
    seen['images'] += 1
    seen['instances'] += len(record['instances'])
    seen['ignored'] += sum(i.get('ignore', False) for i in record['instances'])
    if prefix.endswith('.'):
        category = np.zeros(max(masks, default=0) + 1, int)
        for i in record['instances']: category[i['id']] = i['categoryId']
        semantic = np.array(Image.open(prefix + 'semantic.png'))
        assert (semantic == category[ids]).all()
        seen['semantic'] += np.unique(semantic).tolist()
        depth = np.array(Image.open(prefix + 'depth.png')).astype(int)
        normals = np.array(Image.open(prefix + 'normals.png')).astype(float) / 255 * 2 - 1
        assert depth.shape == ids.shape and (depth > 0).all() and normals.shape == ids.shape + (3,)
        assert abs(np.linalg.norm(normals, axis=2) - 1).max() < 0.02
        pasted = Image.open(prefix + 'alpha.png')
        alpha = np.array(pasted)[..., 3]
        assert pasted.mode == 'RGBA' and alpha.shape == ids.shape
        # An object covers half of a pixel at least where it covers the centre, but for thin parts.
        assert (alpha[ids > 0] >= 127).mean() > 0.98 and (alpha == 0).any() and ((alpha > 0) & (alpha < 255)).any()
        for i in record['instances']:
            limit = 0.7 if i['category'] == 'ball' else 0.5
            assert i.get('ignore', False) == (i['visibility'] < limit or i['area'] < 60), i
print(json.dumps(seen))
`;

interface Seen { images: number; instances: number; ignored: number; pairs: number; amodalLarger: number; semantic: number[] }

describe.skipIf(!python)('a dataset with every label', () => {
  const prefixes = ['000000000.', '000000001.', '000000002.', '000000003.'].map((key) => join(shard, key));

  test('masks are disjoint; RLE, PNG, boxes, areas, shares and classes say the same', () => {
    const seen = askPython<Seen>(python!, JUDGE, ...prefixes.map((prefix) => `${prefix}|instances.png`));
    expect(seen.images).toBe(4);
    for (const count of ['instances', 'ignored', 'pairs', 'amodalLarger'] as const) expect(seen[count], count).toBeGreaterThan(0);
    expect(seen.ignored).toBeLessThan(seen.instances);
    expect(new Set(seen.semantic)).toEqual(new Set([0, 1, 2, 3]));
  });

  test('render writes the same record and the same planes', async () => {
    const out = join(folder, 'again');
    await renderImages(config, [2, 2], out, {});
    for (const [member, file] of [['jpg', 'image.jpg'], ['json', 'record.json'], ['instances.png', 'instances.png'], ['semantic.png', 'semantic.png'], ['depth.png', 'depth.png'], ['normals.png', 'normals.png'], ['alpha.png', 'alpha.png']] as const) {
      expect(readFileSync(join(out, file)).equals(readFileSync(`${prefixes[2]}${member}`)), file).toBe(true);
    }
  });

  test('the plan of an image is drawn again elsewhere, to the byte', async () => {
    const file = `${prefixes[3]}scene.json`;
    expect(readFileSync(file, 'utf8')).not.toContain(folder);
    await renderScene(file, [join(folder, 'attic'), folder], join(folder, 'elsewhere'), {});
    for (const name of ['image.jpg', 'instances.png', 'depth.png'] as const) {
      expect(readFileSync(join(folder, 'elsewhere', name)).equals(readFileSync(`${prefixes[3]}${name.replace('image.', '')}`)), name).toBe(true);
    }
    const scene = JSON.parse(readFileSync(file, 'utf8')) as { instances: { sha256: string }[] };
    scene.instances.forEach((instance) => { instance.sha256 = '0'.repeat(64); });
    writeFileSync(join(folder, 'other.json'), JSON.stringify(scene));
    await expect(renderScene(join(folder, 'other.json'), folder, join(folder, 'other'), {})).rejects.toThrow(/another model than the scene was made with/);
  });

  test('keypoints lie where the pose puts them', () => {
    const states = new Set<string>();
    for (const prefix of prefixes) {
      const record = JSON.parse(readFileSync(`${prefix}json`, 'utf8')) as ImageRecord;
      for (const { model, keypoints, box3d, bboxAmodal, inFrame } of record.instances) {
        expect(keypoints!.map(({ name }) => name)).toEqual(model === 'carton' ? ['front', 'far corner'] : []);
        for (const { x, y, state } of keypoints!) {
          states.add(state);
          expect(state === 'outside').toBe(x < 0 || y < 0 || x >= 99 || y >= 67);
          if (state === 'outside' || inFrame < 1) continue;
          expect(x).toBeGreaterThan(bboxAmodal[0] - 1);
          expect(x).toBeLessThan(bboxAmodal[0] + bboxAmodal[2] + 1);
          expect(box3d.center[2]).toBeGreaterThan(0);
        }
      }
    }
    expect(states.size).toBeGreaterThan(1);
  });

  test('a crowd, one pixel, a ring with an island, objects across the border and behind others, and nothing at all', async () => {
    await writeModel(join(folder, 'ring.glb'), ringSoup(0.12, 0.03, 14), [230, 200, 40]);
    await writeModel(join(folder, 'box.glb'), boxSoup(0.1, 0.1, 0.1), [23, 200, 40]);
    const at = (model: string, x: number, y: number, z: number, more: object = {}) => ({ model, pose: { translation: [x, y, z] }, ...more });
    const camera = { fx: 80, fy: 80 };
    const instances = [
      at('ring.glb', 0, 0, 0.5), at('box.glb', 0, 0, 0.7, { pose: { translation: [0, 0, 0.7], scale: 0.4 } }), at('box.glb', -0.2, -0.2, 0.5), at('box.glb', 0.25, 0.21, 0.5),
      at('box.glb', 0.4, 0.01, 8.0), at('box.glb', -0.1, 0.2, 1), at('box.glb', -0.09, 0.19, 0.8, { layer: 'occluder' }), at('box.glb', 0, -1, 3, { layer: 'background' }), at('box.glb', 0, -1.1, 3.3),
    ];
    const lines: string[] = [];
    // More runs than the first batch has room for.
    const crowd = Array.from({ length: 30 }, (_, i) => at('box.glb', i / 300, 0, 0.3 + i / 40));
    for (const [name, list] of [['crowd', crowd], ['shapes', instances], ['nothing', []]] as const) {
      writeFileSync(join(folder, `${name}.json`), JSON.stringify({ width: 75, height: 64, camera, instances: list }));
      await renderScene(join(folder, `${name}.json`), undefined, join(folder, name), {});
      lines.push(`${join(folder, name)}/|instances.png`);
    }
    expect(askPython<Seen>(python!, JUDGE, ...lines).images).toBe(3);
    const { instances: seen, hidden } = JSON.parse(readFileSync(join(folder, 'shapes/record.json'), 'utf8')) as ImageRecord;
    expect(seen.map(({ area }) => area)).toContain(1);
    const hiders = [...seen, ...hidden].flatMap(({ hiddenBy }) => hiddenBy!.map((hider) => Object.keys(hider)[0]));
    expect((JSON.parse(readFileSync(join(folder, 'crowd/record.json'), 'utf8')) as ImageRecord).hidden.length).toBeGreaterThan(0);
    expect(new Set(hiders)).toEqual(new Set(['id', 'instance', 'layer']));
    expect(readdirSync(join(folder, 'shapes'))).toContain('semantic.png');
  });
});
