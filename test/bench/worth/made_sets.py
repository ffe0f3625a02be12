"""Writes small labelled sets into the folder that the first argument names: real/ (COCO with all that is unusual), squares/ (COCO), set/ (scenemill)."""
import io
import json
import os
import sys
import tarfile

import numpy as np
from PIL import Image

SIDE = 96


def square_picture(random, count=3):
    """Bright squares on a dark ground, and their boxes."""
    pixels = random.integers(20, 60, (SIDE, SIDE, 3)).astype(np.uint8)
    boxes = []
    for slot in map(int, random.permutation(4)[:count]):
        side = int(random.integers(18, 30))
        x, y = (slot % 2) * 48 + int(random.integers(0, 18)), (slot // 2) * 48 + int(random.integers(0, 18))
        pixels[y:y + side, x:x + side] = random.integers(160, 255, 3)
        boxes.append([x, y, side, side])
    return Image.fromarray(pixels), boxes


def write_squares(folder, pictures=4):
    os.makedirs(folder, exist_ok=True)
    random = np.random.default_rng(1)
    content = {'images': [], 'annotations': [], 'categories': [{'id': 3, 'name': 'square'}]}
    for index in range(pictures):
        image, boxes = square_picture(random)
        image.save(os.path.join(folder, f'{index}.png'))
        content['images'].append({'id': index, 'file_name': f'{index}.png', 'width': SIDE, 'height': SIDE})
        for box in boxes:
            content['annotations'].append({'id': len(content['annotations']), 'image_id': index, 'category_id': 3, 'bbox': box, 'iscrowd': 0})
    write_json(os.path.join(folder, 'coco.json'), content)


def write_real(folder):
    """A crowd, a polygon, RLE of both kinds, floats, an empty picture, a turned picture, a box twice, a box without area, an unused class."""
    os.makedirs(os.path.join(folder, 'sub'), exist_ok=True)
    for name in ('a.png', 'b.png'):
        Image.new('RGB', (40, 30), (90, 90, 90)).save(os.path.join(folder, 'sub', name))
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.new('RGB', (40, 30)).save(os.path.join(folder, 'turned.jpg'), exif=exif)
    # The mask of columns 2 to 4, rows 5 to 9 of a picture 10 wide and 20 high.
    runs = [45, 5, 15, 5, 15, 5, 110]
    annotations = [
        {'bbox': [1.5, 2.25, 10.125, 8.0625]}, {'bbox': [1.5, 2.25, 10.125, 8.0625]}, {'bbox': [0, 0, 20, 20], 'iscrowd': 1},
        {'segmentation': [[5, 6, 15, 6, 15, 16, 5, 16]]}, {'segmentation': {'size': [20, 10], 'counts': runs}},
        {'segmentation': {'size': [20, 10], 'counts': compressed(runs)}, 'iscrowd': 0, 'image_id': 2}, {'bbox': [3, 3, 0, 5]}, {'bbox': [4, 5, 6, 7], 'image_id': 3}]
    write_json(os.path.join(folder, 'coco.json'), {
        'images': [{'id': 1, 'file_name': 'elsewhere/sub/a.png', 'width': 40, 'height': 30}, {'id': 2, 'file_name': 'sub/b.png', 'width': 40, 'height': 30},
                   {'id': 3, 'file_name': 'turned.jpg', 'width': 30, 'height': 40}],
        'annotations': [{'id': index, 'image_id': 1, 'category_id': 7, **row} for index, row in enumerate(annotations)],
        'categories': [{'id': 2, 'name': 'unused'}, {'id': 7, 'name': 'thing'}]})
    os.replace(os.path.join(folder, 'sub', 'a.png'), os.path.join(folder, 'a.png'))


def compressed(runs):
    """COCO's text of runs, written as its C code does."""
    text = ''
    for index, run in enumerate(runs):
        value = run - (runs[index - 2] if index > 2 else 0)
        more = True
        while more:
            code = value & 0x1f
            value >>= 5
            more = value != -1 if code & 0x10 else value != 0
            text += chr((code | (0x20 if more else 0)) + 48)
    return text


def write_dataset(folder, images=4):
    """What the reader of scenemill's datasets needs of one, with views 0 to 2 of two models; the last instance of an image is ignored."""
    os.makedirs(os.path.join(folder, 'shards'), exist_ok=True)
    random = np.random.default_rng(2)
    path = os.path.join(folder, 'shards', '000000.tar')
    with tarfile.open(path, 'w', format=tarfile.USTAR_FORMAT) as tar:
        for index in range(images):
            image, boxes = square_picture(random)
            key = f'{index:09d}'
            jpeg = io.BytesIO()
            image.save(jpeg, 'JPEG', quality=95)
            record = {'key': key, 'index': index, 'width': SIDE, 'height': SIDE, 'schedule': {'epoch': 0, 'level': index % 2}, 'instances': [
                {'id': slot + 1, 'model': f'm{slot % 2}', 'category': 'square', 'categoryId': 1, 'bbox': box, 'labelBox': [box[0] - 0.5, box[1] - 0.5, box[2] + 1, box[3] + 1],
                 'view': slot, 'ignore': slot == 2} for slot, box in enumerate(boxes)]}
            for suffix, data in (('jpg', jpeg.getvalue()), ('json', json.dumps(record).encode())):
                header = tarfile.TarInfo(f'{key}.{suffix}')
                header.size = len(data)
                tar.addfile(header, io.BytesIO(data))
    write_json(os.path.join(folder, 'dataset.json'), {
        'format': 1, 'configSha256': 'c0ffee', 'categories': [{'id': 1, 'name': 'square'}],
        'shards': [{'name': '000000', 'first': 0, 'samples': images, 'bytes': os.path.getsize(path)}]})


def write_json(path, content):
    with open(path, 'w', encoding='utf-8') as file:
        json.dump(content, file)


if __name__ == '__main__':
    write_squares(os.path.join(sys.argv[1], 'squares'))
    write_real(os.path.join(sys.argv[1], 'real'))
    write_dataset(os.path.join(sys.argv[1], 'set'))
