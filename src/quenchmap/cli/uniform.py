"""`quenchmap uniform`: a film driven uniformly."""

from pathlib import Path
from typing import Annotated, Any

import typer

from quenchmap.cli import options
from quenchmap.cli.work import working
from quenchmap.experiment.description import Experiment
from quenchmap.experiment.flags import Flag

_KEYS = ("tip.frequency", "phonon_temperature", "drive", "gap_model", "output")


def command() -> Any:
    """The command with its flags: those of the film, and few others."""
    return options.command(uniform, takes=_matters)


def _matters(flag: Flag) -> bool:
    return flag.path[0] == "film" or flag.key in _KEYS


def uniform(
    experiment: Experiment,
    *,
    plot: Annotated[Path | None, typer.Option(metavar="FILE", help="Draw temperature against drive: .png, .pdf or .svg.")] = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")] = False,
) -> None:
    """A film driven uniformly: bistable window, folds, Maxwell current, where bistability ends, and the states at a drive.

    For example: quenchmap uniform --material NbN --frequency '417 GHz' --phonon-temperature '3 K' --output uniform.nc
    """
    with working(result=experiment.output, plot=plot) as work:
        from quenchmap.experiment.uniform import uniform_film

        work.stage("Balancing heating and cooling")
        film = uniform_film(experiment)
        work.save(film, experiment)
        work.draw(plot, film.plot)
    work.answer(film, film.summary() if json else None)
