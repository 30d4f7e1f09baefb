"""Where a map grows: a Zarr store in which each task is one chunk of every quantity.

A chunk file appears whole or not at all and ends with a checksum; the flags of a task are written last. What is killed at any moment thus
leaves whole chunks, and chunks that are computed again: those without flags, and those whose checksum is wrong.
"""

from __future__ import annotations

import fcntl
import json
import os
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from quenchmap.errors import AccuracyWarning
from quenchmap.scan.description import described, differences, restored
from quenchmap.scan.quantity import FLAG_LABELS, NOT_COMPUTED, NOT_CONVERGED, tip_labels
from quenchmap.scan.scan import Scan
from quenchmap.scan.task import Task, tasks
from quenchmap.storage import whole_folder

if TYPE_CHECKING:
    import zarr

_RESULT = "map"
_DIMS = ("trace", "y", "x")


class Contents(NamedTuple):
    """What a store holds.

    Attributes:
        values: Every quantity and the flags, (traces, ny, nx); NaN where there is none.
        done: Tasks that are whole.
        damaged: Tasks of which something cannot be read.
    """

    values: dict[str, np.ndarray]
    done: frozenset[Task]
    damaged: frozenset[Task]


class Store:
    """The store of one map.

    Attributes:
        path: Its folder.
        scan: The scan.
        pixels_per_task: Pixels of a chunk.
        undisturbed: Resistance (ohm) and inductance (H) without the tip.
    """

    def __init__(self, path: Path, group: zarr.Group, scan: Scan):
        self.path, self.scan = path, scan
        attributes: Any = group.attrs
        self.pixels_per_task = int(attributes["pixels_per_task"])
        self.undisturbed: dict[str, float] = dict(attributes["undisturbed"])
        self._group = group
        self._names = (*scan.quantities, "flag")  # the flags last
        self._arrays: dict[str, Any] = {}

    @property
    def tasks(self) -> list[Task]:
        """All of them."""
        return tasks(self.scan.raster, self.pixels_per_task)

    def write(self, task: Task, values: Mapping[str, np.ndarray]) -> None:
        """Keep what a task gave: arrays (traces, pixels).

        Raises:
            OSError: When the disk is full, for example; nothing of it counts then.
        """
        region = task.region(self.scan.raster)
        shape = tuple(s.stop - s.start for s in region)
        for name in self._names:
            self._array(name)[(slice(None), *region)] = np.reshape(values[name], (-1, *shape))

    def read(self) -> Contents:
        """Everything that is whole; what is damaged is told apart from what is not there yet."""
        values = {name: self._empty(name) for name in self._names}
        done, damaged = [], []
        try:
            read = {name: self._array(name)[...] for name in self._flag_first}
        except (ValueError, OSError, RuntimeError):
            read = None  # some chunk is damaged: each by itself
        for task in self.tasks:
            where = (slice(None), *task.region(self.scan.raster))
            if read is None:
                try:
                    piece = {name: self._array(name)[where] for name in self._flag_first}
                except (ValueError, OSError, RuntimeError):
                    damaged.append(task)
                    continue
            else:
                piece = {name: array[where] for name, array in read.items()}
            if np.any(piece["flag"] == NOT_COMPUTED):
                continue
            known = piece["flag"] != NOT_CONVERGED
            if any(np.isnan(part[known]).any() for part in piece.values()):  # a file that is lost reads as NaN
                damaged.append(task)
                continue
            for name, part in piece.items():
                values[name][where] = part
            done.append(task)
        return Contents(values, frozenset(done), frozenset(damaged))

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Keep other processes from writing; a lock vanishes with the process that holds it, however that ends.

        Raises:
            OSError: When another one writes.
        """
        handle = os.open(self.path, os.O_RDONLY)
        try:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise OSError(f"Another process is writing the map {str(self.path)!r}. Wait for it, or stop it first.") from None
            yield
        finally:
            os.close(handle)

    @property
    def _flag_first(self) -> list[str]:
        """The order of reading: the flag is written last, so that what it says is done is there, also while the map grows."""
        return sorted(self._names, key=lambda name: name != "flag")

    def _array(self, name: str) -> Any:
        if name not in self._arrays:
            self._arrays[name] = self._group[name]
        return self._arrays[name]

    def _empty(self, name: str) -> np.ndarray:
        shape = (len(self.scan.traces), *self.scan.raster.shape)
        return np.full(shape, NOT_COMPUTED, np.uint8) if name == "flag" else np.full(shape, np.nan)


def created(path: Path, scan: Scan, pixels_per_task: int, undisturbed: Mapping[str, float]) -> Store:
    """A new store, which appears whole or not at all.

    Raises:
        OSError: When there is something already, or it cannot be written.
    """
    import zarr

    from quenchmap.sample.storage import to_dataset

    if path.exists():
        raise FileExistsError(f"There is something at {str(path)!r} already. Add --resume to go on with that map, or choose another name.")
    with whole_folder(path) as part:
        group = zarr.open_group(part, mode="w", zarr_format=3)
        group.attrs.update(
            {
                "quenchmap_result": _RESULT,
                "quenchmap_version": version("quenchmap"),
                "scan": described(scan),
                "pixels_per_task": pixels_per_task,
                "traces": list(scan.traces),
                "undisturbed": dict(undisturbed),
            }
        )
        _create_arrays(group, scan, pixels_per_task)
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", message="Consolidated metadata", category=UserWarning)
            to_dataset(scan.sample).to_zarr(part, group="sample", zarr_format=3, consolidated=False)
    return opened(path)


def opened(path: Path) -> Store:
    """The store of a map that is finished, or that grows.

    Raises:
        FileNotFoundError: Where there is none.
        ValueError: When it is not one of quenchmap's maps, or one of another version.
    """
    import xarray as xr
    import zarr

    from quenchmap.sample.storage import restored as restored_sample

    if not path.exists():
        raise FileNotFoundError(f"There is no map {str(path)!r}. Give the folder that `quenchmap scan --output` wrote.")
    try:
        group = zarr.open_group(path, mode="r+" if os.access(path, os.W_OK) else "r", zarr_format=3)
        attributes: Any = dict(group.attrs)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ValueError(
            f"{str(path)!r} cannot be read as a Zarr store: {_first_line(error)}. Give what `quenchmap scan` wrote."
        ) from error
    if attributes.get("quenchmap_result") != _RESULT:
        raise ValueError(f"{str(path)!r} is a Zarr store, but not a map of quenchmap. Give what `quenchmap scan` wrote.")
    here, there = version("quenchmap"), attributes.get("quenchmap_version")
    if here != there:
        raise ValueError(f"The map {str(path)!r} was written by quenchmap {there}, and this is {here}. Use that version for it.")
    try:
        with xr.open_zarr(path, group="sample", consolidated=False, chunks=None) as dataset:
            sample = restored_sample(dataset.load())
        scan = restored(attributes["scan"], sample)
        return Store(path, group, scan)
    except (OSError, ValueError, KeyError, TypeError, json.JSONDecodeError) as error:
        raise ValueError(f"The map {str(path)!r} is damaged, its sample or its parameters cannot be read: {_first_line(error)}.") from error


def resumed(path: Path, scan: Scan) -> Store:
    """The store of a scan that was begun, refused when it is another scan's.

    Raises:
        ValueError: With what differs.
    """
    store = opened(path)
    other = differences(described(store.scan), described(scan))
    if other:
        raise ValueError(f"{str(path)!r} holds another map: {'; '.join(other)}. Give its own parameters, or another name for a new map.")
    return store


def warn_of_damage(path: Path, damaged: Sequence[Task] | frozenset[Task]) -> None:
    """Say that parts of a map cannot be read."""
    if damaged:
        pixels = sum(task.pixels for task in damaged)
        warnings.warn(
            f"{len(damaged)} parts of the map {str(path)!r} with {pixels} pixels are damaged and are left out. "
            "Run the scan again with --resume: it computes them anew.",
            AccuracyWarning,
            stacklevel=3,
        )


def _create_arrays(group: zarr.Group, scan: Scan, pixels_per_task: int) -> None:
    from zarr.codecs import Crc32cCodec

    raster = scan.raster
    shape = (len(scan.traces), *raster.shape)
    chunk = (1, pixels_per_task) if raster.fast_axis == "x" else (pixels_per_task, 1)
    how: dict[str, Any] = {"compressors": (Crc32cCodec(),)}
    for name, values in (("y", raster.y), ("x", raster.x)):
        axis = group.create_array(name, shape=values.shape, chunks=values.shape, dtype="f8", dimension_names=(name,), **how)
        axis[...] = values
        axis.attrs.update(tip_labels(name))
    trace = group.create_array("trace", shape=shape[:1], chunks=shape[:1], dtype="i8", dimension_names=("trace",), **how)
    trace[...] = np.arange(shape[0])
    trace.attrs["names"] = list(scan.traces)
    how |= {"shape": shape, "chunks": (shape[0], *chunk), "dimension_names": _DIMS}
    for name, recorded in scan.quantities.items():
        array = group.create_array(name, dtype="f8", fill_value=np.nan, **how)
        array.attrs.update(recorded.labels)
    flag = group.create_array("flag", dtype="u1", fill_value=NOT_COMPUTED, **how)
    flag.attrs.update(FLAG_LABELS)


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0].rstrip(".")
