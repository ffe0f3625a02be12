"""Reads the samples of scenemill: from a dataset, from shards, from a pipe.

One file without an installation: copy it beside your program. It needs numpy
and PIL. Where PyTorch can be imported, a ScenemillDataset is one of its
IterableDatasets.

    import scenemill_dataset

    dataset = scenemill_dataset.ScenemillDataset("out/retail", shuffle=True)
    for epoch in range(3):
        dataset.set_epoch(epoch)
        for sample in dataset:
            train(sample.image, sample.boxes, sample.labels)

A transform makes of each sample what the program wants. It runs in the
workers of a DataLoader, so images are decoded there:

    dataset = ScenemillDataset("out/retail", shuffle=True, transform=prepare)
    for batch in scenemill_dataset.batches(dataset, 16, workers=2):
        ...

Samples that are made while the program trains, and never written to disk:

    open_pipe(["npx", "scenemill", "generate", "retail.yaml", "--out", "-"])
"""

from __future__ import annotations

import io
import json
import os
import subprocess
from functools import cached_property
from typing import (
    Any, BinaryIO, Callable, Iterable, Iterator, NamedTuple, Optional,
    Sequence, Union)

import numpy as np
from PIL import Image

try:
    import torch
    from torch.utils.data import DataLoader, IterableDataset, get_worker_info
except ImportError:
    torch = None
    IterableDataset = object

__all__ = ["DatasetError", "Poses", "Sample", "ScenemillDataset", "batches",
           "decode_rle", "open_pipe"]

Path = Union[str, "os.PathLike[str]"]

_BLOCK = 512
_READ_BYTES = 1 << 20


class DatasetError(Exception):
    """What is read is not what scenemill writes.

    Attributes:
        file: the file or member, or the command of a pipe.
        problem: what is wrong with it.
        wanted: what would be right.
    """

    def __init__(self, file: str, problem: str = "", wanted: str = ""):
        # PyTorch makes an error of a worker again from its text alone.
        super().__init__(
            f"{file}: {problem}; wanted {wanted}" if problem else file)
        self.file = file
        self.problem = problem
        self.wanted = wanted

    def __reduce__(self):
        return DatasetError, (self.file, self.problem, self.wanted)


class Poses(NamedTuple):
    """Poses of n instances, from the model's frame to the camera's.

    The camera looks along +z, x is right, y is down. translation and the
    model are scaled by scale: translation / scale is in metres.
    """

    rotation: np.ndarray
    """float64 [n, 4], unit quaternions w, x, y, z."""
    translation: np.ndarray
    """float64 [n, 3], metres times scale."""
    scale: np.ndarray
    """float64 [n]."""


class Sample:
    """An image with its labels. What is asked for is decoded then, once.

    n is the number of labelled instances with a visible pixel. All arrays
    have them in the order of record["instances"].

    Attributes:
        key: the sample's name, nine digits.
        file: the shard or pipe that it was read from.
        members: bytes of the sample's files, by suffix, such as "jpg".
    """

    def __init__(self, key: str, file: str, members: dict[str, bytes]):
        self.key = key
        self.file = file
        self.members = members

    def __repr__(self) -> str:
        return f"Sample({self.key!r}, {sorted(self.members)})"

    def _member(self, suffix: str, wanted: str) -> bytes:
        if suffix not in self.members:
            raise DatasetError(self.file, f"sample {self.key} has no {suffix}",
                               wanted)
        return self.members[suffix]

    @cached_property
    def record(self) -> dict[str, Any]:
        """All that is known of the image; see `schema --record`."""
        name = f"{self.file}: {self.key}.json"
        try:
            record = json.loads(self.members["json"])
        except ValueError as error:
            raise DatasetError(name, f"it is no JSON ({error})",
                               "the record of an image") from error
        if not isinstance(record, dict) or "instances" not in record:
            raise DatasetError(name, "it has no instances",
                               "the record of an image")
        return record

    @property
    def instances(self) -> list[dict[str, Any]]:
        """The records of the n instances."""
        return self.record["instances"]

    @cached_property
    def image(self) -> Image.Image:
        """RGB. It is decoded by its first use, such as numpy.asarray."""
        data = self._member("jpg", "the suffix jpg among those to read")
        try:
            return Image.open(io.BytesIO(data))
        except OSError as error:
            raise DatasetError(f"{self.file}: {self.key}.jpg",
                               f"it is no image ({error})",
                               "a JPEG") from error

    @property
    def size(self) -> tuple[int, int]:
        """Width and height, pixels."""
        return self.record["width"], self.record["height"]

    @cached_property
    def boxes(self) -> np.ndarray:
        """float32 [n, 4]: x, y, width, height in pixels of the image.

        The labelBox of labels.box where the record has it, else the tight
        box of the visible pixels. Pixel i covers i to i + 1.
        """
        return _rows([i.get("labelBox", i["bbox"]) for i in self.instances],
                     4, np.float32)

    @cached_property
    def tight_boxes(self) -> np.ndarray:
        """float32 [n, 4]: x, y, width, height of the visible pixels."""
        return _rows([i["bbox"] for i in self.instances], 4, np.float32)

    @cached_property
    def labels(self) -> np.ndarray:
        """int64 [n]: ids of classes, from 1 in the order of dataset.json."""
        return np.array([i["categoryId"] for i in self.instances], np.int64)

    @cached_property
    def categories(self) -> list[str]:
        """Names of the n instances' classes."""
        return [i["category"] for i in self.instances]

    @cached_property
    def visibility(self) -> np.ndarray:
        """float32 [n]: visible pixels over those of the whole silhouette."""
        return np.array([i["visibility"] for i in self.instances], np.float32)

    @cached_property
    def ignore(self) -> np.ndarray:
        """bool [n]: instances that are too small or too hidden to count.

        labels.minVisibility and labels.minArea mark them. Leave them out of
        the loss, and do not punish what is found there.
        """
        return np.array([i.get("ignore", False) for i in self.instances], bool)

    @cached_property
    def poses(self) -> Poses:
        """Poses of the n instances."""
        poses = [i["pose"] for i in self.instances]
        return Poses(
            _rows([pose["rotation"] for pose in poses], 4, np.float64),
            _rows([pose["translation"] for pose in poses], 3, np.float64),
            np.array([pose["scale"] for pose in poses], np.float64))

    @cached_property
    def masks(self) -> np.ndarray:
        """bool [n, height, width]: visible pixels of each instance."""
        width, height = self.size
        if not self.instances:
            return np.zeros((0, height, width), bool)
        if all("rle" in i for i in self.instances):
            try:
                return np.stack([decode_rle(i["rle"])
                                 for i in self.instances])
            except ValueError as error:
                raise DatasetError(
                    f"{self.file}: {self.key}.json", f"a mask: {error}",
                    f"run lengths of {width} x {height}") from error
        self._member("instances.png", "a dataset that was made with "
                     "labels.rle or labels.instances, for masks")
        ids = self.plane("instances.png")
        return np.stack([ids == i["id"] for i in self.instances])

    def plane(self, suffix: str) -> np.ndarray:
        """A plane of the image, decoded anew by every call.

        Args:
            suffix: "instances.png" and "semantic.png" are uint16 [height,
                width] of ids, "depth.png" of millimetres; "depth.npy" is
                float32 [height, width], metres times scale; "normals.png"
                is uint8 [height, width, 3] and "alpha.png" [..., 4].
        """
        data = self._member(suffix, f"a dataset that was made with {suffix}")
        try:
            if suffix.endswith(".npy"):
                return np.load(io.BytesIO(data), allow_pickle=False)
            plane = np.asarray(Image.open(io.BytesIO(data)))
        except (OSError, ValueError) as error:
            raise DatasetError(f"{self.file}: {self.key}.{suffix}",
                               f"it cannot be decoded ({error})",
                               "what the generator wrote") from error
        # PIL opens 16-bit PNGs as 32 bits in some of its versions.
        return plane.astype(np.uint16) if plane.ndim == 2 else plane


class ScenemillDataset(IterableDataset):
    """Iterates over samples, each once per epoch over all workers and ranks.

    Workers of a DataLoader, and the ranks of a distributed training, get
    parts of the epoch's order that differ in length by one sample at most.

    Attributes:
        categories: names of the classes, that of id 1 first; empty where the
            source is not the folder of a dataset.
        info: dataset.json; None where the source is not such a folder.
    """

    def __init__(
        self,
        source: Union[Path, Iterable[Path], BinaryIO],
        *,
        shuffle: bool = False,
        buffer: int = 256,
        seed: int = 0,
        transform: Optional[Callable[[Sample], Any]] = None,
        suffixes: Optional[Iterable[str]] = None,
        rank: Optional[int] = None,
        world_size: Optional[int] = None,
    ):
        """Opens a source; no image is read yet.

        Args:
            source: the folder of a finished dataset, a shard, a list of
                shards, or a binary file such as sys.stdin.buffer, which is
                read once.
            shuffle: whether to draw an order per epoch: that of the shards,
                and of the samples by a buffer. A pipe has the buffer alone.
            buffer: samples of the shuffle buffer, as files, not decoded.
            seed: decides the order, with the epoch.
            transform: makes what is iterated over of a Sample.
            suffixes: files of a sample to read beside its record, such as
                ["jpg"]; all when absent.
            rank: of this process among world_size; both are taken from
                torch.distributed where it runs, else 0 of 1.
            world_size: processes that train together.

        Raises:
            DatasetError: the folder holds no finished dataset, or a shard is
                missing or cut.
        """
        super().__init__()
        if buffer < 1:
            raise ValueError(f"buffer is {buffer}; wanted at least 1")
        if (rank is None) != (world_size is None):
            raise ValueError("rank and world_size go together")
        self.shuffle = shuffle
        self.buffer = buffer
        self.seed = seed
        self.transform = transform
        self.suffixes = None if suffixes is None else {"json", *suffixes}
        self.categories: list[str] = []
        self.info: Optional[dict[str, Any]] = None
        self._rank = rank
        self._world_size = world_size
        self._shards: Optional[list[_Shard]] = None
        self._pipe: Optional[Callable[[], _Pipe]] = None
        # Workers that outlive an epoch see what the main process sets.
        self._epoch = (
            torch.zeros(1, dtype=torch.int64).share_memory_() if torch
            else np.zeros(1, np.int64))
        if callable(source):
            self._pipe = source
        elif hasattr(source, "read"):
            self._pipe = _OncePipe(source)
        elif not isinstance(source, (str, os.PathLike)):
            self._shards = [_Shard(os.fspath(path)) for path in source]
        elif os.path.isfile(source):
            self._shards = [_Shard(os.fspath(source))]
        else:
            self._open_folder(os.fspath(source))

    def _open_folder(self, folder: str) -> None:
        path = os.path.join(folder, "dataset.json")
        wanted = ("the folder of a finished dataset; generate goes on where "
                  "it was stopped")
        try:
            with open(path, encoding="utf-8") as file:
                info = json.load(file)
            self.categories = [row["name"] for row in info["categories"]]
            rows = [(row["name"], row["samples"], row["bytes"])
                    for row in info["shards"]]
        except OSError as error:
            raise DatasetError(path, f"it cannot be read ({error.strerror})",
                               wanted) from error
        except (KeyError, TypeError, ValueError) as error:
            raise DatasetError(path, f"it is no dataset.json ({error!r})",
                               wanted) from error
        self.info = info
        self._shards = [
            _Shard(os.path.join(folder, "shards", f"{name}.tar"), samples,
                   size) for name, samples, size in rows]

    def set_epoch(self, epoch: int) -> None:
        """Chooses the order; call it before each epoch."""
        self._epoch[0] = epoch

    def __len__(self) -> int:
        """Samples that this rank gets in an epoch, over all its workers."""
        if self._shards is None:
            raise TypeError("the length of a pipe is not known")
        rank, world_size = self._process()
        first, end = _part(rank, world_size, self._samples())
        return end - first

    def __iter__(self) -> Iterator[Any]:
        rank, world_size = self._process()
        worker = get_worker_info() if torch else None
        if worker is not None:
            rank = rank * worker.num_workers + worker.id
            world_size *= worker.num_workers
        random = np.random.default_rng(
            [self.seed, int(self._epoch[0]), world_size, rank])
        samples = self._read(rank, world_size)
        if self.shuffle:
            samples = _shuffled(samples, self.buffer, random)
        return samples if self.transform is None else map(self.transform,
                                                          samples)

    def _process(self) -> tuple[int, int]:
        if self._rank is not None and self._world_size is not None:
            return self._rank, self._world_size
        if torch and torch.distributed.is_available() \
                and torch.distributed.is_initialized():
            return (torch.distributed.get_rank(),
                    torch.distributed.get_world_size())
        return 0, 1

    def _samples(self) -> int:
        return sum(shard.samples for shard in self._shards or [])

    def _read(self, part: int, parts: int) -> Iterator[Sample]:
        """Reads one of the parts that the epoch's order is cut into."""
        if self._pipe is not None:
            if parts > 1:
                raise DatasetError(
                    "pipe", f"{parts} workers or ranks would read it",
                    "one reader: no workers, or a folder of shards")
            with self._pipe() as pipe:
                yield from _samples_of(pipe, self.suffixes)
            return
        shards = self._shards or []
        if self.shuffle:
            # All parts draw the same order.
            order = np.random.default_rng([self.seed, int(self._epoch[0])])
            shards = [shards[i] for i in order.permutation(len(shards))]
        if parts == 1:
            for shard in shards:
                yield from shard.read(0, shard.promised, self.suffixes)
            return
        first, end = _part(part, parts, self._samples())
        for shard in shards:
            if first < shard.samples and end > 0:
                yield from shard.read(max(first, 0), min(end, shard.samples),
                                      self.suffixes)
            first -= shard.samples
            end -= shard.samples


def open_pipe(command: Sequence[str], **options: Any) -> ScenemillDataset:
    """A dataset of the samples that a command writes to standard output.

    Every iteration runs the command anew. The command ends when the
    iteration does, also when that is left early.

    Args:
        command: such as ["npx", "scenemill", "generate", "retail.yaml",
            "--out", "-"]; no shell reads it.
        options: those of ScenemillDataset.
    """
    return ScenemillDataset(lambda: _CommandPipe(command), **options)


def batches(dataset: ScenemillDataset, size: int, *, workers: int = 0,
            **options: Any) -> Iterator[list[Any]]:
    """Iterates over lists of size samples, the last one shorter.

    Errors of a worker arrive as they are; a worker that is killed is a
    DatasetError too.

    Args:
        workers: processes that read, decode and transform; more than 0 need
            PyTorch.
        options: further ones of torch.utils.data.DataLoader.
    """
    if workers == 0:
        batch: list[Any] = []
        for item in dataset:
            batch.append(item)
            if len(batch) == size:
                yield batch
                batch = []
        if batch:
            yield batch
        return
    if torch is None:
        raise ImportError("batches: workers need PyTorch")
    loader = DataLoader(_Caught(dataset), batch_size=size, num_workers=workers,
                        collate_fn=list, **options)
    try:
        for batch in loader:
            for item in batch:
                if isinstance(item, DatasetError):
                    raise item
            yield batch
    except RuntimeError as error:
        if "DataLoader worker" not in str(error):
            raise
        raise DatasetError(
            "DataLoader", f"a worker was killed ({str(error).strip()})",
            "workers that live; fewer ones, or a smaller buffer, need less "
            "memory") from error


class _Caught(IterableDataset):
    """Ends with the DatasetError as an item, which keeps its attributes."""

    def __init__(self, dataset: ScenemillDataset):
        self.dataset = dataset

    def __iter__(self) -> Iterator[Any]:
        try:
            yield from self.dataset
        except DatasetError as error:
            yield error


def decode_rle(rle: dict[str, Any]) -> np.ndarray:
    """Decodes COCO's compressed run lengths to bool [height, width].

    Runs of pixels outside and inside alternate, down the columns. A run is
    coded in groups of 5 bits, lowest first; from the fourth on it is the
    difference to the run two before. Source: rleFrString of maskApi.c.

    Raises:
        ValueError: the runs are not coded so, or do not fill the size.
    """
    height, width = rle["size"]
    codes = np.frombuffer(rle["counts"].encode("latin-1"), np.uint8)
    codes = codes.astype(np.int64) - 48
    is_last = (codes & 32) == 0
    if codes.size == 0 or codes.min() < 0 or codes.max() > 63 \
            or not is_last[-1]:
        raise ValueError("a character is no code of run lengths")
    ends = np.flatnonzero(is_last)
    starts = np.concatenate([[0], ends[:-1] + 1])
    group = np.arange(codes.size) - np.repeat(starts, ends - starts + 1)
    if group.max() > 6:
        raise ValueError("a run is longer than 31 bits")
    runs = np.add.reduceat((codes & 31) << (5 * group), starts)
    # The highest bit of the last group is the sign.
    runs -= np.where(codes[ends] & 16, 1 << (5 * (group[ends] + 1)), 0)
    runs[1::2] = np.cumsum(runs[1::2])
    runs[2::2] = np.cumsum(runs[2::2])
    if runs.min() < 0 or runs.sum() != height * width:
        raise ValueError(f"the runs have {runs.sum()} pixels")
    mask = np.zeros((height, width), bool)
    if runs.size > 1:
        # Only the columns between the outer runs hold pixels of the mask.
        last = int(runs[-1]) if runs.size % 2 == 1 else 0
        begin = int(runs[0]) // height
        end = -(-(height * width - last) // height)
        runs[0] -= begin * height
        if runs.size % 2 == 1:
            runs[-1] -= (width - end) * height
        inside = np.arange(runs.size) % 2 == 1
        columns = np.repeat(inside, runs).reshape(end - begin, height)
        mask[:, begin:end] = columns.T
    return mask


def _rows(rows: list[Any], columns: int, dtype: Any) -> np.ndarray:
    return np.array(rows, dtype).reshape(-1, columns)


def _part(part: int, parts: int, count: int) -> tuple[int, int]:
    """The part's slots: the first one, and the one after the last."""
    return part * count // parts, (part + 1) * count // parts


def _shuffled(samples: Iterator[Sample], size: int,
              random: np.random.Generator) -> Iterator[Sample]:
    """Holds size samples, and replaces one drawn at random by the next."""
    held: list[Sample] = []
    for sample in samples:
        if len(held) < size:
            held.append(sample)
            continue
        at = int(random.integers(size))
        held[at], sample = sample, held[at]
        yield sample
    random.shuffle(held)
    # What was decoded of a sample goes with it.
    while held:
        yield held.pop()


class _Shard:
    """A tar file with samples, of which there may be a promised number."""

    def __init__(self, path: str, samples: Optional[int] = None,
                 size: Optional[int] = None):
        self.path = path
        try:
            found = os.stat(path).st_size
        except OSError as error:
            raise DatasetError(path, f"it cannot be read ({error.strerror})",
                               "a shard") from error
        if size is not None and found != size:
            raise DatasetError(path, f"it has {found} bytes, so it was cut "
                               "or changed", f"the {size} of dataset.json")
        self.promised = samples

    @cached_property
    def samples(self) -> int:
        """How many samples it has, counted where nothing says so."""
        if self.promised is not None:
            return self.promised
        return sum(1 for _ in self.read(0, None, set()))

    def read(self, first: int, end: Optional[int],
             suffixes: Optional[set[str]]) -> Iterator[Sample]:
        """Reads samples from the first on, to the one before the end."""
        with open(self.path, "rb", _READ_BYTES) as file:
            pipe = _Pipe(self.path, file, can_seek=True)
            yield from _samples_of(pipe, suffixes, first, end)


class _Pipe:
    """A binary file that is read forward only."""

    def __init__(self, name: str, file: BinaryIO, can_seek: bool = False):
        self.name = name
        self.file = file
        self.can_seek = can_seek

    def __enter__(self) -> _Pipe:
        return self

    def __exit__(self, *_: Any) -> None:
        pass

    def take(self, size: int) -> bytes:
        """Reads so many bytes; fewer at the end of the file only."""
        data = self.file.read(size)
        if len(data) == size or not data:
            return data
        # A file without a buffer returns what there is.
        parts = [data]
        missing = size - len(data)
        while missing > 0:
            data = self.file.read(missing)
            if not data:
                break
            parts.append(data)
            missing -= len(data)
        return b"".join(parts)

    def skip(self, size: int) -> int:
        """Goes on by so many bytes, and returns by how many it went."""
        if self.can_seek:
            # The last byte is read, which shows a file that ends before.
            if size > 1:
                self.file.seek(size - 1, os.SEEK_CUR)
            return size if len(self.take(min(size, 1))) == min(size, 1) else 0
        return len(self.take(size))

    def finish(self) -> None:
        """Called at the end of the samples."""


class _OncePipe:
    """Opens a file that the caller has opened, for one iteration."""

    def __init__(self, file: BinaryIO):
        self.file = file
        self.is_used = False

    def __call__(self) -> _Pipe:
        name = str(getattr(self.file, "name", "pipe"))
        if self.is_used:
            raise DatasetError(name, "it was read before",
                               "open_pipe, or a file that is opened anew")
        self.is_used = True
        return _Pipe(name, self.file)


class _CommandPipe(_Pipe):
    """The standard output of a command, which ends when it is left."""

    def __init__(self, command: Sequence[str]):
        name = " ".join(command)
        try:
            self.process = subprocess.Popen(
                command, stdout=subprocess.PIPE, bufsize=_READ_BYTES)
        except OSError as error:
            raise DatasetError(name, f"it cannot be run ({error.strerror})",
                               "a command") from error
        super().__init__(name, self.process.stdout)

    def __exit__(self, *_: Any) -> None:
        # It ends at its next write to the closed pipe.
        self.file.close()
        self.process.wait()

    def finish(self) -> None:
        self.file.close()
        code = self.process.wait()
        if code != 0:
            end = f"signal {-code}" if code < 0 else f"exit code {code}"
            raise DatasetError(self.name, f"it ended with {end}, see standard "
                               "error", "a run to its end")


def _samples_of(pipe: _Pipe, suffixes: Optional[set[str]], first: int = 0,
                end: Optional[int] = None) -> Iterator[Sample]:
    """Joins the members of one key, which lie side by side.

    Args:
        suffixes: of the members to read; all when None. Without "json",
            samples have no record.
        first: samples before it are skipped.
        end: of the sample after the last one; the archive's end when None.
    """
    position = -1
    key = ""
    members: dict[str, bytes] = {}

    def finished() -> Sample:
        if "json" not in members and (suffixes is None or "json" in suffixes):
            raise DatasetError(pipe.name, f"sample {key} has no record",
                               f"a member {key}.json")
        return Sample(key, pipe.name, members)

    for name, size in _headers(pipe):
        stem, _, suffix = name.rpartition("/")[2].partition(".")
        if stem != key or position < 0:
            if position >= first:
                yield finished()
            position += 1
            if end is not None and position >= end:
                return
            key = stem
            members = {}
        padded = -(-size // _BLOCK) * _BLOCK
        is_wanted = position >= first and (
            suffixes is None or suffix in suffixes)
        if is_wanted:
            data = pipe.take(padded)
            whole = len(data) == padded
            members[suffix] = data[:size]
        else:
            whole = pipe.skip(padded) == padded
        if not whole:
            pipe.finish()
            raise DatasetError(pipe.name, f"it ends in the middle of {name}, "
                               "so it was cut", "a whole tar")
    if position >= first:
        yield finished()
    if end is not None and position + 1 < end:
        raise DatasetError(pipe.name, f"it has {position + 1} samples",
                           f"{end} or more")


def _headers(pipe: _Pipe) -> Iterator[tuple[str, int]]:
    """Yields names and sizes of the regular files of a tar, or of several.

    The content of each is to be taken or skipped before the next.
    """
    is_closed = False
    while True:
        block = pipe.take(_BLOCK)
        if len(block) < _BLOCK:
            pipe.finish()
            if is_closed and not block:
                return
            raise DatasetError(pipe.name, "it ends without the two blocks of "
                               "zeros, so it was cut", "a whole tar")
        if block[0] == 0 and not any(block):
            is_closed = True
            continue
        is_closed = False
        # The checksum counts its own field as spaces.
        field = block[148:156]
        try:
            size = int(block[124:136].rstrip(b" \0") or b"0", 8)
            checksum = int(field.strip(b" \0"), 8)
        except ValueError:
            checksum = -1
        if checksum != sum(block) - sum(field) + 8 * 32:
            raise DatasetError(pipe.name, "a header is damaged, or there is "
                               "none where one should be", "a tar")
        if block[156:157] in (b"0", b"\0"):
            name = block[:100].split(b"\0", 1)[0]
            yield name.decode("utf-8", "replace"), size
        elif pipe.skip(-(-size // _BLOCK) * _BLOCK) < size:
            raise DatasetError(pipe.name, "it ends in the middle of a member, "
                               "so it was cut", "a whole tar")
