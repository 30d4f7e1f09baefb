"""`quenchmap spot`: the hot spot that a file or flags describe."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from quenchmap.cli import options
from quenchmap.cli.answer import print_json
from quenchmap.cli.notes import noted
from quenchmap.cli.progress import stages
from quenchmap.experiment.description import Experiment


class Which(StrEnum):
    """One of the states."""

    cold = "cold"
    unstable = "unstable"
    hot = "hot"


def command() -> Any:
    """The command with its flags."""
    return options.command(spot, takes=lambda flag: flag.path[0] != "evolution")


def spot(
    experiment: Experiment,
    *,
    state: Annotated[Which | None, typer.Option(help="Show this state only; it is an error if it does not exist.")] = None,
    plot: Annotated[Path | None, typer.Option(metavar="FILE", help="Draw the temperature profiles: .png, .pdf or .svg.")] = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")] = False,
) -> None:
    """Every steady state of the hot spot under a tip, stable and unstable, with its size, power and errors.

    For example: quenchmap spot --material NbN --thickness '10 nm' --height '100 nm' --frequency '417 GHz'
    --phonon-temperature '3 K' --drive 1.2
    """
    options.check_outputs(result=experiment.output, plot=plot)
    with noted(validity=json or state is not None), stages() as stage:
        stage("Loading")
        from quenchmap.experiment.run import run, save
        from quenchmap.precision import cache_compilations

        cache_compilations()
        states = run(experiment, stage)
        chosen = None if state is None else getattr(states, state.value)
        if experiment.output is not None:
            stage(f"Saving {experiment.output}")
            save(states, experiment, experiment.output)
        if plot is not None:
            stage(f"Drawing {plot}")
            from quenchmap import drawing

            picture: Any = states.plot().figure
            drawing.save(picture, plot)
    if json:
        summary = states.summary()
        if chosen is not None:
            summary["states"] = [found for found, each in zip(summary["states"], states) if each is chosen]
        print_json(summary)
    else:
        typer.echo(str(states if chosen is None else chosen))
    for written in (experiment.output, plot):
        if written is not None:
            typer.echo(f"Wrote {written}", err=True)
