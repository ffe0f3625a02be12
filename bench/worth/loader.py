"""Yields training batches in an order that the seed decides. Threads prepare them; each image has its own random stream."""
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache

import numpy as np
import torch

from detector import cells_of
from targets import assign
from views import KEPT_SHARE, boxes_in, place_image, random_window, recoloured

#: Decoded pictures are kept until they take so many bytes.
CACHE_BYTES = 1 << 30
#: Standard normal noise; each image takes a part of it.
NOISE = np.random.default_rng(0).standard_normal(1 << 21).astype(np.float32)


class Loader:
    """Batches number `first` on. The same seed gives the same batches whatever the number of threads, and wherever it begins."""

    def __init__(self, sets, shares, settings, strides, threads=2):
        self.sets, self.settings = sets, settings
        self.shares = np.cumsum(shares) / np.sum(shares)
        self.canvas = settings['canvas']
        centres, steps = cells_of(self.canvas, strides)
        self.centres, self.steps = centres.numpy(), steps.numpy()
        self.threads = threads
        self.cache, self.cached_bytes = {}, 0

    def batches(self, first, count):
        """Batches `first` to `count`, each as `join` makes it."""
        with ThreadPoolExecutor(self.threads) as pool:
            waiting = deque()
            size = self.settings['batch']
            for batch in range(first, count):
                waiting.append([pool.submit(self.sample, batch * size + index) for index in range(size)])
                if len(waiting) > 2:
                    yield join([future.result() for future in waiting.popleft()])
            while waiting:
                yield join([future.result() for future in waiting.popleft()])

    def sample(self, index):
        """The image of this index: pixels, targets of the cells, and of the boxes corners, classes and whether they are ignored."""
        random = np.random.default_rng([self.settings['seed'], index])
        picture = self.choose(index, random)
        settings = self.settings
        window = random_window(picture, self.canvas, random, settings['zoom'], settings['stretch'])
        image = place_image(self.decoded(picture, window), (picture.width, picture.height), window, self.canvas)
        boxes, left = boxes_in(picture, window, self.canvas)
        image = recoloured(image, random, settings['colour'])
        pixels = np.asarray(image)
        if settings['colour'] and random.uniform(0, 1) < 0.4:
            offset = int(random.integers(0, len(NOISE) - pixels.size)) if pixels.size < len(NOISE) else 0
            noise = np.resize(NOISE[offset:offset + pixels.size], pixels.shape) * random.uniform(0, 8)
            pixels = np.clip(pixels + noise, 0, 255).astype(np.uint8)
        if settings['flip'] and random.uniform(0, 1) < 0.5:
            pixels = pixels[:, ::-1]
            boxes = np.stack([self.canvas[0] - boxes[:, 2], boxes[:, 1], self.canvas[0] - boxes[:, 0], boxes[:, 3]], axis=1)
        shown = left > 0
        ignored = picture.ignore | (left < KEPT_SHARE)
        targets = assign(boxes[shown], ignored[shown], self.centres, self.steps)
        return np.ascontiguousarray(pixels), targets, boxes[shown].astype(np.float32), picture.classes[shown], ignored[shown]

    def choose(self, index, random):
        """Every picture of a set once before any comes again, in an order of its own each time."""
        part = self.sets[int(np.searchsorted(self.shares, random.uniform(0, 1), side='right'))] if len(self.sets) > 1 else self.sets[0]
        if len(self.sets) > 1:
            return part.pictures[int(random.integers(len(part.pictures)))]
        turn, place = divmod(index, len(part.pictures))
        return part.pictures[order_of(self.settings['seed'], turn, len(part.pictures))[place]]

    def decoded(self, picture, window):
        """The decoded picture, from memory where it has been decoded before."""
        key = picture.path, picture.key
        image = self.cache.get(key)
        if image is None:
            size = picture.width * picture.height * 3
            if self.cached_bytes + size > CACHE_BYTES:
                return picture.decode(round(picture.width * self.canvas[0] / window[2]), round(picture.height * self.canvas[1] / window[3]))
            image = self.cache[key] = picture.decode()
            self.cached_bytes += size
        return image


@lru_cache(maxsize=4)
def order_of(seed, turn, count):
    """The order of the pictures the `turn`th time."""
    return np.random.default_rng([seed, turn, count]).permutation(count)


def join(samples):
    """One batch: pixels and targets an image, the rest a box of all images. Targets count through these boxes."""
    targets, first = [], 0
    for _, own, boxes, _, _ in samples:
        targets.append(np.where(own >= 0, own + first, own))
        first += len(boxes)
    pixels, _, boxes, classes, ignored = zip(*samples)
    return {
        'pixels': torch.from_numpy(np.stack(pixels)), 'targets': torch.from_numpy(np.stack(targets)), 'boxes': torch.from_numpy(np.concatenate(boxes)),
        'classes': torch.from_numpy(np.concatenate(classes)), 'ignored': torch.from_numpy(np.concatenate(ignored)),
        'image': torch.from_numpy(np.repeat(np.arange(len(samples)), [len(own) for own in boxes]))}
