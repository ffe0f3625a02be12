"""Reads a scenemill dataset for training in random order: records into memory, and where each JPEG lies in its shard."""
import json
import os
import tarfile

import numpy as np

from errors import UserError
from pictures import Picture, PictureSet


def read_scenemill_set(folder):
    """All samples. An instance's box is its labelBox where `labels.box` made one, else its tight box."""
    path = os.path.join(folder, 'dataset.json')
    try:
        with open(path, encoding='utf-8') as file:
            dataset = json.load(file)
    except (OSError, ValueError) as error:
        raise UserError(f'synthetic: {path} cannot be read ({error}); wanted the folder of a finished dataset') from error
    categories = [entry['name'] if isinstance(entry, dict) else entry for entry in dataset['categories']]
    pictures = []
    for shard in dataset['shards']:
        pictures += read_shard(os.path.join(folder, 'shards', shard_file(shard)))
    if not any((~picture.ignore).any() for picture in pictures):
        raise UserError(f'synthetic: {folder}: its {len(pictures)} images have no box that is not ignored; wanted labelled objects')
    return PictureSet(os.path.basename(os.path.normpath(folder)), categories, pictures), dataset


def shard_file(shard):
    name = shard if isinstance(shard, str) else shard.get('file') or shard.get('name')
    return os.path.basename(name if name.endswith('.tar') else f'{name}.tar')


def read_shard(path):
    records, places = {}, {}
    try:
        with tarfile.open(path) as shard:
            for member in shard:
                key, _, kind = member.name.partition('.')
                if kind == 'json':
                    records[key] = json.loads(shard.extractfile(member).read())
                elif kind in ('jpg', 'png', 'webp'):
                    places[key] = (member.offset_data, member.size)
    except (OSError, ValueError, tarfile.TarError) as error:
        raise UserError(f'synthetic: {path} cannot be read ({error}); wanted a whole shard') from error
    return [picture_of(record, path, places[key]) for key, record in records.items() if key in places]


def picture_of(record, path, part):
    instances = record['instances']
    level = record.get('schedule', {}).get('level')
    return Picture(
        key=record['key'], width=record['width'], height=record['height'], path=path, part=part,
        boxes=np.array([instance.get('labelBox') or instance['bbox'] for instance in instances], dtype=np.float32).reshape(-1, 4),
        classes=np.array([instance['categoryId'] for instance in instances], dtype=np.int64) - 1,
        ignore=np.array([instance.get('ignore', False) for instance in instances], dtype=bool),
        poses=[(instance['model'], instance.get('view'), level) for instance in instances])
