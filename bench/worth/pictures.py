"""Labelled pictures and where their bytes lie, whatever set they come from."""
import io
import struct
from dataclasses import dataclass, field

import numpy as np
from PIL import Image, ImageOps

from errors import UserError

Image.MAX_IMAGE_PIXELS = None


@dataclass
class Picture:
    """A picture with its boxes; the boxes are x, y, width, height in pixels of `width` x `height`."""

    key: str
    width: int
    height: int
    boxes: np.ndarray
    #: Index into the set's categories.
    classes: np.ndarray
    #: Neither an object nor background: a crowd, or what the set calls ignored.
    ignore: np.ndarray
    path: str
    #: The picture's bytes where `path` is a shard; None where it is the picture itself.
    data: bytes = None
    #: Of scenemill's records: a (model, view, level) for each box.
    poses: list = field(default_factory=list)

    def read(self):
        """The file's bytes."""
        if self.data is not None:
            return self.data
        try:
            with open(self.path, 'rb') as file:
                return file.read()
        except OSError as error:
            raise UserError(f'pictures: {self.path}: {error.strerror}; wanted a picture that can be read') from error

    def decode(self, width=0, height=0):
        """An RGB picture. A JPEG may come smaller, but not below `width` x `height`: libjpeg scales by 1/2, 1/4, 1/8 while it decodes."""
        try:
            image = Image.open(io.BytesIO(self.read()))
            turned = is_turned(image, self.width, self.height)
            if width and not turned:
                image.draft('RGB', (width, height))
            if turned:
                image = ImageOps.exif_transpose(image)
            return image.convert('RGB')
        except (OSError, SyntaxError, ValueError) as error:
            raise UserError(f'pictures: {self.key} in {self.path} cannot be decoded ({error}); wanted a JPEG, PNG or other picture') from error


def orientation_of(image):
    """EXIF's orientation: 1 where the file is upright or says nothing. Of other files than JPEGs, pixels are decoded, which may fail."""
    if image.format != 'JPEG':
        image.load()
    try:
        return image.getexif().get(0x0112, 1)
    except (SyntaxError, ValueError, KeyError, struct.error):
        return 1


def upright_size(image):
    """Width and height after EXIF's orientation is applied: from 5 on it exchanges them."""
    return image.size[::-1] if orientation_of(image) in (5, 6, 7, 8) else image.size


def is_turned(image, width, height):
    """Whether the boxes belong to the picture after EXIF's orientation is applied, as browsers and `report` show it.

    They do unless only the size of the picture as it is stored is theirs.
    """
    return orientation_of(image) in range(2, 9) and upright_size(image) == (width, height)


@dataclass
class PictureSet:
    """Pictures of one source, and the names of their classes."""

    name: str
    categories: list
    pictures: list
    notes: list = field(default_factory=list)
    is_real: bool = False

    def count_boxes(self):
        return int(sum((~picture.ignore).sum() for picture in self.pictures))

    def renamed(self, categories):
        """The same pictures with classes that index these categories, found by name.

        Where one class is wanted and no name agrees, all classes are that one: a folder of models has a class a model, photos often one.
        """
        own = self.categories
        if own == categories:
            return self
        by_name = {name.strip().lower(): index for index, name in enumerate(categories)}
        to = np.array([by_name.get(name.strip().lower(), -1) for name in own])
        if len(categories) == 1 and (to < 0).all():
            what = f'its class "{own[0]}" is' if len(own) == 1 else f'its {len(own)} classes ("{own[0]}" and others) are all'
            self.notes.append(f'{self.name}: {what} taken as "{categories[0]}", the only class that is wanted')
            to[:] = 0
        unknown = [name for name, index in zip(own, to) if index < 0]
        if unknown:
            raise UserError(f'classes: {self.name} has "{", ".join(unknown)}", and the detector knows "{", ".join(categories)}"; wanted the same names')
        for picture in self.pictures:
            picture.classes = to[picture.classes] if len(picture.classes) else picture.classes
        self.categories = list(categories)
        return self
