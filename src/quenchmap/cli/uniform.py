"""`quenchmap uniform`: a film driven uniformly."""

from pathlib import Path
from typing import Annotated, Any

import typer

from quenchmap.cli import options
from quenchmap.cli.answer import print_json
from quenchmap.cli.notes import noted
from quenchmap.cli.progress import stages
from quenchmap.experiment.description import Experiment
from quenchmap.experiment.flags import Flag

_KEYS = ("tip.frequency", "phonon_temperature", "drive", "gap_model")


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

    For example: quenchmap uniform --material NbN --frequency '417 GHz' --phonon-temperature '3 K'
    """
    options.check_outputs(plot=plot)
    with noted(), stages() as stage:
        stage("Loading")
        from quenchmap.experiment.uniform import uniform_film
        from quenchmap.precision import cache_compilations

        cache_compilations()
        stage("Balancing heating and cooling")
        film = uniform_film(experiment)
        if plot is not None:
            stage(f"Drawing {plot}")
            from quenchmap import drawing
            from quenchmap.balance.figure import plot_branches

            picture: Any = plot_branches(film.response).figure
            drawing.save(picture, plot)
    if json:
        print_json(film.summary())
    else:
        typer.echo(str(film))
    if plot is not None:
        typer.echo(f"Wrote {plot}", err=True)
