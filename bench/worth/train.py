#!/usr/bin/env python3
"""Trains a detector on real and synthetic pictures in any mixture, and judges it on labelled pictures it has not seen."""
import argparse
import json
import os
import sys

# Threads that wait for others sleep: the threads that prepare images need the processor.
os.environ.setdefault('OMP_WAIT_POLICY', 'PASSIVE')
try:
    import numpy as np
    import torch
except ImportError as missing:
    sys.stderr.write(f'train: the Python package {missing.name} is missing; wanted PyTorch, torchvision, NumPy and Pillow: on Debian and Ubuntu, '
                     'apt install python3-torch python3-torchvision python3-numpy python3-pil\n')
    sys.exit(2)

import checkpoint
from coco_set import read_coco_set
from errors import UserError, run_main
from judge import judge, misses_of, write_misses
from models import best_precision
from scenemill_set import read_scenemill_set
from sizing import choose_canvas, choose_strides
from splits import part_of
from training import Training

BATCH, RATE = 8, 2e-3
#: Fine-tuning changes weights that are good already.
TUNING_RATE = 5e-4


def parse(arguments):
    parser = argparse.ArgumentParser(prog='train.py', description=__doc__)
    add = parser.add_argument
    add('--synthetic', action='append', default=[], metavar='DATASET', help='folder of a scenemill dataset; several may be given')
    add('--real', metavar='COCO', help='COCO file of real pictures to train on')
    add('--images', metavar='DIR', help="folder of --real's pictures")
    add('--split', metavar='SHARES', help="such as train=0.75,test=0.25: trains on the first part of --real and judges on the second")
    add('--judge-only', action='store_true', help='--real is judged on, or the second part of its --split, and not trained on')
    add('--real-count', type=int, metavar='N', help='only the first N pictures of --real, in an order that the seed decides')
    add('--real-share', type=float, default=0.5, metavar='S', help='share of real pictures where both kinds are given (0.5)')
    add('--test', metavar='COCO', help='COCO file to judge on')
    add('--test-images', metavar='DIR', help="folder of --test's pictures")
    add('--seen', type=int, default=26000, metavar='N', help='images to train on, counted each time (26000); 0 only judges')
    add('--from', dest='start', metavar='CHECKPOINT', help='fine-tunes this detector')
    add('--resume', action='store_true', help="goes on with --out's run where it was stopped")
    add('--seed', type=int, default=0)
    add('--input', type=int, metavar='PX', help='longer side of the input; by default from the sizes of the boxes')
    add('--batch', type=int, default=BATCH)
    add('--rate', type=float, help=f'largest learning rate ({RATE:g}, or {TUNING_RATE:g} with --from)')
    add('--threads', type=int, default=min(8, os.cpu_count() or 1), help='processor threads')
    add('--model', choices=['small', 'fasterrcnn', 'ssdlite'], default='small', help="small, or one of torchvision's, which want a GPU")
    add('--precision', choices=['float32', 'bfloat16'], help='of the small detector; by default bfloat16 where the processor or GPU computes with it, two to three times as fast')
    add('--judge-every', type=int, default=0, metavar='N', help='also judges after every N images, into curve.csv (0: never)')
    add('--misses', metavar='FILE', help='judges on --misses-on (or --synthetic) and writes what was missed, for generate --weights')
    add('--misses-on', metavar='DATASET', help='a scenemill dataset that was not trained on')
    add('--out', default='out/worth-train', metavar='DIR', help='detector.pt, log.csv and result.json (out/worth-train)')
    options = parser.parse_args(arguments)
    check(options)
    return options


def check(options):
    """Refuses what cannot be meant."""
    if (options.real is None) != (options.images is None):
        raise UserError('train: --real and --images belong together; wanted both or neither')
    if (options.test is None) != (options.test_images is None):
        raise UserError('train: --test and --test-images belong together; wanted both or neither')
    if options.judge_only and (options.real is None or options.test):
        raise UserError('train: --judge-only says what --real is for; wanted --real and no --test')
    if options.split and options.real is None:
        raise UserError('train: --split divides --real, which is missing')
    if options.split and options.test:
        raise UserError('train: both --split and --test name pictures to judge on; wanted one of them')
    for name, value, low in (('seen', options.seen, 0), ('batch', options.batch, 1), ('real-count', options.real_count, 1), ('input', options.input, 64), ('threads', options.threads, 1)):
        if value is not None and value < low:
            raise UserError(f'train: --{name} is {value}; wanted at least {low}')
    if options.misses and not (options.misses_on or options.synthetic):
        raise UserError('train: --misses counts on a scenemill dataset; wanted --misses-on')
    if not 0 < options.real_share < 1:
        raise UserError(f'train: --real-share is {options.real_share}; wanted a share between 0 and 1')
    if options.seen > 0 and not options.synthetic and (options.real is None or options.judge_only):
        raise UserError('train: nothing to train on; wanted --synthetic, --real and --images, or --seen 0 with --from')
    if options.seen == 0 and options.start is None:
        raise UserError('train: --seen 0 judges a detector; wanted --from')
    if options.precision == 'bfloat16' and options.model != 'small':
        raise UserError(f'train: --precision bfloat16 is for the small detector; wanted float32 with --model {options.model}')


def training_sets(options):
    """Sets to train on and the share of each."""
    synthetic = [read_scenemill_set(folder)[0] for folder in options.synthetic]
    total = sum(len(part.pictures) for part in synthetic)
    shares = [len(part.pictures) / total for part in synthetic]
    if options.real is None or options.judge_only or options.seen == 0:
        return synthetic, shares
    real = read_coco_set(options.real, options.images, part_of(options.split, 0) if options.split else lambda key: True)
    if options.real_count is not None:
        real = first_pictures(real, options.real_count, options.seed)
    if not synthetic:
        return [real], [1.0]
    return [*synthetic, real], [*(share * (1 - options.real_share) for share in shares), options.real_share]


def first_pictures(real, count, seed):
    """So many pictures, in an order that the seed decides: fewer are always among more."""
    if count > len(real.pictures):
        raise UserError(f'train: --real-count is {count}, and {real.name} has {len(real.pictures)} pictures to train on; wanted no more')
    order = np.random.default_rng(seed).permutation(len(real.pictures))[:count]
    real.pictures = [real.pictures[index] for index in sorted(order)]
    if real.count_boxes() == 0:
        raise UserError(f'train: the first {count} pictures of {real.name} have no box; wanted more pictures, or another --seed')
    return real


def test_set(options):
    if options.test:
        return read_coco_set(options.test, options.test_images)
    if options.split:
        return read_coco_set(options.real, options.images, part_of(options.split, 1))
    return read_coco_set(options.real, options.images) if options.judge_only else None


def categories_of(test, sets):
    """The classes of what is judged on, else of the real pictures, else of all synthetic sets."""
    first = test or next((part for part in sets if part.is_real), None)
    return list(first.categories) if first else list(dict.fromkeys(name for part in sets for name in part.categories))


def main(arguments):
    options = parse(arguments)
    torch.set_num_threads(options.threads)
    start = checkpoint.load(options.start) if options.start else None
    sets, shares = training_sets(options)
    test = test_set(options)
    categories = start['categories'] if start else categories_of(test, sets)
    for part in [*sets, *([test] if test else [])]:
        part.renamed(categories)
        sys.stderr.write(''.join(f'{note}\n' for note in part.notes))
    path = os.path.join(options.out, 'detector.pt')
    if options.seen > 0:
        content = train(options, categories, sets, shares, start, path, test)
    else:
        content = start
    model = checkpoint.detector_of(content)
    result = {'categories': categories, 'seen': options.seen, 'seed': options.seed, 'canvas': list(content['settings']['canvas'])}
    if test:
        result.update({'tested': len(test.pictures), **judge(model, test, content['settings']['canvas'])})
    if options.misses:
        judged, dataset = read_scenemill_set(options.misses_on or options.synthetic[0])
        write_misses(options.misses, dataset.get('configSha256'), misses_of(model, judged.renamed(categories), content['settings']['canvas']))
    # Last, because a run with a result is not repeated.
    os.makedirs(options.out, exist_ok=True)
    with open(os.path.join(options.out, 'result.json'), 'w', encoding='utf-8') as file:
        json.dump(result, file, indent=1)
        file.write('\n')
    print(json.dumps(result))


def train(options, categories, sets, shares, start, path, test):
    pictures = [picture for part in sets for picture in part.pictures]
    canvas = start['settings']['canvas'] if start else choose_canvas(pictures, options.input)
    strides = start['settings']['strides'] if start else choose_strides(pictures, canvas)
    model = start['settings']['model'] if start else options.model
    settings = {'canvas': tuple(canvas), 'strides': list(strides), 'seen': options.seen, 'batch': options.batch, 'seed': options.seed,
                'rate': options.rate or (TUNING_RATE if start else RATE), 'model': model, 'precision': options.precision or best_precision(model), 'zoom': 0.35, 'stretch': 0.15, 'colour': 1.0, 'flip': True}
    state = None
    if options.resume and os.path.exists(path):
        state = checkpoint.load(path)
        if state['settings'] != settings or state['categories'] != categories:
            raise UserError(f'train: {path} belongs to a run with other settings; wanted the same options, or another --out')
    sys.stderr.write(f'train: {len(pictures)} pictures, {sum(part.count_boxes() for part in sets)} boxes, input {canvas[0]} x {canvas[1]}, strides {", ".join(map(str, strides))}, {settings["precision"]}\n')
    training = Training(categories, settings, state, start['average'] if start else None)
    curve = Curve(os.path.join(options.out, 'curve.csv'), training, test, options) if test and options.judge_every else None
    training.run(sets, shares, path, os.path.join(options.out, 'log.csv'), curve)
    return checkpoint.load(path)


class Curve:
    """Judges now and then while training, for a curve; nothing is chosen by it."""

    def __init__(self, path, training, test, options):
        self.path, self.training, self.test, self.every = path, training, test, options.judge_every
        self.rows = []
        if training.step > 0 and os.path.exists(path):
            with open(path, encoding='utf-8') as file:
                self.rows = [row for row in file.read().splitlines()[1:] if int(row.split(',')[0]) <= training.step * options.batch]
        self.next = (training.step * options.batch // self.every + 1) * self.every

    def __call__(self, seen):
        if seen < self.next:
            return
        self.next += self.every
        figures = judge(self.training.average, self.test, self.training.settings['canvas'])
        self.rows.append(f'{seen},{figures["AP50"]:.4f},{figures["AP"]:.4f}')
        with open(self.path, 'w', encoding='utf-8') as file:
            file.write('\n'.join(['seen,AP50,AP', *self.rows, '']))


if __name__ == '__main__':
    run_main(main)
