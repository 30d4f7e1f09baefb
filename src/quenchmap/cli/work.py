"""What a command does around its computation: refuse bad outputs first, show stages, note warnings, write files, answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from quenchmap.cli.answer import print_json
from quenchmap.cli.notes import noted
from quenchmap.cli.options import check_outputs
from quenchmap.cli.progress import Stage, stages
from quenchmap.cli.refusal import INTERRUPTED

if TYPE_CHECKING:
    from quenchmap.experiment.description import Experiment
    from quenchmap.experiment.results import Result


@dataclass(frozen=True)
class Work:
    """A computation under way.

    Attributes:
        stage: Call with the name of each stage as it begins.
        written: Files written so far.
    """

    stage: Stage
    written: list[str] = field(default_factory=list)

    def save(self, result: Result, experiment: Experiment) -> None:
        """Write a result where the description says, if it does."""
        from quenchmap.experiment.results import save

        if experiment.output is not None:
            self.write(experiment.output, lambda path: save(result, experiment, path))

    def draw(self, path: Path | None, drawn: Callable[[], Any]) -> None:
        """Write a figure, or that of axes, made only where there is a path for it."""
        if path is not None:
            from quenchmap import drawing

            self.write(path, lambda name: drawing.save(drawn().figure, name))

    def write(self, path: Path | str, write: Callable[[str], None]) -> None:
        """Write a file by a function of its path, as a stage of its own."""
        self.stage(f"Writing {path}")
        write(str(path))
        self.written.append(str(path))

    def answer(self, text: object, json: dict[str, Any] | None = None, *, complete: bool = True) -> None:
        """Print a text, or JSON instead, and the files written; exit as after Ctrl-C where the result is not complete."""
        if json is None:
            typer.echo(str(text))
        else:
            print_json(json)
        for path in self.written:
            typer.echo(f"Wrote {path}", err=True)
        if not complete:
            raise typer.Exit(INTERRUPTED)


@contextmanager
def working(*, result: str | None = None, plot: Path | None = None, validity: bool = True) -> Iterator[Work]:
    """Around a computation whose kernels are kept on disk.

    Args:
        result: File for the result, refused at once where it cannot be written.
        plot: File for a picture, likewise.
        validity: See `quenchmap.cli.notes.noted`.
    """
    check_outputs(result=result, plot=plot)
    with noted(validity=validity), stages() as stage:
        stage("Loading")
        from quenchmap.precision import cache_compilations

        cache_compilations()
        yield Work(stage)
