"""Who computes: processes of this machine, a Dask scheduler that runs somewhere, or a queueing system."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from quenchmap.errors import ClusterError, closest

#: Systems that dask-jobqueue knows, by the name of its class.
SYSTEMS = {
    "slurm": "SLURM",
    "pbs": "PBS",
    "sge": "SGE",
    "lsf": "LSF",
    "htcondor": "HTCondor",
    "oar": "OAR",
    "moab": "Moab",
    "local": "Local",
}

#: For the environment of a worker: JAX and BLAS would otherwise use all cores in every process.
ONE_THREAD = {
    "PJRT_NPROC": "1",  # for XLA; its own flags would do less, and hide from each worker the kernels that others have compiled
    "NPROC": "1",  # its name in older releases
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
}

_RESTARTS = 40  # of local workers in one scan: more is no accident
_WORKER_GIVES_UP = 20  # seconds after which a worker without a scheduler ends
_CONNECT = 20  # seconds


@dataclass(frozen=True)
class Cluster:
    """Workers as jobs of a queueing system.

    Attributes:
        system: "slurm", "pbs", "sge", "lsf", "htcondor", "oar" or "moab".
        jobs: How many.
        options: Arguments of dask-jobqueue's class, such as queue, walltime, memory, cores, job_extra_directives.
    """

    system: str
    jobs: int
    options: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.system not in SYSTEMS:
            raise ValueError(f"`system` is a queueing system, but system={self.system!r}. {closest(str(self.system), SYSTEMS)}")
        if not self.jobs >= 1:
            raise ValueError(f"`jobs` is how many jobs of the queueing system compute, but jobs={self.jobs!r}. Use 1 or more.")


class Crew:
    """Workers that are reached through a Dask client.

    Attributes:
        client: The client.
    """

    def __init__(self, client: Any):
        self.client = client

    @property
    def count(self) -> int:
        """Workers that are there."""
        return len(self.client.scheduler_info(n_workers=-1)["workers"])

    def check(self) -> None:
        """See whether all is well, and put right what is not.

        Raises:
            ClusterError: When the scheduler is gone, or workers end again and again.
        """
        if self.client.status != "running":
            raise ClusterError("The Dask scheduler is gone.")


class NoCrew(Crew):
    """Nobody beside this process, which does the work itself."""

    def __init__(self) -> None:
        super().__init__(None)

    @property
    def count(self) -> int:
        """This one."""
        return 1


class LocalCrew(Crew):
    """Processes of this machine with one thread each; one that is killed is replaced.

    They are started as programs of their own, not forked (JAX has threads) nor spawned from the script that runs (which would run again).
    """

    def __init__(self, client: Any, workers: int):
        super().__init__(client)
        self._restarts = 0
        self._scratch = tempfile.TemporaryDirectory(prefix="quenchmap-", ignore_cleanup_errors=True)
        self._processes = [self._started() for _ in range(workers)]

    def check(self) -> None:
        """Replace workers that have ended."""
        super().check()
        for k, process in enumerate(self._processes):
            if process.poll() is not None:
                self._restarts += 1
                if self._restarts > _RESTARTS:
                    raise ClusterError(f"Workers ended {self._restarts} times (the last with exit code {process.returncode}).")
                self._processes[k] = self._started()

    @property
    def processes(self) -> list[int]:
        """Their process numbers."""
        return [process.pid for process in self._processes]

    def stop(self) -> None:
        """End them all, at once: what they have in hand is wanted no more."""
        for process in self._processes:
            process.kill()
        for process in self._processes:
            process.wait()
        self._scratch.cleanup()

    def _started(self) -> subprocess.Popen[bytes]:
        options = ["--no-nanny", "--nthreads", "1", "--memory-limit", "0", "--no-dashboard", "--death-timeout", str(_WORKER_GIVES_UP)]
        where = ["--local-directory", self._scratch.name]
        command = [sys.executable, "-m", "distributed.cli.dask_worker", self.client.scheduler.address, *options, *where]
        environment = os.environ | ONE_THREAD | {"DASK_LOGGING__DISTRIBUTED": "critical"}
        quiet = subprocess.DEVNULL
        return subprocess.Popen(command, stdin=quiet, stdout=quiet, stderr=quiet, env=environment, start_new_session=True)


def checked_crew(*, workers: int | None = None, scheduler: str | None = None, jobs: Cluster | None = None) -> None:
    """Refuses what cannot say who computes; arguments as for `crew`.

    Raises:
        ValueError: For more than one of them, or a negative number of workers.
    """
    given = [name for name, value in (("workers", workers), ("scheduler", scheduler), ("jobs", jobs)) if value is not None]
    if len(given) > 1:
        raise ValueError(f"One of {' and '.join(f'`{g}`' for g in given)} says who computes, but {len(given)} came. Keep one.")
    if workers is not None and not workers >= 0:
        raise ValueError(f"`workers` is how many processes compute, but workers={workers!r}. Use 1 or more, or 0 for none beside this one.")


@contextmanager
def crew(*, workers: int | None = None, scheduler: str | None = None, jobs: Cluster | None = None) -> Iterator[Crew]:
    """Workers for a while.

    Args:
        workers: Processes of this machine; by default one for each core that this process may use. 0 is for none beside this one.
        scheduler: Address of a Dask scheduler that runs, such as "tcp://127.0.0.1:8786", in place of own workers.
        jobs: Jobs of a queueing system, in place of both.

    Raises:
        ValueError: For more than one of them, or a negative number of workers.
        ModuleNotFoundError: Where Dask is not installed.
        ClusterError: When no scheduler answers.
    """
    checked_crew(workers=workers, scheduler=scheduler, jobs=jobs)
    if workers == 0:
        yield NoCrew()
        return
    dask, distributed = _dask()
    for name in ("distributed", "distributed.client"):  # they tell of every worker that comes and goes, and again of what we tell
        logging.getLogger(name).setLevel(logging.CRITICAL)
    with ExitStack() as stack:
        stack.enter_context(dask.config.set({"distributed.scheduler.allowed-failures": 20, "distributed.comm.timeouts.connect": _CONNECT}))
        if scheduler is not None:
            yield Crew(_client(stack, distributed, scheduler, scheduler))
        elif jobs is not None:
            queue = stack.enter_context(_queue(jobs))
            queue.scale(jobs=jobs.jobs)
            yield Crew(_client(stack, distributed, queue, jobs.system))
        else:
            here = {
                "n_workers": 0,
                "processes": True,
                "dashboard_address": "127.0.0.1:0",
                "silence_logs": logging.CRITICAL,
            }  # any free port
            cluster = stack.enter_context(distributed.LocalCluster(**here))
            local = LocalCrew(_client(stack, distributed, cluster, "this machine"), workers or usable_cores())
            stack.callback(local.stop)
            yield local


def usable_cores() -> int:
    """Cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _client(stack: ExitStack, distributed: Any, at: Any, name: str) -> Any:
    try:
        client = distributed.Client(at, timeout=_CONNECT, set_as_default=False)
    except (OSError, TimeoutError, ValueError) as error:
        raise ClusterError(f"No Dask scheduler answers at {name!r}. Start one with `dask scheduler`, or leave `scheduler` out.") from error

    def close() -> None:
        with suppress(Exception):  # a scheduler that is gone cannot say goodbye
            client.close(timeout=5)

    stack.callback(close)
    return client


def _queue(jobs: Cluster) -> Any:
    try:
        import dask_jobqueue
    except ModuleNotFoundError:
        raise ModuleNotFoundError("Jobs of a queueing system need dask-jobqueue. Install it: pip install dask-jobqueue") from None
    name = SYSTEMS[jobs.system]
    prologue = [f"export {key}='{value}'" for key, value in ONE_THREAD.items()]
    options = dict(jobs.options)
    options["job_script_prologue"] = [*prologue, *options.get("job_script_prologue", [])]
    options.setdefault("scheduler_options", {"dashboard_address": ":0"})  # any free port: another user may have the usual one
    try:
        return getattr(dask_jobqueue, f"{name}Cluster")(**options)
    except (TypeError, ValueError) as error:
        raise ValueError(f"dask-jobqueue refuses the options of its {name} cluster: {error}") from error


def _dask() -> tuple[Any, Any]:
    try:
        import dask
        import distributed
    except ModuleNotFoundError:
        raise ModuleNotFoundError("Maps are computed with Dask. Install it: pip install 'quenchmap[scan]'") from None
    return dask, distributed
