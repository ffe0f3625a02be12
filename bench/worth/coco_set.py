"""Reads a COCO file of boxes and finds its pictures. What is unusual becomes a note; what cannot be used is refused."""
import json
import math
import os

import numpy as np
from PIL import Image

from errors import UserError
from pictures import Picture, PictureSet, is_turned


def read_coco_set(json_path, images_dir, keep=lambda key: True):
    """The pictures whose file_name `keep` accepts. Pictures without a box belong to it: they are background."""
    content = read_json(json_path)
    categories, index_of = read_categories(content, json_path)
    notes = []
    images = {}
    files = set()
    for image in content['images']:
        if not isinstance(image, dict) or not isinstance(image.get('file_name'), str) or 'id' not in image:
            raise UserError(f'coco: {json_path}: an image has no id or no file_name: {json.dumps(image)[:80]}')
        if image['id'] in images:
            raise UserError(f'coco: {json_path}: the image id {image["id"]} stands twice; wanted an id each')
        images[image['id']] = image
        files.add(image['file_name'])
    if len(files) < len(images):
        notes.append(f'{len(images) - len(files)} pictures are listed twice')
    boxes = {image_id: [] for image_id in images}
    seen = set()
    counts = {'crowd': 0, 'segmentation': 0, 'empty': 0, 'double': 0}
    for annotation in content['annotations']:
        if not isinstance(annotation, dict) or annotation.get('image_id') not in images:
            raise UserError(f'coco: {json_path}: an annotation names image {json.dumps(annotation)[:80]}, which is not in the file')
        if annotation.get('category_id') not in index_of:
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
    for what, text in (('crowd', 'annotations are a crowd or ignored'), ('segmentation', 'boxes were taken from their segmentation'),
                       ('empty', 'boxes without an area were left out'), ('double', 'boxes stand twice')):
        if counts[what]:
            notes.append(f'{counts[what]} {text}')
    pictures = [picture_of(image, boxes[image_id], images_dir, json_path)
                for image_id, image in images.items() if keep(image['file_name'])]
    if not pictures:
        raise UserError(f'coco: {json_path}: none of its {len(images)} pictures is in this part of the split; wanted at least one')
    if not any((~picture.ignore).any() for picture in pictures):
        raise UserError(f'coco: {json_path}: its {len(pictures)} pictures have no box; wanted labelled objects')
    name = os.path.basename(json_path)
    return PictureSet(name, categories, pictures, [f'{name}: {note}' for note in notes], is_real=True)


def read_json(json_path):
    try:
        with open(json_path, encoding='utf-8') as file:
            content = json.load(file)
    except OSError as error:
        raise UserError(f'coco: {json_path}: {error.strerror}; wanted a COCO file') from error
    except ValueError as error:
        raise UserError(f'coco: {json_path} is no JSON ({error}); wanted a COCO file') from error
    for key in ('images', 'annotations', 'categories'):
        if not isinstance(content, dict) or not isinstance(content.get(key), list):
            raise UserError(f'coco: {json_path} has no list "{key}"; wanted a COCO file with images, annotations and categories')
    return content


def read_categories(content, json_path):
    """Names of the categories that are used, in the order of the file, and their index by id."""
    used = {annotation.get('category_id') for annotation in content['annotations'] if isinstance(annotation, dict)}
    categories = [entry for entry in content['categories'] if isinstance(entry, dict) and entry.get('id') in used]
    if any(not isinstance(entry.get('name'), str) for entry in categories):
        raise UserError(f'coco: {json_path}: a category has no name; wanted an id and a name each')
    return [entry['name'] for entry in categories], {entry['id']: index for index, entry in enumerate(categories)}


def box_of(annotation, image, json_path, counts):
    """The box of an annotation, clipped to nothing; None where it has no area."""
    where = f'coco: {json_path}: annotation {annotation.get("id")}'
    box = annotation.get('bbox')
    if not box:
        box = box_of_segmentation(annotation.get('segmentation'), where)
        counts['segmentation'] += 1
    try:
        box = tuple(float(value) for value in box)
    except (TypeError, ValueError) as error:
        raise UserError(f'{where} has the bbox {box}; wanted [x, y, width, height]') from error
    if len(box) != 4 or not all(math.isfinite(value) for value in box):
        raise UserError(f'{where} has the bbox {list(box)}; wanted four finite numbers')
    if box[2] <= 0 or box[3] <= 0:
        counts['empty'] += 1
        return None
    return box


def box_of_segmentation(segmentation, where):
    """The box around polygons or an RLE mask, compressed or not."""
    if isinstance(segmentation, dict) and 'counts' in segmentation and 'size' in segmentation:
        height, width = segmentation['size']
        runs = segmentation['counts']
        mask = unpack_runs(rle_runs(runs) if isinstance(runs, str) else runs, width, height, where)
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


def unpack_runs(runs, width, height, where):
    """The mask of runs that go down the columns, first of zeros, then of ones."""
    if sum(runs) != width * height or min(runs, default=0) < 0:
        raise UserError(f'{where}: its RLE has {sum(runs)} pixels; wanted {width} x {height}')
    return np.repeat(np.arange(len(runs)) % 2 == 1, runs).reshape(width, height).T


def picture_of(image, entries, images_dir, json_path):
    name = image['file_name']
    path = next((path for path in (os.path.join(images_dir, name), os.path.join(images_dir, os.path.basename(name))) if os.path.isfile(path)), None)
    if path is None:
        raise UserError(f'coco: {json_path}: there is no {name} in {images_dir}; wanted the picture there, with or without its folders')
    try:
        with Image.open(path) as opened:
            size = opened.size
            stated = (image.get('width') or size[0], image.get('height') or size[1])
            if size != stated and not is_turned(opened, *stated):
                raise UserError(f'coco: {json_path}: {name} is {size[0]} x {size[1]} pixels, and the file says {stated[0]} x {stated[1]}; wanted the same')
    except OSError as error:
        raise UserError(f'coco: {path} cannot be opened ({error}); wanted a JPEG, PNG or other picture') from error
    return Picture(
        key=name, width=int(stated[0]), height=int(stated[1]), path=path,
        boxes=np.array([box for box, _, _ in entries], dtype=np.float32).reshape(-1, 4),
        classes=np.array([index for _, index, _ in entries], dtype=np.int64),
        ignore=np.array([ignore for _, _, ignore in entries], dtype=bool))
