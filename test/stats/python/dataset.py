"""Recomputes statistics of a dataset from its shards with numpy alone: the folder of the dataset, and measure.py's; output as JSON."""
import collections
import glob
import io
import json
import sys
import tarfile

import numpy as np
from PIL import Image

sys.path.insert(0, sys.argv[2])
import measure  # noqa: E402

records, pictures = [], []
for path in sorted(glob.glob(sys.argv[1] + "/shards/*.tar")):
    with tarfile.open(path) as shard:
        for member in shard:
            content = shard.extractfile(member).read()
            if member.name.endswith(".json"):
                records.append(json.loads(content))
            else:
                pictures.append(content)

boxes = [[(o["category"], o.get("labelBox", o["bbox"])) for o in r["instances"] if not o.get("ignore")] for r in records]
flat = np.array([b for row in boxes for _, b in row], float)
visible = [o for r in records for o in r["instances"]]
hidden = [o for r in records for o in r["hidden"]]
lights = [light for r in records for light in r["lights"]]


def rows(values, low, high, count):
    """numpy's histogram; values beyond the ends count in the first and the last bin."""
    return np.histogram(np.clip(values, low, np.nextafter(high, low)), count, (low, high))[0].tolist()


def rotation(q):
    w, x, y, z = q
    return np.array([
        [1 - 2 * (y * y + z * z), 2 * (x * y - w * z), 2 * (x * z + w * y)],
        [2 * (x * y + w * z), 1 - 2 * (x * x + z * z), 2 * (y * z - w * x)],
        [2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y)]])


def sphere(directions):
    d = np.array(directions)
    d /= np.linalg.norm(d, axis=1, keepdims=True)
    row = np.minimum(10, np.floor((d[:, 1] + 1) / 2 * 11)).astype(int)
    column = np.floor(np.arctan2(d[:, 0], d[:, 2]) / (2 * np.pi) * 24 + 0.5).astype(int) % 24
    column[np.hypot(d[:, 0], d[:, 2]) < 1e-6] = 0
    return np.bincount(row * 24 + column, minlength=264).tolist()


def gaps():
    touching, gap = [], []
    for row in boxes:
        for i, (_, a) in enumerate(row):
            near = [np.hypot(max(0, b[0] - a[0] - a[2], a[0] - b[0] - b[2]), max(0, b[1] - a[1] - a[3], a[1] - b[1] - b[3])) for j, (_, b) in enumerate(row) if i != j]
            touching.append(bool(near) and min(near) <= 1)
            gap += [min(near) / np.sqrt(a[2] * a[3])] if near else []
    return touching, gap


def mean(of):
    return float(np.mean([of(r) for r in records]))


touching, gap = gaps()
measures = []
for r, content in zip(records, pictures):
    rgb = np.asarray(Image.open(io.BytesIO(content)).convert("RGB"))
    named = [(o.get("labelBox", o["bbox"]), o.get("ignore", False)) for o in r["instances"]]
    measures.append(measure.measure(rgb, [b for b, ignore in named if not ignore], [b for b, ignore in named if ignore]))
of = lambda part, name: [m[part][name] for m in measures if m[part][name] is not None]
entries = collections.Counter((r["schedule"]["level"], e) for r in records for e in r["schedule"]["unplaced"] + [o["entry"] for o in r["instances"] + r["hidden"]])
size = np.sqrt(flat[:, 2] * flat[:, 3])
print(json.dumps(dict(
    images=len(records), boxes=len(flat), visible=len(visible), hidden=len(hidden), ignored=sum(bool(o.get("ignore")) for o in visible),
    leastBad=sum(bool(r.get("leastBad")) for r in records),
    classes=collections.Counter(c for row in boxes for c, _ in row), classImages=collections.Counter(c for row in boxes for c in {c for c, _ in row}),
    boxCounts=np.bincount([len(row) for row in boxes]).tolist(),
    centres=np.bincount([int(((b[1] + b[3] / 2) / 80 * 32)) * 32 + int((b[0] + b[2] / 2) / 96 * 32) for row in boxes for c, b in row if c == "cup"], minlength=1024).tolist(),
    attempts=collections.Counter(str(r["attempt"]) for r in records), kinds=collections.Counter(r["background"]["kind"] for r in records),
    models=collections.Counter(o["model"] for o in visible),
    histograms=dict(
        boxSizePx=rows(np.log2(size), 0, 12, 96), aspect=rows(np.log2(flat[:, 2] / flat[:, 3]), -4, 4, 64), centreX=rows((flat[:, 0] + flat[:, 2] / 2) / 96, 0, 1, 40),
        gapOverSize=rows(gap, 0, 8, 80),
    ),
    means=dict(
        boxSizePx=float(np.exp(np.log(size).mean())), boxSizeShare=float(np.exp(np.log(size / 80).mean())), touching=float(np.mean(touching)), gapOverSize=float(np.mean(gap)),
        atBorder=float(np.mean((flat[:, 0] <= 1) | (flat[:, 1] <= 1) | (flat[:, 0] + flat[:, 2] >= 95) | (flat[:, 1] + flat[:, 3] >= 79))),
        bytesPerPixel=float(np.exp(np.mean([np.log(len(p) / 96 / 80) for p in pictures]))), jpegQuality=float(np.mean([75 + i % 20 for i in range(len(records))])),
    ),
    pixelMeans=dict(
        **{name: float(np.mean(of("whole", name))) for name in ("brightness", "contrast", "saturation", "edges", "sharpness", "warmth", "tint")},
        **{name + "Inside": float(np.mean(of("inside", name))) for name in ("brightness", "contrast", "saturation", "edges", "sharpness")},
        **{name + "Outside": float(np.mean(of("outside", name))) for name in ("brightness", "contrast", "saturation", "edges", "sharpness")},
        colored=float(np.mean([m["coloredShare"] for m in measures])), noise=float(np.mean([m["noiseSigma"] for m in measures if m["noiseSigma"] is not None])),
    ),
    spectrum=np.mean([m["spectrum"] for m in measures], 0).tolist(), hue=np.sum([m["hue"] for m in measures], 0).tolist(),
    recordMeans=dict(
        visibility=float(np.mean([o["visibility"] for o in visible])), hiddenByFrame=float(np.mean([o["occludedBy"]["frame"] for o in visible])),
        hiddenByForeground=float(np.mean([o["occludedBy"]["foreground"] for o in visible])), hiddenByOccluder=float(np.mean([o["occludedBy"]["occluder"] for o in visible])),
        visiblePixels=float(np.exp(np.mean([np.log(o["area"]) for o in visible]))), scale=float(np.exp(np.mean([np.log(o["pose"]["scale"]) for o in visible]))),
        distance=float(np.exp(np.mean([np.log(np.linalg.norm(o["pose"]["translation"]) / o["pose"]["scale"]) for o in visible]))),
        angleX=float(np.mean([np.degrees(np.arctan2(o["pose"]["translation"][0], o["pose"]["translation"][2])) for o in visible])),
        lights=mean(lambda r: len(r["lights"])), lightIntensity=float(np.mean([x["intensity"] for x in lights])), lightRed=float(np.mean([x["color"][0] for x in lights])),
        ambient=mean(lambda r: r["ambient"]), noiseSigma=mean(lambda r: r["post"]["noiseSigma"]), blurSigma=mean(lambda r: r["post"]["blurSigma"] if r["post"]["blurKernel"] > 1 else 0),
        fieldOfView=mean(lambda r: 2 * np.degrees(np.arctan(40 / r["camera"]["fy"]))), hidden=mean(lambda r: len(r["hidden"])), unplaced=mean(lambda r: len(r["schedule"]["unplaced"])),
        overlap=float(np.mean([share for r in records for _, _, share in r["overlaps"]])), coverage=float(np.mean([o["coverage"] for r in records for o in r["occluders"]])),
    ),
    views=sphere([-rotation(o["pose"]["rotation"]).T @ o["pose"]["translation"] for o in visible]),
    lightDirections=sphere([x["direction"] for x in lights]),
    inPlane=np.bincount([o["inPlane"] for o in visible], minlength=36).tolist(),
    distinct=len(entries), repeated=sum(entries.values()) - len(entries),
    shown=collections.Counter(f'{o["model"]} {r["schedule"]["level"]} {o["view"]}' for r in records for o in r["instances"] + r["hidden"]),
)))
