"""Work in pieces on Dask workers: everything once, and bad ends told in a sentence."""

import operator
import os
import signal
import time
from collections import Counter

import pytest
from distributed import Client, LocalCluster
from tests.scan.scheduler import Scheduler

from quenchmap.errors import ClusterError
from quenchmap.scan.cluster import ONE_THREAD, Cluster, Crew, LocalCrew, crew
from quenchmap.scan.engine import distribute

# Dask's own event loop leaves sockets to the garbage collector when processes are killed beneath it.
pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")


@pytest.fixture(scope="module")
def two_workers():
    with crew(workers=2) as hands:
        yield hands


def gathered(hands: Crew, function, shared, pieces) -> Counter:
    found: Counter = Counter()

    def done(piece, value):
        found[piece, value] += 1

    distribute(hands, function, shared, pieces, done)
    return found


def test_every_piece_is_computed_once(two_workers):
    assert gathered(two_workers, operator.add, 100, range(50)) == Counter({(k, 100 + k): 1 for k in range(50)})


@pytest.mark.slow  # simulated workers starve on a full machine
def test_sixteen_workers_share_the_work():
    with (
        LocalCluster(n_workers=16, threads_per_worker=1, processes=False, memory_limit=0, dashboard_address="127.0.0.1:0") as cluster,
        Client(cluster, set_as_default=False) as client,
    ):
        assert Crew(client).count == 16
        assert gathered(Crew(client), operator.mul, 3, range(400)) == Counter({(k, 3 * k): 1 for k in range(400)})


def test_an_error_in_a_piece_ends_the_work_with_that_error(two_workers):
    with pytest.raises(ZeroDivisionError):
        gathered(two_workers, operator.truediv, 1.0, [1, 2, 0, 3])


def test_an_error_while_keeping_ends_the_work(two_workers):
    def full(piece, value):
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space left"):
        distribute(two_workers, operator.add, 1, range(5), full)


def test_workers_have_one_thread_for_jax_and_blas(two_workers):
    for name, value in ONE_THREAD.items():
        assert gathered(two_workers, lambda key, _: os.environ[key], name, ["here"]).popitem()[0][1].endswith(value)


def test_a_worker_uses_one_core_also_for_large_arrays(two_workers):
    def cores(side, _):
        import jax
        import jax.numpy as jnp

        smooth = jax.jit(lambda x: jax.lax.fori_loop(0, 100, lambda _, y: jnp.sin(y + 0.1 * jnp.roll(y, 1, 0)), x))
        x = smooth(jnp.ones((side, side))).block_until_ready()
        wall, cpu = time.perf_counter(), time.process_time()
        smooth(x).block_until_ready()
        return (time.process_time() - cpu) / (time.perf_counter() - wall)

    ((_, found),) = gathered(two_workers, cores, 1000, ["here"])
    assert found < 1.3


def test_a_killed_worker_is_replaced_and_nothing_is_lost(two_workers):
    assert isinstance(two_workers, LocalCrew)
    before = two_workers.processes
    found = []

    def kill_once(piece, value):
        found.append(piece)
        if len(found) == 3:
            os.kill(before[0], signal.SIGKILL)

    def slowly(shared, piece):
        time.sleep(0.2)
        return shared + piece

    distribute(two_workers, slowly, 0, range(12), kill_once)
    assert sorted(found) == list(range(12))
    assert two_workers.processes[0] != before[0]


def test_a_piece_that_ends_its_workers_is_told(monkeypatch):
    def fatal(shared, piece):
        os.kill(os.getpid(), signal.SIGKILL)

    import dask

    with crew(workers=1) as hands, dask.config.set({"distributed.scheduler.allowed-failures": 1}):
        monkeypatch.setattr(hands, "_restarts", 36)
        with pytest.raises(ClusterError, match=r"ended its worker|Workers ended"):
            gathered(hands, fatal, None, [1])


def test_a_scheduler_that_is_killed_is_told(tmp_path):
    def slowly(shared, piece):
        time.sleep(0.5)
        return shared + piece

    lost = pytest.raises(ClusterError, match=r"The Dask scheduler is gone\.")
    with Scheduler(tmp_path) as scheduler, lost, crew(scheduler=scheduler.address) as hands:
        distribute(hands, slowly, 1, range(200), lambda piece, value: scheduler.process.kill())


def test_a_scheduler_that_does_not_answer_is_told(monkeypatch):
    monkeypatch.setattr("quenchmap.scan.cluster._CONNECT", 1)
    with pytest.raises(ClusterError, match=r"No Dask scheduler answers at 'tcp://127\.0\.0\.1:9'"), crew(scheduler="tcp://127.0.0.1:9"):
        pass


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({"workers": 2, "scheduler": "tcp://x:1"}, "One of `workers` and `scheduler` says who computes, but 2 came"),
        ({"workers": -1}, "`workers` is how many processes compute, but workers=-1"),
    ],
)
def test_contradictions_are_refused(arguments, sentence):
    with pytest.raises(ValueError, match=r"says who computes|how many processes") as refusal, crew(**arguments):
        pass
    assert sentence in str(refusal.value)


def test_jobs_of_a_queueing_system_compute(tmp_path, monkeypatch):
    """SLURM's two commands are replaced by ones that start and end the job script here; all else is as on a cluster."""
    submit = 'cp "$1" "$1.job"\nsh "$1.job" >/dev/null 2>&1 &\necho "Submitted batch job $!"'  # the script is gone once it is submitted
    for name, script in (("sbatch", submit), ("scancel", 'kill "$1"')):
        (tmp_path / name).write_text(f"#!/bin/sh\n{script}\n")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    options = {"cores": 1, "processes": 1, "memory": "1GB", "walltime": "00:10:00", "queue": "long"}
    with crew(jobs=Cluster("slurm", 1, options)) as hands:
        hands.client.wait_for_workers(1, timeout=120)
        found = gathered(hands, lambda key, _: os.environ[key], "OMP_NUM_THREADS", ["here"])
    assert found == Counter({("here", "1"): 1})


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("slurn", 1), "Did you mean slurm?"),
        (("slurm", 0), "`jobs` is how many jobs of the queueing system compute, but jobs=0"),
    ],
)
def test_wrong_jobs_are_refused(arguments, sentence):
    with pytest.raises(ValueError, match=r"system|jobs") as refusal:
        Cluster(*arguments)
    assert sentence in str(refusal.value)


def test_wrong_options_of_a_queueing_system_are_refused():
    with pytest.raises(ValueError, match="dask-jobqueue refuses the options of its SLURM cluster"), crew(jobs=Cluster("slurm", 1, {})):
        pass
