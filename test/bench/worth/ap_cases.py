"""Compares the average precision of bench/worth/coco_ap.py with its definition, written as plainly as possible, and with pycocotools.

Prints {"differences": [...], "pycocotools": [...] or null, "hand": {...}} as JSON; the first two hold the largest difference of each case.
"""
import json
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', '..', '..', 'bench', 'worth'))
import numpy as np  # noqa: E402
from coco_ap import AREAS, average_precision  # noqa: E402


def iou(a, b, crowd):
    width = min(a[0] + a[2], b[0] + b[2]) - max(a[0], b[0])
    height = min(a[1] + a[3], b[1] + b[3]) - max(a[1], b[1])
    shared = max(width, 0) * max(height, 0)
    return shared / (a[2] * a[3] if crowd else a[2] * a[3] + b[2] * b[3] - shared)


def plain_ap(truths, found, category, threshold, limits):
    """One class, one IoU, one range of areas: loops over detections in the order of their scores; None without objects."""
    lines = []
    objects = 0
    for image, ((boxes, classes, ignore), (own, scores, own_classes)) in enumerate(zip(truths, found)):
        wanted = [(box, bool(flag), bool(flag) or not limits[0] <= box[2] * box[3] <= limits[1])
                  for box, kind, flag in zip(boxes, classes, ignore) if kind == category]
        objects += sum(not skip for _, _, skip in wanted)
        taken = set()
        chosen = sorted((-score, place) for place, (score, kind) in enumerate(zip(scores, own_classes)) if kind == category)[:100]
        for score, place in chosen:
            best, hit = None, threshold
            for counting in (True, False):
                for index, (box, crowd, skip) in enumerate(wanted):
                    if skip == counting or (index in taken and not crowd):
                        continue
                    value = iou(own[place], box, crowd)
                    if value >= hit and value >= threshold:
                        best, hit = index, value
                if best is not None:
                    break
            if best is None:
                kind = 'false' if limits[0] <= own[place][2] * own[place][3] <= limits[1] else 'nothing'
            else:
                taken.add(best)
                kind = 'nothing' if wanted[best][2] else 'true'
            lines.append((score, image, place, kind))
    if objects == 0:
        return None
    true = false = 0
    points = []
    for _, _, _, kind in sorted(lines, key=lambda line: line[:2]):
        true += kind == 'true'
        false += kind == 'false'
        if kind != 'nothing':
            points.append((true / objects, true / (true + false)))
    return sum(max([precision for recall, precision in points if recall >= level], default=0) for level in np.linspace(0, 1, 101)) / 101


def plain(truths, found, classes):
    result = {}
    for name, area, thresholds in (('AP', 'all', np.linspace(0.5, 0.95, 10)), ('AP50', 'all', [0.5]), ('AP75', 'all', [0.75]),
                                   *((f'AP{area}', area, np.linspace(0.5, 0.95, 10)) for area in ('small', 'medium', 'large'))):
        values = [plain_ap(truths, found, category, threshold, AREAS[area]) for category in range(classes) for threshold in thresholds]
        values = [value for value in values if value is not None]
        result[name] = float(np.mean(values)) if values else None
    return result


def random_case(random, classes):
    truths, found = [], []
    for _ in range(random.integers(1, 7)):
        count = random.integers(0, 9)
        boxes = np.concatenate([random.uniform(0, 150, (count, 2)), random.uniform(8, 130, (count, 2))], axis=1)
        near = boxes[random.integers(0, max(count, 1), random.integers(0, 12) if count else 0)]
        near = near + random.normal(0, random.choice([0.5, 4, 12]), near.shape)
        far = np.concatenate([random.uniform(0, 150, (4, 2)), random.uniform(8, 130, (4, 2))], axis=1)
        own = np.concatenate([near, far])
        own[:, 2:] = np.maximum(own[:, 2:], 1)
        truths.append((boxes, random.integers(0, classes, count), random.uniform(0, 1, count) < 0.2))
        found.append((own, random.uniform(0, 1, len(own)), random.integers(0, classes, len(own))))
    return truths, found


def by_pycocotools(truths, found, classes):
    import contextlib
    import io
    from pycocotools.coco import COCO
    from pycocotools.cocoeval import COCOeval
    truth = COCO()
    annotations = [{'id': 0, 'image_id': image + 1, 'category_id': int(kind) + 1, 'bbox': [float(v) for v in box], 'area': float(box[2] * box[3]), 'iscrowd': int(flag)}
                   for image, (boxes, kinds, flags) in enumerate(truths) for box, kind, flag in zip(boxes, kinds, flags)]
    truth.dataset = {'images': [{'id': image + 1} for image in range(len(truths))], 'annotations': [{**row, 'id': index + 1} for index, row in enumerate(annotations)],
                     'categories': [{'id': index + 1} for index in range(classes)]}
    with contextlib.redirect_stdout(io.StringIO()):
        truth.createIndex()
        results = truth.loadRes([{'image_id': image + 1, 'category_id': int(kind) + 1, 'bbox': [float(v) for v in box], 'score': float(score)}
                                 for image, (boxes, scores, kinds) in enumerate(found) for box, score, kind in zip(boxes, scores, kinds)])
        judge = COCOeval(truth, results, 'bbox')
        judge.evaluate()
        judge.accumulate()
        judge.summarize()
    return dict(zip(('AP', 'AP50', 'AP75', 'APsmall', 'APmedium', 'APlarge'), (None if value < 0 else float(value) for value in judge.stats)))


def difference(a, b):
    return max((1.0 if (a[name] is None) != (b[name] is None) else abs((a[name] or 0) - (b[name] or 0))) for name in b)


def main():
    random = np.random.default_rng(5)
    cases = [random_case(random, classes) for classes in (1, 2, 3) for _ in range(12)]
    sizes = [classes for classes in (1, 2, 3) for _ in range(12)]
    own = [average_precision(*case, classes) for case, classes in zip(cases, sizes)]
    try:
        import pycocotools  # noqa: F401
        judged = [difference(result, by_pycocotools(*case, classes)) for result, case, classes in zip(own, cases, sizes)]
    except ImportError:
        judged = None
    one = np.array([[10.0, 10, 40, 40]])
    none = np.zeros((0, 4)), np.zeros(0), np.zeros(0, dtype=int)
    truth = [(one, np.array([0]), np.array([False]))]
    crowd = [(np.array([[10.0, 10, 40, 40], [100, 100, 50, 50]]), np.array([0, 0]), np.array([False, True]))]

    def found(*boxes):
        return [(np.array(boxes, dtype=float), np.linspace(0.9, 0.5, len(boxes)), np.zeros(len(boxes), dtype=int))]
    print(json.dumps({
        'differences': [difference(result, plain(*case, classes)) for result, case, classes in zip(own, cases, sizes)], 'pycocotools': judged,
        'hand': {
            'exact': average_precision(truth, found(one[0]), 1)['AP'],
            # An IoU of 40 x 30 / 40 x 40 = 0.75 passes six of ten thresholds.
            'three quarters': average_precision(truth, found([10, 10, 40, 30]), 1)['AP'],
            # The false one comes first, so precision is a half at every recall.
            'false first': average_precision(truth, found([200, 200, 40, 40], one[0]), 1)['AP'],
            'false last': average_precision(truth, found(one[0], [200, 200, 40, 40]), 1)['AP'],
            'twice': average_precision(truth, found(one[0], one[0]), 1)['AP'],
            'in a crowd': average_precision(crowd, found([110, 110, 20, 20], [112, 112, 20, 20], one[0]), 1)['AP'],
            'nothing found': average_precision(truth, [none], 1)['AP'],
            'nothing there': average_precision([(np.zeros((0, 4)), np.zeros(0, dtype=int), np.zeros(0, dtype=bool))], found(one[0]), 1)['AP'],
        }}))


if __name__ == '__main__':
    main()
