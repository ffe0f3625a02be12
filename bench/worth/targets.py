"""Says which cells learn which box. It depends on boxes alone, so that loader threads do it."""
import numpy as np

#: Cells on each side of a box's centre that learn it, in strides, and at most this share of the box's side.
RADIUS_STRIDES = 1.5
RADIUS_SHARE = 0.3
#: A level with stride s learns boxes whose side is between these multiples of s.
SIZES_STRIDES = (2.0, 8.0)
NOTHING, IGNORED = -1, -2


def assign(boxes, ignored, centres, strides):
    """For each cell: the index of its box, NOTHING for background, or IGNORED.

    `boxes`: left, top, right, bottom. A cell near several centres learns the nearest, measured in the box's own size.
    """
    targets = np.full(len(centres), NOTHING, dtype=np.int64)
    if len(boxes) == 0:
        return targets
    size = np.maximum(boxes[:, 2:] - boxes[:, :2], 1e-3)
    middle = (boxes[:, :2] + boxes[:, 2:]) / 2
    side = np.sqrt(size.prod(axis=1))
    # Axes apart, because arrays of box x cell x 2 take three times as long.
    offset_x, offset_y = (np.abs(centres[None, :, axis] - middle[:, axis, None]) for axis in (0, 1))
    width, height = size[:, :1], size[:, 1:]
    if ignored.any():
        inside = (offset_x[ignored] <= width[ignored] / 2) & (offset_y[ignored] <= height[ignored] / 2)
        targets[inside.any(axis=0)] = IGNORED
    widest, narrowest = RADIUS_STRIDES * strides[None], 0.5 * strides[None]
    near = (offset_x <= np.minimum(widest, np.maximum(RADIUS_SHARE * width, narrowest))) & (offset_y <= np.minimum(widest, np.maximum(RADIUS_SHARE * height, narrowest)))
    near &= level_fits(side, strides) & ~ignored[:, None]
    distance = np.where(near, np.maximum(offset_x / width, offset_y / height), np.inf)
    best = distance.argmin(axis=0)
    taken = near.any(axis=0)
    targets[taken] = best[taken]
    return targets


def level_fits(side, strides):
    """Box x cell: whether the cell's level learns boxes of this side. The outer levels take what lies beyond them."""
    low = np.where(strides == strides.min(), 0, SIZES_STRIDES[0] * strides)
    high = np.where(strides == strides.max(), np.inf, SIZES_STRIDES[1] * strides)
    # Neighbouring levels overlap by a factor of two, so that a size near the border is learnt by both.
    return (side[:, None] >= low[None]) & (side[:, None] < high[None])
