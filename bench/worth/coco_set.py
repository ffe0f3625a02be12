"""Reads a COCO file of boxes and finds its pictures. What is unusual becomes a note; what cannot be used is refused."""
import json
import os

import numpy as np
from PIL import Image

from errors import UserError
from pictures import Picture, PictureSet, upright_size


#: Beyond it, a number is no position in a picture, and float32 loses pixels.
MOST_PX = 1e7


def read_coco_set(json_path, images_dir, keep=lambda key: True):
    """The pictures whose file_name `keep` accepts. Pictures without a box belong to it: they are background."""
    content = read_json(json_path)
    categories, index_of = read_categories(content, json_path)
    notes = []
    images = {}
    files = set()
    for image in content['images']:
        if not isinstance(image, dict) or not isinstance(image.get('file_name'), str) or not is_id(image.get('id')):
            raise UserError(f'coco: {json_path}: an image has no id or no file_name: {json.dumps(image)[:80]}')
        if image['id'] in images:
            raise UserError(f'coco: {json_path}: the image id {image["id"]} stands twice; wanted an id each')
        images[image['id']] = image
        files.add(image['file_name'])
    if len(files) < len(images):
        notes.append(f'{len(images) - len(files)} pictures are listed twice')
    boxes = {image_id: [] for image_id in images}
    seen = set()
    counts = {'crowd': 0, 'segmentation': 0, 'empty': 0, 'double': 0, 'outside': 0}
    for annotation in content['annotations']:
        if not isinstance(annotation, dict) or not is_id(annotation.get('image_id')) or annotation['image_id'] not in images:
            raise UserError(f'coco: {json_path}: an annotation names image {json.dumps(annotation)[:80]}, which is not in the file')
        if not is_id(annotation.get('category_id')) or annotation['category_id'] not in index_of:
            raise UserError(f'coco: {json_path}: annotation {annotation.get("id")} has category_id {annotation.get("category_id")}, which is no category')
        box = box_of(annotation, images[annotation['image_id']], json_path, counts)
        if box is None:
            continue
        ignore = bool(annotation.get('iscrowd') or annotation.get('ignore'))
        counts['crowd'] += ignore
        entry = (annotation['image_id'], annotation['category_id'], *box)
        if entry in seen:
            counts['double'] += 1
            continue
        seen.add(entry)
        boxes[annotation['image_id']].append((box, index_of[annotation['category_id']], ignore))
    pictures = [picture_of(image, boxes[image_id], images_dir, json_path, counts)
                for image_id, image in images.items() if keep(image['file_name'])]
    for what, text in (('crowd', 'annotations are a crowd or ignored'), ('segmentation', 'boxes were taken from their segmentation'),
                       ('empty', 'boxes without an area were left out'), ('double', 'boxes stand twice'),
                       ('outside', 'boxes outside their picture were left out')):
        if counts[what]:
            notes.append(f'{counts[what]} {text}')
    if not pictures:
        raise UserError(f'coco: {json_path}: none of its {len(images)} pictures is in this part of the split; wanted at least one')
    if not any((~picture.ignore).any() for picture in pictures):
        raise UserError(f'coco: {json_path}: its {len(pictures)} pictures have no box; wanted labelled objects')
    name = os.path.basename(json_path)
    return PictureSet(name, categories, pictures, [f'{name}: {note}' for note in notes], is_real=True)


def read_json(json_path):
    try:
        with open(json_path, encoding='utf-8-sig') as file:
            content = json.load(file)
    except OSError as error:
        raise UserError(f'coco: {json_path}: {error.strerror}; wanted a COCO file') from error
    except json.JSONDecodeError as error:
        raise UserError(f'coco: {json_path} is no JSON at line {error.lineno}, column {error.colno}; wanted a COCO file') from error
    except (UnicodeDecodeError, RecursionError) as error:
        what = 'nested too deeply' if isinstance(error, RecursionError) else 'no text in UTF-8'
        raise UserError(f'coco: {json_path} is {what}; wanted a COCO file') from error
    for key in ('images', 'annotations', 'categories'):
        if not isinstance(content, dict) or not isinstance(content.get(key), list):
            raise UserError(f'coco: {json_path} has no list "{key}"; wanted a COCO file with images, annotations and categories')
    return content


def is_id(value):
    """Whether it can be looked up: JSON has lists and objects too."""
    return isinstance(value, (int, float, str))


def read_categories(content, json_path):
    """Names of the categories that are used, in the order of the file, and their index by id."""
    used = {annotation['category_id'] for annotation in content['annotations'] if isinstance(annotation, dict) and is_id(annotation.get('category_id'))}
    categories = [entry for entry in content['categories'] if isinstance(entry, dict) and is_id(entry.get('id')) and entry['id'] in used]
    if any(not isinstance(entry.get('name'), str) for entry in categories):
        raise UserError(f'coco: {json_path}: a category has no name; wanted an id and a name each')
    return [entry['name'] for entry in categories], {entry['id']: index for index, entry in enumerate(categories)}


def box_of(annotation, image, json_path, counts):
    """The box of an annotation as it is written, which may reach beyond the picture; None where it has no area."""
    where = f'coco: {json_path}: annotation {annotation.get("id")}'
    box = annotation.get('bbox')
    if not box:
        box = box_of_segmentation(annotation.get('segmentation'), where)
        counts['segmentation'] += 1
    try:
        box = tuple(float(value) for value in box)
    except (TypeError, ValueError) as error:
        raise UserError(f'{where} has the bbox {box}; wanted [x, y, width, height]') from error
    if len(box) != 4 or not all(abs(value) < MOST_PX for value in box):
        raise UserError(f'{where} has the bbox {list(box)}; wanted four numbers of pixels')
    if box[2] <= 0 or box[3] <= 0:
        counts['empty'] += 1
        return None
    return box


def box_of_segmentation(segmentation, where):
    """The box around polygons or an RLE mask, compressed or not."""
    if isinstance(segmentation, dict) and 'counts' in segmentation and 'size' in segmentation:
        mask = unpack_runs(segmentation['counts'], segmentation['size'], where)
        if not mask.any():
            return 0, 0, 0, 0
        xs = np.flatnonzero(mask.any(axis=0))
        ys = np.flatnonzero(mask.any(axis=1))
        return xs[0], ys[0], xs[-1] - xs[0] + 1, ys[-1] - ys[0] + 1
    try:
        points = np.concatenate([np.asarray(polygon, dtype=float).reshape(-1, 2) for polygon in segmentation])
        (left, top), (right, bottom) = points.min(axis=0), points.max(axis=0)
        return left, top, right - left, bottom - top
    except (TypeError, ValueError) as error:
        raise UserError(f'{where} has neither a bbox nor a segmentation that can be read; wanted [x, y, width, height]') from error


def rle_runs(text):
    """The runs of COCO's compressed RLE: groups of five bits, from the third run on as a difference to the run before the last."""
    runs = []
    position = 0
    while position < len(text):
        value, shift, more = 0, 0, True
        while more:
            if position >= len(text):
                raise UserError('coco: a compressed RLE ends within a number; wanted whole groups')
            code = ord(text[position]) - 48
            value |= (code & 0x1f) << shift
            more = bool(code & 0x20)
            position += 1
            shift += 5
            if not more and code & 0x10:
                value |= -1 << shift
        runs.append(value + runs[-2] if len(runs) > 2 else value)
    return runs


def unpack_runs(counts, size, where):
    """The mask of runs that go down the columns, first of zeros, then of ones. `size` is height and width."""
    if not isinstance(size, list) or len(size) != 2 or not all(isinstance(side, int) and 0 < side < MOST_PX for side in size):
        raise UserError(f'{where}: the size of its RLE is {json.dumps(size)[:40]}; wanted [height, width]')
    height, width = size
    runs = rle_runs(counts) if isinstance(counts, str) else counts
    if not isinstance(runs, list) or not all(isinstance(run, (int, float)) and run >= 0 and run == int(run) for run in runs):
        raise UserError(f'{where}: the runs of its RLE are {json.dumps(runs)[:40]}; wanted whole numbers from 0 on')
    if sum(runs) != width * height:
        raise UserError(f'{where}: its RLE has {sum(runs)} pixels; wanted {width} x {height}')
    return np.repeat(np.arange(len(runs)) % 2 == 1, np.array(runs, dtype=np.int64)).reshape(width, height).T


def picture_of(image, entries, images_dir, json_path, counts):
    name = image['file_name']
    base = name.replace('\\', '/').rsplit('/', 1)[-1]
    path = next((path for path in (os.path.join(images_dir, name.lstrip('/')), os.path.join(images_dir, base)) if is_file(path)), None)
    if path is None:
        raise UserError(f'coco: {json_path}: there is no {name} in {images_dir}; wanted the picture there, with or without its folders')
    try:
        with Image.open(path) as opened:
            size = opened.size
            stated = stated_size(image) or upright_size(opened)
            if stated != size and stated != upright_size(opened):
                raise UserError(f'coco: {json_path}: {name} is {size[0]} x {size[1]} pixels, and the file says {stated[0]} x {stated[1]}; wanted the same')
    except (OSError, SyntaxError, ValueError) as error:
        raise UserError(f'coco: {path} cannot be opened ({error}); wanted a JPEG, PNG or other picture') from error
    shown = [entry for entry in entries if touches(entry[0], *stated)]
    counts['outside'] += len(entries) - len(shown)
    return Picture(
        key=name, width=stated[0], height=stated[1], path=path,
        boxes=np.array([box for box, _, _ in shown], dtype=np.float32).reshape(-1, 4),
        classes=np.array([index for _, index, _ in shown], dtype=np.int64),
        ignore=np.array([ignore for _, _, ignore in shown], dtype=bool))


def is_file(path):
    """False for what no path can be, too, such as one with a NUL."""
    try:
        return os.path.isfile(path)
    except ValueError:
        return False


def stated_size(image):
    """Width and height as the file says them; None where it says no whole numbers."""
    sides = image.get('width'), image.get('height')
    return tuple(int(side) for side in sides) if all(isinstance(side, (int, float)) and side >= 1 and side == int(side) for side in sides) else None


def touches(box, width, height):
    """Whether a part of the box is in the picture."""
    return box[0] < width and box[1] < height and box[0] + box[2] > 0 and box[1] + box[3] > 0
