"""`quenchmap spot`: the hot spot that a file or flags describe."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from quenchmap.cli import options
from quenchmap.cli.work import working
from quenchmap.experiment.description import Experiment


class Which(StrEnum):
    """One of the states."""

    cold = "cold"
    unstable = "unstable"
    hot = "hot"


def command() -> Any:
    """The command with its flags."""
    return options.command(spot, takes=options.all_but("evolution", *options.MAPS))


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
    with working(result=experiment.output, plot=plot, validity=json or state is not None) as work:
        from quenchmap.experiment.run import run

        states = run(experiment, work.stage)
        chosen = None if state is None else getattr(states, state.value)
        work.save(states, experiment)
        work.draw(plot, states.plot)
    summary = states.summary() if json else None
    if summary is not None and chosen is not None:
        summary["states"] = [found for found, each in zip(summary["states"], states) if each is chosen]
    work.answer(states if chosen is None else chosen, summary)
