"""Real kills while a map grows: what is done is kept, and resumed it is the map that was never disturbed."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from numpy.testing import assert_allclose, assert_array_equal
from tests.scan.conftest import small_scan
from tests.scan.scheduler import PATIENCE, Scheduler

import quenchmap as qm
from quenchmap.scan.map import Map
from quenchmap.scan.quantity import QUANTITIES

pytestmark = pytest.mark.filterwarnings("ignore:The area reaches within")

RUN = """
phonon_temperature = "3 K"
drive = 0.8
[film]
material = "NbN"
thickness = "10 nm"
[tip]
height = "30 nm"
frequency = "417 GHz"
[sample]
kind = "gaussian"
size = "320 nm"
cell = "10 nm"
amplitude = 0.05
correlation_length = "40 nm"
seed = 1
spreading = "fixed"
[scan]
step = "10 nm"
area = "70 nm, 40 nm"
pixels_per_task = 2
"""
#: The command line, with Ctrl-C as in a terminal: shells start background processes deaf to it.
PROGRAM = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); from quenchmap.cli.main import app; app()"
PIXELS = 8 * 5


class Run:
    """`quenchmap scan` in a process of its own."""

    def __init__(self, folder: Path, *arguments: str):
        self.store = folder / "map.zarr"
        (folder / "run.toml").write_text(RUN)
        arguments = ("scan", str(folder / "run.toml"), "--output", str(self.store), *arguments)
        self.process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )

    def wait_for(self, tasks: int) -> None:
        """Until so many tasks are in the store."""
        self._until(lambda: self.done >= tasks)

    @property
    def done(self) -> int:
        return sum(1 for f in (self.store / "flag" / "c").rglob("*") if f.is_file() and f.suffix != ".partial")

    def workers(self) -> list[int]:
        """Process numbers of the workers it has started."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        found = []
        for pid in children.read_text().split():
            try:
                arguments = Path(f"/proc/{pid}/cmdline").read_bytes()
            except OSError:
                continue
            if b"dask_worker" in arguments:
                found.append(int(pid))
        return found

    def end(self) -> tuple[int, str, str]:
        out, error = self.process.communicate(timeout=PATIENCE)
        return self.process.returncode, out, error

    def _until(self, holds: Callable[[], bool]) -> None:
        begun = time.monotonic()
        while not holds():
            assert self.process.poll() is None, self.process.communicate()
            assert time.monotonic() - begun < PATIENCE
            time.sleep(0.02)


@pytest.fixture(scope="module")
def undisturbed() -> Map:
    return small_scan(step="10 nm", area=("70 nm", "40 nm")).run(workers=0)


def is_whole(store: Path, undisturbed: Map, kept: Map | None = None) -> None:
    found = qm.load(store)
    assert found.complete
    for name in QUANTITIES:
        if name not in ("heat_balance", "residual"):
            assert_allclose(found[name], undisturbed[name], rtol=1e-7, err_msg=name)
    assert_array_equal(found.values["flag"], undisturbed.values["flag"])
    if kept is not None:  # computed once: bit for bit the same
        done = kept.computed
        for name, values in kept.values.items():
            assert_array_equal(found.values[name][done], values[done])


@pytest.mark.slow  # tests/fixed_bugs/test_scan.py kills workers whose work is quick
def test_a_killed_worker_costs_nothing_but_time(tmp_path, undisturbed):
    run = Run(tmp_path, "--workers", "2")
    run.wait_for(3)
    os.kill(run.workers()[0], signal.SIGKILL)
    code, out, error = run.end()
    assert code == 0, error
    assert f"{PIXELS} of {PIXELS}" in out
    is_whole(run.store, undisturbed)


def test_a_killed_client_loses_only_what_was_in_flight(tmp_path, undisturbed):
    run = Run(tmp_path, "--workers", "2")
    run.wait_for(5)
    workers = run.workers()
    run.process.kill()
    run.process.communicate()
    kept = qm.load(run.store)
    assert not kept.complete
    assert kept.damaged == 0
    again = Run(tmp_path, "--workers", "1", "--resume")
    code, _, error = again.end()
    assert code == 0, error
    is_whole(run.store, undisturbed, kept)
    begun = time.monotonic()
    while any(Path(f"/proc/{pid}/cmdline").exists() and b"dask" in Path(f"/proc/{pid}/cmdline").read_bytes() for pid in workers):
        assert time.monotonic() - begun < 60, "workers outlive the client"
        time.sleep(0.2)


def test_ctrl_c_stops_cleanly_and_says_how_to_go_on(tmp_path, undisturbed):
    run = Run(tmp_path, "--workers", "1")
    run.wait_for(2)
    workers = run.workers()
    run.process.send_signal(signal.SIGINT)
    code, out, error = run.end()
    assert (code, out) == (130, "")
    assert "Interrupted." in error
    assert "with --resume to go on" in error
    assert "Traceback" not in error
    assert not any(Path(f"/proc/{pid}").exists() for pid in workers)
    kept = qm.load(run.store)
    again = Run(tmp_path, "--workers", "1", "--resume")
    assert again.end()[0] == 0
    is_whole(run.store, undisturbed, kept)


def test_what_is_done_is_not_computed_again(tmp_path, undisturbed):
    scan = undisturbed.scan
    scan.run(tmp_path / "map.zarr", workers=0)
    seen = []
    scan.run(tmp_path / "map.zarr", resume=True, workers=0, progress=seen.append)
    assert seen == []


@pytest.mark.slow  # test_engine.py tells the same of a scheduler whose work is quick
def test_a_killed_scheduler_is_told_and_the_map_is_resumed(tmp_path, undisturbed):
    with Scheduler(tmp_path) as scheduler:
        run = Run(tmp_path, "--scheduler", scheduler.address)
        run.wait_for(2)
        scheduler.process.kill()
        code, out, error = run.end()
    assert (code, out) == (1, "")
    assert "The Dask scheduler is gone." in error
    assert "with --resume to go on" in error
    assert "Traceback" not in error
    kept = qm.load(run.store)
    with Scheduler(tmp_path) as scheduler:
        again = Run(tmp_path, "--scheduler", scheduler.address, "--resume")
        code, _, error = again.end()
    assert code == 0, error
    is_whole(run.store, undisturbed, kept)


def test_a_full_disk_is_told_and_the_map_is_resumed(tmp_path, undisturbed):
    """The limit on the size of files is the kernel's own refusal to write, as a full disk is."""
    code = f"""
import resource, signal, sys
from tests.scan.test_faults import small_scan_again
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
def full(progress):
    resource.setrlimit(resource.RLIMIT_FSIZE, (4, resource.RLIM_INFINITY))
small_scan_again().run({str(tmp_path / "map.zarr")!r}, workers=0, pixels_per_task=2, progress=full)
"""
    ended = subprocess.run([sys.executable, "-W", "ignore", "-c", code], capture_output=True, text=True, check=False, timeout=PATIENCE)
    assert "File too large" in ended.stderr
    assert f"2 of {PIXELS} pixels are kept" in ended.stderr
    kept = qm.load(tmp_path / "map.zarr")
    assert int(kept.computed.sum()) == 2
    assert not list((tmp_path / "map.zarr").rglob("*.partial"))
    small_scan(step="10 nm", area=("70 nm", "40 nm")).run(tmp_path / "map.zarr", workers=0, resume=True)
    is_whole(tmp_path / "map.zarr", undisturbed, kept)


def small_scan_again() -> qm.Scan:
    """The scan of `RUN`, in another process, where warnings are no errors."""
    from tests.scan.conftest import TIP, disordered

    how = {"phonon_temperature": "3 K", "step": "10 nm", "area": ("70 nm", "40 nm"), "spreading": "fixed"}
    return qm.Scan(disordered(), TIP, 0.8, **how)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(24))
def test_kills_at_random_moments_never_change_the_map(tmp_path, undisturbed, seed):
    """Workers, client or scheduler, several times each, at moments drawn from a seed."""
    draw = random.Random(seed)
    victim = ("worker", "client", "scheduler")[seed % 3]
    kept = None
    with Scheduler(tmp_path) as scheduler:
        who = ("--scheduler", scheduler.address) if victim == "scheduler" else ("--workers", "2")
        run = Run(tmp_path, *who)
        run.wait_for(draw.randint(1, 12))
        time.sleep(draw.uniform(0, 0.3))
        if victim == "worker":
            for _ in range(draw.randint(1, 3)):
                workers = run.workers()
                if workers:
                    os.kill(draw.choice(workers), signal.SIGKILL)
                time.sleep(draw.uniform(0, 1))
        elif victim == "client":
            run.process.kill()
        else:
            scheduler.process.kill()
        code, _, error = run.end()
    assert code == {"worker": 0, "client": -signal.SIGKILL, "scheduler": 1}[victim], error
    if victim != "worker":
        kept = qm.load(run.store)
        assert kept.damaged == 0
        code, _, error = Run(tmp_path, "--workers", "2", "--resume").end()
        assert code == 0, error
    is_whole(run.store, undisturbed, kept)


@pytest.mark.slow
@pytest.mark.skipif(os.geteuid() != 0, reason="mounting a small disk needs root")
def test_a_small_disk_that_fills_is_told_and_the_map_is_resumed(tmp_path, undisturbed):
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(disk)], check=False)
    if mounted.returncode:
        pytest.skip("this machine mounts no tmpfs")
    try:
        run = Run(disk, "--workers", "1")
        run.wait_for(1)
        with (disk / "filling").open("wb", buffering=0) as file, suppress(OSError):
            while file.write(b"0" * 4096):
                pass
        code, _, error = run.end()
        assert code == 2
        assert "No space left on device" in error
        kept = qm.load(run.store)
        (disk / "filling").unlink()
        code, _, error = Run(disk, "--workers", "1", "--resume").end()
        assert code == 0, error
        is_whole(run.store, undisturbed, kept)
    finally:
        subprocess.run(["umount", "--lazy", str(disk)], check=False)
