"""`quenchmap functions`: what a material does, in SI units."""

from pathlib import Path
from typing import Annotated, Any

import typer

from quenchmap.cli import options
from quenchmap.cli.work import working
from quenchmap.experiment.description import Experiment
from quenchmap.experiment.flags import Flag

_KEYS = ("tip.frequency", "phonon_temperature", "gap_model", "output")


def command() -> Any:
    """The command with its flags: those of the film, and few others."""
    return options.command(functions, takes=_matters)


def _matters(flag: Flag) -> bool:
    return flag.path[0] == "film" or flag.key in _KEYS


def functions(
    experiment: Experiment,
    *,
    plot: Annotated[Path | None, typer.Option(metavar="FILE", help="Draw them: .png, .pdf or .svg.")] = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")] = False,
) -> None:
    """Gap, conductivity, Re 1/σ, thermal conductivity, power to the phonons and heat capacity of a material.

    For example: quenchmap functions --material NbN --frequency '417 GHz' --phonon-temperature '3 K' --output nbn.nc
    """
    with working(result=experiment.output, plot=plot) as work:
        from quenchmap.experiment.functions import material_functions

        work.stage("Evaluating the functions")
        found = material_functions(experiment)
        work.save(found, experiment)
        work.draw(plot, lambda: found.plot().axes[0])
    work.answer(found, found.summary() if json else None)
