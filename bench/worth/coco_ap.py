"""Average precision as COCO defines it, in numpy: 101 points of recall, IoU 0.50 to 0.95, 100 detections an image.

Follows pycocotools' COCOeval for boxes. Areas are those of the boxes, and whatever is ignored is treated as a crowd: it counts neither as
found nor as missed, takes any number of detections, and its IoU is the shared area over the detection's.
"""
import numpy as np

IOUS = np.linspace(0.5, 0.95, 10)
RECALLS = np.linspace(0, 1, 101)
MAX_DETECTIONS = 100
#: Side lengths 32 and 96 px divide small, medium and large.
AREAS = {'all': (0, 1e10), 'small': (0, 32 ** 2), 'medium': (32 ** 2, 96 ** 2), 'large': (96 ** 2, 1e10)}


def average_precision(truths, detections, classes):
    """COCO's figures of one detector.

    `truths`: for each image (boxes, classes, ignore); `detections`: for each image (boxes, scores, classes). Boxes are x, y, width, height.
    Returns AP, AP50, AP75, APsmall, APmedium, APlarge and AR, each 0 to 1, or None where there is no such object.
    """
    figures = {area: [precisions_of(truths, detections, index, limits) for index in range(classes)] for area, limits in AREAS.items()}
    whole = stack(figures['all'])
    result = {'AP': mean_of(whole), 'AP50': mean_of(whole[:, 0] if len(whole) else whole), 'AP75': mean_of(whole[:, 5] if len(whole) else whole)}
    for area in ('small', 'medium', 'large'):
        result[f'AP{area}'] = mean_of(stack(figures[area]))
    recalls = [recall for entry in figures['all'] if entry is not None for recall in entry[1]]
    result['AR'] = float(np.mean(recalls)) if recalls else None
    return result


def stack(entries):
    """Class x IoU x recall of the classes that have an object."""
    found = [entry[0] for entry in entries if entry is not None]
    return np.stack(found) if found else np.zeros((0, len(IOUS), len(RECALLS)))


def mean_of(values):
    return float(values.mean()) if values.size else None


def precisions_of(truths, detections, category, limits):
    """Precision at IoUS x RECALLS and the recall at IOUS of one class; None where no object counts."""
    scores, hits, ignored, objects = [], [], [], 0
    for (boxes, classes, ignore), (found, found_scores, found_classes) in zip(truths, detections):
        own = classes == category
        order = np.argsort(-found_scores[found_classes == category], kind='mergesort')[:MAX_DETECTIONS]
        chosen = found[found_classes == category][order]
        areas = boxes[own][:, 2] * boxes[own][:, 3]
        skip = ignore[own] | (areas < limits[0]) | (areas > limits[1])
        objects += int((~skip).sum())
        hit, skipped = match(boxes[own], ignore[own], skip, chosen)
        found_areas = chosen[:, 2] * chosen[:, 3]
        outside = (found_areas < limits[0]) | (found_areas > limits[1])
        scores.append(found_scores[found_classes == category][order])
        hits.append(hit)
        ignored.append(skipped | (~hit & outside[None]))
    if objects == 0:
        return None
    order = np.argsort(-np.concatenate(scores), kind='mergesort')
    hits = np.concatenate(hits, axis=1)[:, order]
    ignored = np.concatenate(ignored, axis=1)[:, order]
    true = np.cumsum(hits & ~ignored, axis=1)
    false = np.cumsum(~hits & ~ignored, axis=1)
    curves = np.zeros((len(IOUS), len(RECALLS)))
    for index in range(len(IOUS)):
        recall = true[index] / objects
        precision = true[index] / np.maximum(true[index] + false[index], np.spacing(1))
        # The precision at a recall is the best at that recall or any higher one.
        precision = np.maximum.accumulate(precision[::-1])[::-1]
        places = np.searchsorted(recall, RECALLS, side='left')
        curves[index, places < len(precision)] = precision[places[places < len(precision)]]
    return curves, (true[:, -1] / objects if true.shape[1] else np.zeros(len(IOUS)))


def match(boxes, crowd, skip, found):
    """For each IoU and detection, best score first: whether it has found an object, and whether that one does not count."""
    hit = np.zeros((len(IOUS), len(found)), dtype=bool)
    skipped = np.zeros_like(hit)
    if len(boxes) == 0 or len(found) == 0:
        return hit, skipped
    # Objects that count come first, because a detection takes another only where none of these is left.
    order = np.argsort(skip, kind='mergesort')
    boxes, crowd, skip = boxes[order], crowd[order], skip[order]
    overlap = overlaps(found, boxes, crowd)
    for level, threshold in enumerate(IOUS):
        taken = np.zeros(len(boxes), dtype=bool)
        for index in range(len(found)):
            free = ~taken | crowd
            best = pick(np.where(free & ~skip, overlap[index], -1), threshold)
            if best is None:
                best = pick(np.where(free & skip, overlap[index], -1), threshold)
            if best is None:
                continue
            taken[best] = True
            hit[level, index] = True
            skipped[level, index] = skip[best]
    return hit, skipped


def pick(overlap, threshold):
    """The last of the best, as pycocotools takes it, or None below the threshold."""
    best = len(overlap) - 1 - int(np.argmax(overlap[::-1]))
    return best if overlap[best] >= min(threshold, 1 - 1e-10) else None


def overlaps(found, boxes, crowd):
    """Detection x object: the IoU, or the shared area over the detection's where the object is a crowd."""
    low = np.maximum(found[:, None, :2], boxes[None, :, :2])
    high = np.minimum(found[:, None, :2] + found[:, None, 2:], boxes[None, :, :2] + boxes[None, :, 2:])
    shared = np.prod(np.clip(high - low, 0, None), axis=2)
    area = found[:, 2] * found[:, 3]
    union = np.where(crowd[None], area[:, None], area[:, None] + (boxes[:, 2] * boxes[:, 3])[None] - shared)
    return shared / np.maximum(union, np.spacing(1))
