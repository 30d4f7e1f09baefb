"""A scan that the explorer starts: the command line in a process of its own, which outlives a page and can be stopped and resumed."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

from quenchmap.experiment.description import Experiment
from quenchmap.experiment.writing import toml

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_TAIL = 4096  # bytes of the log in which its last line is found
_PATIENCE = 30.0  # seconds from Ctrl-C to a harder end; both keep what is done
_under_way: dict[Path, Scanning] = {}


class Scanning:
    """A process that computes a map.

    Ctrl-C in the explorer's terminal does not reach it: the server passes it on, see `end_all`. Where the server cannot, for it was killed,
    the process notices by itself, see `quenchmap.explorer.tied`.

    Args:
        experiment: The description; it is written beside the map.
        name: Of the map in the folder, without ending.
        folder: Where maps are kept.
        resume: Go on with a map that is there.

    Raises:
        ValueError: For a name that is none, for a map that is there and not to be resumed, and for one that is being computed.
        OSError: When the files cannot be written.
    """

    def __init__(self, experiment: Experiment, name: str, folder: Path, *, resume: bool = False):
        if not _NAME.fullmatch(name):
            raise ValueError(
                f"The name of a map is made of letters, digits, dots and dashes, but it is {name!r:.80}. Write for example map1."
            )
        self.store, described, self._log = (folder / f"{name}.{ending}" for ending in ("zarr", "toml", "log"))
        if (other := _under_way.get(self.store)) is not None and other.running:
            raise ValueError(f"The map {name!r} is being computed. Wait for it, or stop it.")
        if self.store.exists() and not resume:
            raise ValueError(f"There is a map called {name!r} already. Choose another name, or go on with it.")
        text = toml(experiment, f"quenchmap scan {described.name} --output {self.store.name}")
        if self.store.exists() and described.exists() and described.read_text(encoding="utf-8") != text:
            described = folder / f".{name}.toml"  # other values are refused, and the map's own stay beside it
        described.write_text(text, encoding="utf-8")
        command = ["quenchmap.cli.main", "scan", described.name, "--output", self.store.name, *(["--resume"] if resume else [])]
        with self._log.open("wb") as out:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "quenchmap.explorer.tied", *command],
                cwd=folder,
                stdin=subprocess.PIPE,  # open as long as the server lives
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self._stopped = False
        _under_way[self.store] = self

    @property
    def running(self) -> bool:
        """Whether it still computes."""
        return self._process.poll() is None

    def stop(self) -> None:
        """As Ctrl-C: what is done is kept."""
        if self.running:
            self._stopped = True
            self._process.send_signal(signal.SIGINT)

    def ended(self, patience: float) -> None:
        """Wait for its end, and bring it about after so many seconds."""
        try:
            self._process.wait(patience)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def said(self) -> str:
        """The last that it said."""
        if self._stopped and self.running:
            return "Stopping …"
        try:
            with self._log.open("rb") as log:
                log.seek(max(0, log.seek(0, os.SEEK_END) - _TAIL))
                text = log.read().decode(errors="replace")
        except OSError:  # somebody has removed it
            return ""
        lines = [line for line in re.split(r"[\r\n]+", text) if line.strip()]
        return lines[-1].strip() if lines else "Starting …"


def latest(store: Path) -> Scanning | None:
    """The process that computes a map, or was the last to do so, if this explorer has started one."""
    return _under_way.get(store)


def end_all() -> list[str]:
    """Stop every scan of this explorer as Ctrl-C would, and wait until all have ended.

    Returns:
        What each said last, with its map in front.
    """
    running = [scanning for scanning in _under_way.values() if scanning.running]
    for scanning in running:
        scanning.stop()
    end = time.monotonic() + _PATIENCE
    for scanning in running:
        scanning.ended(max(0.0, end - time.monotonic()))
    return [f"{scanning.store.name}: {scanning.said()}" for scanning in running]
