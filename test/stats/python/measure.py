"""Measures a picture with numpy alone, from the formulas: raw RGB bytes, width, height, boxes as JSON, output as JSON."""
import json
import sys

import numpy as np
from PIL import Image


def region(luma, rgb, mask, edge, laplacian, inner):
    n = int(mask.sum())
    if n == 0:
        return dict(pixels=0, brightness=None, contrast=None, saturation=None, warmth=None, tint=None, edges=None, sharpness=None)
    y = luma[mask].astype(np.float64)
    c = rgb[mask].astype(np.float64)
    top = c.max(1)
    saturation = np.divide(top - c.min(1), top, out=np.zeros(n), where=top > 0)
    part = mask[1:-1, 1:-1] if inner else np.zeros((0, 0), bool)
    m = int(part.sum())
    return dict(
        pixels=n, brightness=y.mean() / 255, contrast=y.std() / 255, saturation=saturation.mean(),
        warmth=(c[:, 0] - c[:, 2]).mean() / 255, tint=(c[:, 1] - (c[:, 0] + c[:, 2]) / 2).mean() / 255,
        edges=edge[part].mean() if m else None, sharpness=np.log2(1 + laplacian[part].astype(np.float64).var()) if m else None,
    )


def covered(boxes, width, height):
    x, y = np.meshgrid(np.arange(width) + 0.5, np.arange(height) + 0.5)
    mask = np.zeros((height, width), bool)
    for left, top, w, h in boxes:
        mask |= (x >= left) & (x < left + w) & (y >= top) & (y < top + h)
    return mask


def hues(rgb):
    c = rgb.reshape(-1, 3).astype(np.int64)
    c = c[c.max(1) - c.min(1) >= 26]
    top, chroma = c.max(1), c.max(1) - c.min(1)
    r, g, b = c.T
    # Sixths of a sextant as whole numbers.
    hue = np.where(top == r, 0, np.where(top == g, 12, 24)) + np.floor_divide(6 * np.where(top == r, g - b, np.where(top == g, b - r, r - g)), chroma)
    return np.bincount(hue % 36, minlength=36), len(c) / (rgb.size / 3)


def noise(luma):
    y = luma.astype(np.int64)
    if min(y.shape) < 3:
        return None
    d = y[:, 2:] - 2 * y[:, 1:-1] + y[:, :-2]
    n = np.abs(d[2:] - 2 * d[1:-1] + d[:-2])
    inner = y[1:-1, 1:-1]
    sums = []
    for top in range(0, n.shape[0] - 15, 16):
        for left in range(0, n.shape[1] - 15, 16):
            if 8 <= inner[top:top + 16, left:left + 16].mean() <= 247:
                sums.append(n[top:top + 16, left:left + 16].sum())
    if not sums:
        return None
    return float(np.sqrt(np.pi / 2) / 6 * sorted(sums)[int(0.1 * (len(sums) - 1))] / 256 / 255)


def spectrum(luma):
    h, w = luma.shape
    if min(h, w) < 64:
        return None
    hann = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(64) / 64)
    window = np.outer(hann, hann)
    power = np.zeros((64, 64))
    for j in range(4):
        for i in range(4):
            top, left = (h - 64) * j // 3, (w - 64) * i // 3
            tile = luma[top:top + 64, left:left + 64].astype(np.float64)
            power += np.abs(np.fft.fft2((tile - tile.mean()) * window)) ** 2
    power /= 16 * (window ** 2).sum()
    f = np.fft.fftfreq(64, 1 / 64)
    ring = np.round(np.hypot(*np.meshgrid(f, f))).astype(int)
    return [float(np.log2(power[ring == r].mean() + 1 / 12)) for r in range(1, 33)]


def measure(rgb, boxes, ignored):
    h, w, _ = rgb.shape
    luma = np.asarray(Image.fromarray(rgb).convert("L"))
    y = luma.astype(np.int64)
    inner = min(h, w) >= 3
    edge = laplacian = None
    if inner:
        s = lambda dy, dx: y[1 + dy:h - 1 + dy, 1 + dx:w - 1 + dx]
        gx = s(-1, 1) + 2 * s(0, 1) + s(1, 1) - s(-1, -1) - 2 * s(0, -1) - s(1, -1)
        gy = s(1, -1) + 2 * s(1, 0) + s(1, 1) - s(-1, -1) - 2 * s(-1, 0) - s(-1, 1)
        edge = np.hypot(gx, gy) / 8 >= 4
        laplacian = s(-1, 0) + s(1, 0) + s(0, -1) + s(0, 1) - 4 * s(0, 0)
    inside = covered(boxes, w, h)
    outside = ~inside & ~covered(ignored, w, h)
    hue, colored = hues(rgb)
    of = lambda mask: region(luma, rgb, mask, edge, laplacian, inner)
    return dict(
        whole=of(np.ones((h, w), bool)), inside=of(inside), outside=of(outside), hue=hue.tolist(), coloredShare=colored,
        noiseSigma=noise(luma), spectrum=spectrum(luma),
    )


if __name__ == "__main__":
    answers = []
    for case in json.load(open(sys.argv[1])):
        if "file" in case:
            rgb = np.asarray(Image.open(case["file"]).convert("RGB"))
        else:
            rgb = np.fromfile(case["raw"], np.uint8).reshape(case["height"], case["width"], 3)
        answers.append(measure(rgb, [b["box"] for b in case["boxes"] if not b["ignore"]], [b["box"] for b in case["boxes"] if b["ignore"]]))
    print(json.dumps(answers))
