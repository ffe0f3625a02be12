"""Turns the detector's output into detections: threshold, suppression, and a vote of the boxes that agree."""
import numpy as np

MIN_SCORE = 0.01
CANDIDATES = 400
KEPT = 100
#: A box that overlaps a better one of its class by more than this IoU is the same object.
SAME_IOU = 0.6


def iou_matrix(a, b):
    """IoU of all pairs of boxes given by corners."""
    overlap = np.prod(np.clip(np.minimum(a[:, None, 2:], b[None, :, 2:]) - np.maximum(a[:, None, :2], b[None, :, :2]), 0, None), axis=2)
    area_a, area_b = (np.prod(boxes[:, 2:] - boxes[:, :2], axis=1) for boxes in (a, b))
    return overlap / np.maximum(area_a[:, None] + area_b[None] - overlap, 1e-9)


def detections_of(scores, corners, canvas):
    """Boxes by corners, scores and classes of one image, best first, of the scores (cell, class) and corners (cell, 4) of all cells."""
    best, classes = scores.max(1)
    order = best.topk(min(CANDIDATES, len(best))).indices
    order = order[best[order] >= MIN_SCORE]
    limit = np.tile(np.array(canvas, dtype=np.float32), 2)
    return suppress(np.clip(corners[order].numpy(), 0, limit), best[order].numpy(), classes[order].numpy())


def suppress(boxes, scores, classes):
    """Greedy suppression by class. A kept box becomes the mean of the boxes it stands for, weighted by score and overlap."""
    # Far apart by class, boxes of two classes do not overlap.
    apart = boxes + (classes * (boxes.max(initial=0) + 1))[:, None]
    overlap = iou_matrix(apart, apart)
    alive = np.ones(len(boxes), dtype=bool)
    kept, voted = [], []
    for index in range(len(boxes)):
        if not alive[index]:
            continue
        same = overlap[index] > SAME_IOU
        voters = same & (overlap[index] > 0.7)
        weights = scores[voters] * np.exp(-((1 - overlap[index][voters]) ** 2) / 0.025)
        voted.append((boxes[voters] * weights[:, None]).sum(0) / weights.sum())
        kept.append(index)
        alive &= ~same
        if len(kept) == KEPT:
            break
    return np.array(voted, dtype=np.float32).reshape(-1, 4), scores[kept], classes[kept]
