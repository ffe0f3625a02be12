// Reads a BOP dataset in Python, from the format's description. With a third argument it reads the planes, and does not draw the models.

export const BOP_READER = `
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
        objects, masks = [], 0
        for number, (pose, counts) in enumerate(zip(gt[key], gt_info[key])):
            mask = numpy.asarray(Image.open(f'{base}/mask_visib/{int(key):06}_{number:06}.png')) > 0
            assert not seen[mask].any() and mask.sum() == counts['px_count_visib']
            seen[mask] = number + 1
            if os.path.exists(f'{base}/mask/{int(key):06}_{number:06}.png'): masks += (numpy.asarray(Image.open(f'{base}/mask/{int(key):06}_{number:06}.png')) == 255).sum()
            object = dict(id=pose['obj_id'], counts=counts, name=info[str(pose['obj_id'])]['name'], t=pose['cam_t_m2c'])
            if len(sys.argv) == 3:
                drawn, points = draw(*models[pose['obj_id']], camera[key]['cam_K'], pose['cam_R_m2c'], pose['cam_t_m2c'], mask.shape)
                object.update(iou=(drawn & mask).sum() / (drawn | mask).sum(), near=points[:, 2].min(), far=points[:, 2].max(), size=max(counts['bbox_obj'][2:]))
                if depth is not None: object.update(depths=[depth[mask].min(), depth[mask].max()])
            objects.append(object)
        answer.append(dict(masks=masks, scene=scene, image=int(key), objects=objects, ids=seen.tolist() if len(sys.argv) > 3 else None,
            depth=depth.tolist() if depth is not None and len(sys.argv) > 3 else None, scale=camera[key]['depth_scale']))
print(json.dumps(answer, default=float))`;

export interface BopImage {
  scene: string;
  image: number;
  ids: number[][];
  /** Pixels of all whole silhouettes. */
  masks: number;
  depth: number[][];
  scale: number;
  objects: { id: number; name: string; t: number[]; iou: number; size: number; near: number; far: number; counts: Record<string, number> }[];
}
