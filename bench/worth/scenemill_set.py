"""Reads a scenemill dataset for training in random order: records and JPEG bytes, some 60 kB an image, stay in memory."""
import os
import sys


from errors import UserError
from pictures import Picture, PictureSet

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', '..', 'src', 'formats', 'python'))

from scenemill_dataset import DatasetError, ScenemillDataset  # noqa: E402 (the line above says where it lies)


def read_scenemill_set(folder):
    """All samples, and dataset.json. An instance's box is its labelBox where `labels.box` made one, else its tight box."""
    try:
        dataset = ScenemillDataset(folder, suffixes=['jpg'])
        if dataset.info is None:
            raise UserError(f'synthetic: {folder} is no folder; wanted that of a finished dataset')
        pictures = [picture_of(sample) for sample in dataset]
    except DatasetError as error:
        raise UserError(f'synthetic: {error}') from error
    if not any((~picture.ignore).any() for picture in pictures):
        raise UserError(f'synthetic: {folder}: its {len(pictures)} images have no box that is not ignored; wanted labelled objects')
    return PictureSet(os.path.basename(os.path.normpath(folder)), dataset.categories, pictures), dataset.info


def picture_of(sample):
    level = (sample.record.get('schedule') or {}).get('level')
    return Picture(
        key=sample.key, width=sample.size[0], height=sample.size[1], path=sample.file, data=sample.members['jpg'],
        boxes=sample.boxes, classes=sample.labels - 1, ignore=sample.ignore,
        poses=[(instance['model'], instance.get('view'), level) for instance in sample.instances])
