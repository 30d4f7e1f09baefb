"""A Dask scheduler of the tests' own, which they may kill."""

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Self

PATIENCE = 600  # seconds: more means that something hangs


class Scheduler:
    """A Dask scheduler and a worker, started by hand."""

    def __init__(self, folder: Path):
        self._folder = folder
        self.address = ""

    def __enter__(self) -> Self:
        file = self._folder / f"scheduler-{time.monotonic_ns()}.json"
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": self._folder}
        dask = [sys.executable, "-m"]
        self.process = subprocess.Popen(
            [*dask, "distributed.cli.dask_scheduler", "--port", "0", "--no-dashboard", "--scheduler-file", str(file)], **quiet
        )
        begun = time.monotonic()
        while not file.exists():
            assert time.monotonic() - begun < PATIENCE
            time.sleep(0.05)
        self.address = json.loads(file.read_text())["address"]
        options = ["--nthreads", "1", "--no-nanny", "--no-dashboard", "--death-timeout", "10"]
        self._worker = subprocess.Popen([*dask, "distributed.cli.dask_worker", self.address, *options], **quiet)
        return self

    def __exit__(self, *_: object) -> None:
        for process in (self._worker, self.process):
            process.kill()
            process.wait()
