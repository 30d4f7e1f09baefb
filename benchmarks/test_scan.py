"""Scanning: pixels per second of one and of two one-thread workers, memory of a worker, and what the engine adds to each task.

The peer for a whole map is pyTDGL 0.9.0, which needs 73 s for one bias point of a strip of 0.4 x 0.2 um and 51 hours for 50 x 50 points (as
measured on two cores before; it is not run here). Pixels are a sample of those of the whole map, spread evenly over it; times are without
the first task of each worker, which loads and compiles. A machine that does other work spoils ratios: see the rounds.
"""

import operator
import resource
import time
from pathlib import Path

import pytest
from distributed import Client, LocalCluster

import quenchmap as qm
from quenchmap.scan.cluster import Crew, LocalCrew, crew
from quenchmap.scan.engine import distribute
from quenchmap.scan.progress import duration
from quenchmap.scan.quantity import STABLE
from quenchmap.scan.run import Work, computed
from quenchmap.scan.task import Task

FILM = qm.Film("NbN", thickness="10 nm")
PYTDGL_PER_PIXEL = 51 * 3600 / 2500  # s


def scan(cells: int, pixels: int, protocol: str) -> qm.Scan:
    """A disordered film of z0/8 cells with the tip at so many pixels in each direction; lines that are dragged have four."""
    cell = 12.5e-9
    side = cells * cell
    sample = qm.Sample.gaussian(FILM, side, side, cell, amplitude=0.05, correlation_length="100 nm", seed=1)
    tip = qm.MicrowaveTip(height="100 nm", frequency="417 GHz")
    step = side / (pixels + 1)
    how = {"phonon_temperature": "3 K", "spreading": "fixed", "protocol": protocol, "step": step}
    if protocol == "drag":
        how |= {"protocol": qm.Drag(dwell="1 ms", speed="1 um/s"), "area": (3 * step, (pixels - 1) * step)}
    return qm.Scan(sample, tip, 1.2, **how)


def spread(planned: qm.Scan, count: int) -> list[Task]:
    """Single pixels spread evenly over the map, or whole lines where the tip is dragged."""
    lines, length = planned.raster.line_shape
    if isinstance(planned.protocol, qm.Drag):
        return [Task(int((k + 0.5) * lines * length / count), 0, length) for k in range(count // length)]
    every = planned.raster.pixels / count
    return [Task(*divmod(int((k + 0.5) * every), length), 1) for k in range(count)]


def seconds(hands: Crew, workers: int, planned: qm.Scan, pieces: list[Task]) -> float:
    """Time of the pieces, after each worker has been warmed by one."""
    work = Work(planned, None, max(piece.pixels for piece in pieces))
    done: list[float] = []

    def keep(piece, values):
        assert (values["flag"] == STABLE).all()
        done.append(time.perf_counter())

    hands.client.wait_for_workers(workers)
    addresses = hands.client.scheduler_info(n_workers=-1)["workers"]
    hands.client.gather([hands.client.submit(computed, work, pieces[0], workers=[w], pure=False) for w in addresses])
    begun = time.perf_counter()
    distribute(hands, computed, work, pieces, keep)
    return time.perf_counter() - begun


def memory(hands: LocalCrew) -> float:
    """Largest resident memory of a worker so far, GB."""
    peaks = [Path(f"/proc/{pid}/status").read_text() for pid in hands.processes]
    return max(int(next(line for line in text.splitlines() if line.startswith("VmHWM")).split()[1]) for text in peaks) / 1e6


@pytest.mark.filterwarnings("ignore:The area reaches within", "ignore::ResourceWarning")
@pytest.mark.parametrize(("cells", "pixels", "sampled"), [(128, 32, 24), (256, 64, 24)])
@pytest.mark.parametrize("protocol", ["cold", "hot", "drag"])
def test_pixels_per_second(benchmark, cells, pixels, sampled, protocol):
    planned = scan(cells, pixels, protocol)
    pieces = spread(planned, sampled)

    peaks = []

    def measured() -> dict[int, float]:
        found = {}
        for workers in (1, 2):
            with crew(workers=workers) as hands:
                found[workers] = seconds(hands, workers, planned, pieces) / sampled
                peaks.append(memory(hands))
        return found

    found = benchmark.pedantic(measured, rounds=1, iterations=1)
    total = planned.raster.pixels
    benchmark.extra_info |= {
        "pixels": f"{sampled} of {pixels} x {pixels} on {cells} x {cells} cells, {protocol}",
        "pixels per second, 1 worker": round(1 / found[1], 3),
        "pixels per second, 2 workers": round(1 / found[2], 3),
        "memory of a worker, GB": round(max(peaks), 2),
        "ratio of 2 workers to 1": round(found[1] / found[2], 2),
        "whole map, 2 workers": duration(total * found[2]),
        "256 x 256 pixels, 2 workers": duration(65536 * found[2]),
        "256 x 256 pixels, 100 cores": duration(65536 * found[1] / 100),
        "faster per pixel than pyTDGL on 2 cores": round(PYTDGL_PER_PIXEL / found[2]),
    }
    assert found[2] > 0


@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_overhead_per_task_with_sixteen_workers(benchmark):
    tasks = 2000
    with (
        LocalCluster(n_workers=16, threads_per_worker=1, processes=False, memory_limit=0, dashboard_address="127.0.0.1:0") as cluster,
        Client(cluster, set_as_default=False) as client,
    ):
        hands = Crew(client)
        kept: list[int] = []
        benchmark.pedantic(
            lambda: distribute(hands, operator.add, 1, range(tasks), lambda piece, value: kept.append(value)), rounds=3, iterations=1
        )
    benchmark.extra_info["per task, ms"] = round(1e3 * benchmark.stats.stats.min / tasks, 2)
    benchmark.extra_info["memory of scheduler and 16 workers, GB"] = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6, 2)
    assert len(kept) == 3 * tasks
