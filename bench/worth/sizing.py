"""Chooses the detector's input size and levels from the boxes that it is to find."""
import numpy as np

from errors import UserError

#: Wanted side of the small boxes (the 5 % quantile) at the detector's input, and the most pixels an input may have. With 20 px in place of 28
#: an image takes half the time, and AP50:95 on photos of dice was .48 in place of .52 after 3,000 images seen.
SMALL_PX = 28
MOST_PIXELS = 640 * 640
#: A level is needed from this many strides of a box's side on.
LEVEL_STRIDES = 2.0


def choose_canvas(pictures, longest=None):
    """Width and height of the input, multiples of 32: so large that small boxes have SMALL_PX, but no larger than the pictures are."""
    sides = np.array([max(picture.width, picture.height) for picture in pictures])
    shares = box_shares(pictures)
    shape = np.median([[picture.width, picture.height] for picture in pictures], axis=0)
    shape = shape / shape.max()
    if longest is None:
        longest = min(max(SMALL_PX / np.quantile(shares, 0.05), 256), max(np.quantile(sides, 0.5), 256))
        longest = min(longest, (MOST_PIXELS / shape.prod()) ** 0.5)
    width, height = (max(32, int(round(longest * share / 32)) * 32) for share in shape)
    return width, height


def box_shares(pictures):
    """Side of each box that counts, over the longer side of its picture."""
    shares = np.concatenate([np.sqrt(picture.boxes[~picture.ignore][:, 2:].prod(axis=1)) / max(picture.width, picture.height) for picture in pictures])
    if len(shares) == 0:
        raise UserError('train: no picture has a box; wanted labelled objects')
    return shares


def choose_strides(pictures, canvas):
    """Strides of the levels that the sizes at the input ask for: 8 always suits 16 to 64 px, 4 is for less, 16 and 32 for more."""
    sides = box_shares(pictures) * max(canvas)
    low, high = np.quantile(sides, [0.05, 0.95])
    first = 4 if low < LEVEL_STRIDES * 8 * 0.75 else 8
    strides = [first]
    while strides[-1] < 32 and high > 8 * strides[-1]:
        strides.append(strides[-1] * 2)
    return strides
