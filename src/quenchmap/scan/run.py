"""Compute a map: on the cores of this machine or on a cluster, into memory or a store that can be resumed."""

from __future__ import annotations

import os
import time
from collections import deque
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple
from weakref import WeakKeyDictionary

import numpy as np

from quenchmap.errors import ClusterError
from quenchmap.progress import Progress, Tell, telling
from quenchmap.scan.cluster import Cluster, checked_crew, crew
from quenchmap.scan.drag import Drag
from quenchmap.scan.dragged_line import dragged_line
from quenchmap.scan.engine import distribute
from quenchmap.scan.map import Map
from quenchmap.scan.measurement import Measurement, Pixels
from quenchmap.scan.progress import ScanProgress
from quenchmap.scan.quantity import NOT_CONVERGED
from quenchmap.scan.scan import Scan
from quenchmap.scan.store import created, resumed, warn_of_damage
from quenchmap.scan.task import Task, checked_pixels, tasks

_RECENT = 60.0  # seconds from which the rate is told


def run(
    scan: Scan,
    path: str | Path | None = None,
    *,
    resume: bool = False,
    workers: int | None = None,
    scheduler: str | None = None,
    jobs: Cluster | None = None,
    pixels_per_task: int | None = None,
    together: int | None = None,
    progress: Progress = True,
) -> Map:
    """The map of a scan.

    Args:
        scan: The scan.
        path: Folder of a Zarr store, in which the map grows task by task; None keeps it in memory.
        resume: Go on with the map that is in the store: nothing that is done is computed again.
        workers: Processes of this machine, each with one thread; by default one for each core. 0 computes in this process.
        scheduler: Address of a Dask scheduler in place of own workers.
        jobs: Jobs of a queueing system in place of both.
        pixels_per_task: Pixels that a worker computes in one go, by default 8; a resumed map keeps its own.
        together: How many positions a worker follows in one stack, a whole task at most: by default one on a processor and 32 on a GPU,
            where `pixels_per_task` is to be as large.
        progress: Show how far it is, in a terminal or a notebook; or a function, called with a `ScanProgress` after every task.

    Returns:
        The map, which does not depend on workers, tasks and stacks.

    Raises:
        ValueError: For a store of another scan.
        OSError: For a path that exists, unless `resume`, and when nothing can be written any more: what is done is kept.
        ClusterError: When the scheduler is gone: what is done is kept.
    """
    checked_crew(workers=workers, scheduler=scheduler, jobs=jobs)  # before anything is written
    who = _Who(workers, scheduler, jobs, together)
    chunk = checked_pixels(scan.raster, pixels_per_task, whole_lines=isinstance(scan.protocol, Drag))
    if resume and path is None:
        raise ValueError("`resume` goes on with the map in a store: give its `path`.")
    with telling(progress) as tell:
        if path is None:
            return _in_memory(scan, chunk, who, tell)
        return _in_store(scan, Path(path), chunk, who, tell, resume=resume)


class _Who(NamedTuple):
    """Who computes; see `run`."""

    workers: int | None
    scheduler: str | None
    jobs: Cluster | None
    together: int | None


def _in_store(scan: Scan, path: Path, chunk: int, who: _Who, tell: Tell, *, resume: bool) -> Map:
    if resume and path.exists():
        store = resumed(path, scan)
    else:
        store = created(path, scan, chunk, _undisturbed(scan))
    with store.locked():
        there = store.read()
        warn_of_damage(path, there.damaged)
        missing = [task for task in store.tasks if task not in there.done]
        failed = int(np.sum((there.values["flag"] == NOT_CONVERGED).any(axis=0)))
        watch = _Watch(scan, missing, failed, tell)

        def keep(task: Task, values: Mapping[str, np.ndarray]) -> None:
            store.write(task, values)
            watch.took(task, values)

        try:
            _compute(scan, missing, who, keep, watch)
        except KeyboardInterrupt as error:
            raise KeyboardInterrupt(f"Interrupted. {watch.kept(path)}") from error
        except ClusterError as error:
            raise ClusterError(f"{error} {watch.kept(path)}") from error
        except OSError as error:
            raise OSError(f"The map cannot be written any more: {error.strerror or error}. {watch.kept(path)}") from error
    return Map.read(store)


def _in_memory(scan: Scan, chunk: int, who: _Who, tell: Tell) -> Map:
    pieces = tasks(scan.raster, chunk)
    watch = _Watch(scan, pieces, 0, tell)
    values = {name: np.full((len(scan.traces), *scan.raster.shape), np.nan) for name in scan.quantities}
    values["flag"] = np.zeros((len(scan.traces), *scan.raster.shape), np.uint8)

    def keep(task: Task, found: Mapping[str, np.ndarray]) -> None:
        rows, columns = task.region(scan.raster)
        for name, all_of_them in values.items():
            place = all_of_them[:, rows, columns]
            place[...] = found[name].reshape(place.shape)
        watch.took(task, found)

    _compute(scan, pieces, who, keep, watch)
    return Map(scan, values, _undisturbed(scan))


def _compute(scan: Scan, pieces: list[Task], who: _Who, keep: Callable[[Task, Mapping[str, np.ndarray]], None], watch: _Watch) -> None:
    if not pieces:
        return
    with crew(workers=who.workers, scheduler=who.scheduler, jobs=who.jobs) as hands:
        watch.workers = lambda: hands.count
        distribute(hands, computed, Work(scan, who.together, max(task.pixels for task in pieces)), pieces, keep)


class Work:
    """What workers need to know: the scan, how many positions make a stack, and how many pixels the largest task has."""

    def __init__(self, scan: Scan, together: int | None, pixels: int):
        self.scan, self.together, self.pixels = scan, together, pixels


_ready: WeakKeyDictionary[Work, Measurement] = WeakKeyDictionary()


def computed(work: Work, task: Task) -> Pixels:
    """The pixels of a task; in a worker the film's tables are kept from task to task."""
    measurement = _ready.get(work)
    if measurement is None:
        from quenchmap.precision import cache_compilations, jax

        cache_compilations()
        together = work.together or (1 if jax.default_backend() == "cpu" else 32)
        measurement = _ready[work] = Measurement(work.scan, together=min(together, work.pixels))
    positions = task.positions(work.scan.raster)
    return dragged_line(measurement, positions) if isinstance(work.scan.protocol, Drag) else measurement.at(positions)


def _undisturbed(scan: Scan) -> dict[str, float]:
    before = Measurement(scan).undisturbed
    return {"resistance": before.resistance, "inductance": before.inductance}


class _Watch:
    """Counts what is done and tells of it."""

    def __init__(self, scan: Scan, missing: list[Task], failed: int, tell: Tell):
        self._total = scan.raster.pixels
        self._done = self._total - sum(task.pixels for task in missing)
        self._failed, self._tell = failed, tell
        self._times: deque[tuple[float, int]] = deque()  # from the first task that is done: before, workers load and compile
        self.workers: Callable[[], int] = lambda: 1

    def took(self, task: Task, values: Mapping[str, np.ndarray]) -> None:
        """A task is done."""
        self._done += task.pixels
        self._failed += int(np.any(np.atleast_2d(values["flag"]) == NOT_CONVERGED, axis=0).sum())
        now = time.monotonic()
        self._times.append((now, self._done))
        while now - self._times[0][0] > _RECENT and len(self._times) > 2:
            self._times.popleft()
        (before, first), (after, last) = self._times[0], self._times[-1]
        rate = (last - first) / (after - before) if after > before else None
        self._tell(ScanProgress(self._done, self._total, rate, self._failed, self.workers()))

    def kept(self, path: Path) -> str:
        """What remains after an end before the end."""
        return f"{self._done} of {self._total} pixels are kept in {os.fspath(path)!r}: run the same scan with --resume to go on."
