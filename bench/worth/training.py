"""The training loop: schedule, averaged weights, log, checkpoints. A run that was stopped goes on as if it had not been."""
import copy
import csv
import math
import os
import sys
import time

import torch

import checkpoint
from loader import Loader
from models import DEVICE, make_model

#: Share of the run in which the learning rate rises, and the share of it that is left at the end.
WARM_SHARE, LAST_SHARE = 0.05, 0.01
WEIGHT_DECAY = 0.05
CLIP_NORM = 10.0
AVERAGE_DECAY = 0.998
#: Seconds between two checkpoints.
SAVE_SECONDS = 60


def rate_at(step, steps):
    """The learning rate's factor: a linear rise, then half a cosine."""
    warm = max(1, round(steps * WARM_SHARE))
    if step < warm:
        return (step + 1) / warm
    return LAST_SHARE + (1 - LAST_SHARE) * (1 + math.cos(math.pi * (step - warm) / max(1, steps - warm))) / 2


class Training:
    """A detector in training. `state` of a checkpoint, where given, is gone on with."""

    def __init__(self, categories, settings, state=None, start=None):
        self.categories, self.settings = categories, settings
        torch.manual_seed(settings['seed'])
        self.model = make_model(settings, len(categories))
        if start is not None:
            self.model.load_state_dict(start)
        self.average = copy.deepcopy(self.model).eval()
        decayed = [parameter for parameter in self.model.parameters() if parameter.ndim > 1]
        others = [parameter for parameter in self.model.parameters() if parameter.ndim <= 1]
        self.optimizer = torch.optim.AdamW([{'params': decayed, 'weight_decay': WEIGHT_DECAY}, {'params': others, 'weight_decay': 0.0}], lr=settings['rate'])
        self.step = 0
        if state is not None:
            self.model.load_state_dict(state['model'])
            self.average.load_state_dict(state['average'])
            self.optimizer.load_state_dict(state['optimizer'])
            self.step = state['step']

    def state(self):
        return {'categories': self.categories, 'settings': self.settings, 'model': self.model.state_dict(), 'average': self.average.state_dict(),
                'optimizer': self.optimizer.state_dict(), 'step': self.step}

    def train_step(self, batch, steps):
        batch = {name: part.to(DEVICE) for name, part in batch.items()}
        for group in self.optimizer.param_groups:
            group['lr'] = self.settings['rate'] * rate_at(self.step, steps)
        loss, *parts = self.model.loss(batch)
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), CLIP_NORM)
        self.optimizer.step()
        self.step += 1
        self.update_average()
        return [float(loss.detach()), *map(float, parts)]

    @torch.no_grad()
    def update_average(self):
        decay = min(AVERAGE_DECAY, (1 + self.step) / (10 + self.step))
        own, average = self.model.state_dict(), self.average.state_dict()
        floats = [name for name, value in own.items() if value.dtype.is_floating_point]
        torch._foreach_mul_([average[name] for name in floats], decay)
        torch._foreach_add_([average[name] for name in floats], [own[name] for name in floats], alpha=1 - decay)

    def run(self, sets, shares, checkpoint_path, log_path, on_step=None, until=None):
        """Trains to the end, or to step `until`. Calls `on_step` with the images seen after each step."""
        settings = self.settings
        steps = -(-settings['seen'] // settings['batch'])
        loader = Loader(sets, shares, settings, settings['strides'])
        self.model.train()
        bar = Bar(steps * settings['batch'])
        saved = time.monotonic()
        last = min(steps, until or steps)
        with Log(log_path, self.step) as log:
            for batch in loader.batches(self.step, last):
                figures = self.train_step(batch, steps)
                if not all(map(math.isfinite, figures)):
                    raise RuntimeError(f'training: the loss is {figures[0]} at step {self.step}')
                log.add(self.step, self.step * settings['batch'], settings['rate'] * rate_at(self.step - 1, steps), figures)
                bar.show(self.step * settings['batch'], figures)
                if on_step is not None:
                    on_step(self.step * settings['batch'])
                if time.monotonic() - saved > SAVE_SECONDS:
                    log.flush()
                    checkpoint.save(checkpoint_path, self.state())
                    saved = time.monotonic()
        bar.end()
        checkpoint.save(checkpoint_path, self.state())


class Log:
    """A CSV row a step. Rows beyond the checkpoint that a run goes on from are dropped."""

    COLUMNS = ['step', 'seen', 'rate', 'loss', 'score_loss', 'box_loss', 'iou', 'processor_ms_per_image']

    def __init__(self, path, step):
        rows = []
        if step > 0 and os.path.exists(path):
            with open(path, newline='', encoding='utf-8') as file:
                rows = [row for row in list(csv.reader(file))[1:] if row and int(row[0]) <= step]
        os.makedirs(os.path.dirname(os.path.abspath(path)), exist_ok=True)
        self.file = open(path, 'w', newline='', encoding='utf-8')
        self.writer = csv.writer(self.file, lineterminator='\n')
        self.writer.writerows([self.COLUMNS, *rows])
        self.last = time.process_time(), None

    def add(self, step, seen, rate, figures):
        now = time.process_time()
        before, seen_before = self.last
        spent = '' if seen_before is None else f'{(now - before) * 1000 / (seen - seen_before):.1f}'
        self.last = now, seen
        self.writer.writerow([step, seen, f'{rate:.3g}', *(f'{figure:.4f}' for figure in figures), spent])

    def flush(self):
        self.file.flush()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.file.close()


class Bar:
    """Progress on standard error: a bar on a terminal, elsewhere a line now and then."""

    def __init__(self, images):
        self.images, self.started, self.shown, self.first = images, time.monotonic(), 0.0, None

    def show(self, seen, figures):
        now = time.monotonic()
        if self.first is None:
            self.first = seen
        is_terminal = sys.stderr.isatty()
        if now - self.shown < (0.5 if is_terminal else 30):
            return
        self.shown = now
        rate = (seen - self.first) / max(now - self.started, 1e-6)
        left = (self.images - seen) / rate if rate else 0
        text = f'{seen}/{self.images} images, {rate:.1f}/s, {left / 60:.1f} min left, loss {figures[0]:.3f}, IoU {figures[3]:.2f}'
        width = 24
        full = round(width * seen / self.images)
        sys.stderr.write(f'\r[{"#" * full}{"." * (width - full)}] {text}\x1b[K' if is_terminal else f'train: {text}\n')
        sys.stderr.flush()

    def end(self):
        if sys.stderr.isatty():
            sys.stderr.write('\r\x1b[K')
