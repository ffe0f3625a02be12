"""Trains some steps at once, and stopped in between: prints whether weights, averages, logs and the batches of other thread counts are equal."""
import json
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', '..', '..', 'bench', 'worth'))
import torch  # noqa: E402
import checkpoint  # noqa: E402
from coco_set import read_coco_set  # noqa: E402
from loader import Loader  # noqa: E402
from training import Training  # noqa: E402

STEPS = 6


def weights(path):
    content = checkpoint.load(path)
    return {**{f'm.{name}': value for name, value in content['model'].items()}, **{f'a.{name}': value for name, value in content['average'].items()}}


def log(path):
    with open(path, encoding='utf-8') as file:
        # The last column is a time.
        return [line.rsplit(',', 1)[0] for line in file.read().splitlines()]


def main(folder):
    torch.set_num_threads(1)
    squares = read_coco_set(os.path.join(folder, 'squares', 'coco.json'), os.path.join(folder, 'squares'))
    settings = {'model': 'small', 'precision': 'bfloat16', 'canvas': (96, 96), 'strides': [8], 'seen': 4 * STEPS, 'batch': 4, 'seed': 3, 'rate': 1e-3,
                'zoom': 0.35, 'stretch': 0.15, 'colour': 1.0, 'flip': True}
    paths = {name: [os.path.join(folder, f'{name}.pt'), os.path.join(folder, f'{name}.csv')] for name in ('whole', 'parts')}
    Training(['square'], settings).run([squares], [1.0], *paths['whole'])
    Training(['square'], settings).run([squares], [1.0], *paths['parts'], until=2)
    stopped = weights(paths['parts'][0])
    Training(['square'], settings, checkpoint.load(paths['parts'][0])).run([squares], [1.0], *paths['parts'])
    whole, parts = weights(paths['whole'][0]), weights(paths['parts'][0])

    first, second = (list(Loader([squares], [1.0], settings, [8], threads).batches(start, 4)) for threads, start in ((1, 0), (3, 2)))
    print(json.dumps({
        'weights': all(torch.equal(value, parts[name]) for name, value in whole.items()),
        'moved': any(not torch.equal(value, stopped[name]) for name, value in whole.items()),
        'logs': log(paths['whole'][1]) == log(paths['parts'][1]), 'rows': len(log(paths['whole'][1])),
        'batches': all(torch.equal(first[2 + index][name], second[index][name]) for index in range(2) for name in second[index])}))


if __name__ == '__main__':
    main(sys.argv[1])
