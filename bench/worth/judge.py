"""Detects on whole pictures and compares with their labels."""
import json

import numpy as np
import torch

from coco_ap import average_precision
from detections import iou_matrix
from views import place_image, whole_window

BATCH = 8
#: An object counts as seen by a detection with this IoU and score.
SEEN_IOU, SEEN_SCORE = 0.5, 0.3


def detections_on(model, pictures, canvas):
    """For each picture (boxes as x, y, width, height in its own pixels, scores, classes)."""
    device = next(model.parameters()).device
    results = []
    for start in range(0, len(pictures), BATCH):
        batch = pictures[start:start + BATCH]
        windows = [whole_window(picture, canvas) for picture in batch]
        views = []
        for picture, window in zip(batch, windows):
            image = picture.decode(round(picture.width * canvas[0] / window[2]), round(picture.height * canvas[1] / window[3]))
            views.append(np.asarray(place_image(image, (picture.width, picture.height), window, canvas)))
        found = model.detect(torch.from_numpy(np.stack(views)).to(device))
        results += [in_picture(*entry, picture, window, canvas) for entry, picture, window in zip(found, batch, windows)]
    return results


def in_picture(boxes, scores, classes, picture, window, canvas):
    """Detections in the picture's own pixels, clipped to it."""
    scale = np.tile([window[2] / canvas[0], window[3] / canvas[1]], 2)
    corners = np.clip(boxes * scale + np.tile(window[:2], 2), 0, np.tile([picture.width, picture.height], 2))
    return np.concatenate([corners[:, :2], corners[:, 2:] - corners[:, :2]], axis=1), scores, classes


def judge(model, part, canvas):
    """COCO's figures on a set of pictures."""
    found = detections_on(model, part.pictures, canvas)
    truths = [(picture.boxes, picture.classes, picture.ignore) for picture in part.pictures]
    return average_precision(truths, found, len(part.categories))


def misses_of(model, part, canvas):
    """Rows of how often each model, view and level was seen and missed, for `generate --weights`."""
    counts = {}
    for picture, (boxes, scores, classes) in zip(part.pictures, detections_on(model, part.pictures, canvas)):
        sure = scores >= SEEN_SCORE
        found = pair(picture, boxes[sure], classes[sure])
        for pose, hit, ignore in zip(picture.poses, found, picture.ignore):
            if not ignore:
                seen_missed = counts.setdefault(pose, [0, 0])
                seen_missed[0 if hit else 1] += 1
    rows = sorted(counts.items(), key=lambda item: [str(value) if value is None else (value if isinstance(value, str) else f'{value:09d}') for value in item[0]])
    return [{'model': model_name, 'view': view, 'level': level, 'seen': seen + missed, 'missed': missed}
            for (model_name, view, level), (seen, missed) in rows]


def pair(picture, boxes, classes):
    """Whether each object of the picture has a detection of its own: best overlaps first."""
    found = np.zeros(len(picture.boxes), dtype=bool)
    if len(boxes) == 0 or len(found) == 0:
        return found
    overlap = iou_matrix(corners(picture.boxes), corners(boxes))
    overlap[picture.classes[:, None] != classes[None]] = 0
    while overlap.max() >= SEEN_IOU:
        row, column = np.unravel_index(overlap.argmax(), overlap.shape)
        found[row] = True
        overlap[row] = 0
        overlap[:, column] = 0
    return found


def corners(boxes):
    return np.concatenate([boxes[:, :2], boxes[:, :2] + boxes[:, 2:]], axis=1)


def write_misses(path, config_sha256, rows):
    with open(path, 'w', encoding='utf-8') as file:
        json.dump({'format': 1, 'configSha256': config_sha256, 'rows': rows}, file, indent=1)
        file.write('\n')
