"""Divides pictures into parts by the hash of their key, exactly as `scenemill export --split` does (src/dataset/splits.ts)."""
import re

from errors import UserError


def fraction_of(key):
    """A hash of the key, uniform over [0, 1): FNV-1a over UTF-16 units, then MurmurHash3's finaliser."""
    units = key.encode('utf-16-le')
    value = 0x811c9dc5
    for low, high in zip(units[::2], units[1::2]):
        value = (value ^ (low | high << 8)) * 0x01000193 & 0xffffffff
    value = (value ^ value >> 16) * 0x85ebca6b & 0xffffffff
    value = (value ^ value >> 13) * 0xc2b2ae35 & 0xffffffff
    return (value ^ value >> 16) * 2.0 ** -32


def parse_split(text):
    """A list of (name, from, to) of a text such as `train=0.75,test=0.25`."""
    wanted = 'wanted names and shares that add up to 1, such as train=0.75,test=0.25'
    parts = []
    below = 0.0
    for part in text.split(','):
        found = re.fullmatch(r'\s*([A-Za-z0-9_-]+)\s*=\s*([0-9]*\.?[0-9]+)\s*', part)
        if not found or not float(found[2]) > 0:
            raise UserError(f'split: "{part}" is no share in "{text}"; {wanted}')
        parts.append((found[1], below, below + float(found[2])))
        below += float(found[2])
    if len({name for name, _, _ in parts}) < len(parts):
        raise UserError(f'split: a name stands twice in "{text}"; {wanted}')
    if abs(below - 1) > 1e-6:
        raise UserError(f'split: the shares of "{text}" add up to {below:g}; {wanted}')
    # The last part has no upper end, because rounding may leave the sum of the shares below 1.
    parts[-1] = (*parts[-1][:2], float('inf'))
    return parts


def part_of(text, index):
    """A test of keys: whether a key lies in the part of this index."""
    parts = parse_split(text)
    if index >= len(parts):
        raise UserError(f'split: "{text}" has one part; wanted two, the second one to judge on')
    _, start, end = parts[index]
    return lambda key: start <= fraction_of(key) < end
