"""`quenchmap evolve`: the hot spot in time."""

from pathlib import Path
from typing import Annotated, Any

import typer

from quenchmap.cli import options
from quenchmap.cli.progress import named_once
from quenchmap.cli.work import working
from quenchmap.experiment.description import Experiment


def command() -> Any:
    """The command with its flags."""
    return options.command(evolve, takes=options.all_but(*options.MAPS))


def evolve(
    experiment: Experiment,
    *,
    plot: Annotated[Path | None, typer.Option(metavar="FILE", help="Draw temperature against radius and time: .png, .pdf or .svg.")] = None,
    animate: Annotated[Path | None, typer.Option(metavar="FILE", help="Write a moving picture of the profile: .gif or .mp4.")] = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")] = False,
) -> None:
    """The hot spot followed in time while the drive changes, with what happens when. Ctrl-C keeps what was computed.

    For example: quenchmap evolve --material NbN --thickness '10 nm' --height '100 nm' --frequency '417 GHz'
    --phonon-temperature '3 K' --waveform step --drive-before 1 --drive-after 1.8 --duration '1 ns'
    """
    if animate is not None:
        from quenchmap.spot.evolution.animation import checked_path

        checked_path(animate)
    with working(result=experiment.output, plot=plot) as work:
        from quenchmap.experiment.evolution import run_evolution

        evolution = run_evolution(experiment, named_once(work.stage))
        work.save(evolution, experiment)
        work.draw(plot, evolution.plot)
        if animate is not None:
            work.write(animate, evolution.animate)
    work.answer(evolution, evolution.summary() if json else None, complete=evolution.complete)
