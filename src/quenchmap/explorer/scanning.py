"""A scan that the explorer starts: the command line in a process of its own, which outlives a page and can be stopped and resumed."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from pathlib import Path

from quenchmap.experiment.description import Experiment
from quenchmap.experiment.writing import toml

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_under_way: dict[Path, Scanning] = {}


class Scanning:
    """A process that computes a map.

    Args:
        experiment: The description; it is written beside the map.
        name: Of the map in the folder, without ending.
        folder: Where maps are kept.
        resume: Go on with a map that is there.

    Raises:
        ValueError: For a name that is none.
        OSError: When the files cannot be written.
    """

    def __init__(self, experiment: Experiment, name: str, folder: Path, *, resume: bool = False):
        if not _NAME.fullmatch(name):
            raise ValueError(
                f"The name of a map is made of letters, digits, dots and dashes, but it is {name!r:.80}. Write for example map1."
            )
        self.store, described, said = (folder / f"{name}.{ending}" for ending in ("zarr", "toml", "log"))
        if self.store.exists() and not resume:
            raise ValueError(f"There is a map called {name!r} already. Choose another name, or go on with it.")
        if (other := _under_way.get(self.store)) is not None and other.running:
            raise ValueError(f"The map {name!r} is being computed. Wait for it, or stop it.")
        described.write_text(toml(experiment, f"quenchmap scan {described.name} --output {self.store.name}"), encoding="utf-8")
        self._log = said
        command = [sys.executable, "-m", "quenchmap.cli.main", "scan", described.name, "--output", self.store.name]
        with said.open("wb") as out:
            self._process = subprocess.Popen(
                [*command, *(["--resume"] if resume else [])], cwd=folder, stdout=out, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL
            )
        _under_way[self.store] = self

    @property
    def running(self) -> bool:
        """Whether it still computes."""
        return self._process.poll() is None

    def stop(self) -> None:
        """As Ctrl-C: what is done is kept."""
        if self.running:
            self._process.send_signal(signal.SIGINT)

    def said(self) -> str:
        """The last that it said."""
        lines = [line for line in re.split(r"[\r\n]+", self._log.read_text(errors="replace")) if line.strip()]
        return lines[-1].strip() if lines else "Starting …"


def under_way(store: Path) -> Scanning | None:
    """The process that computes a map of this explorer, if one does."""
    return _under_way.get(store)
