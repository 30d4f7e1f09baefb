"""`quenchmap hysteresis`: what an experiment sees as the drive rises and falls."""

from pathlib import Path
from typing import Annotated, Any

import typer

from quenchmap.cli import options
from quenchmap.cli.work import working
from quenchmap.experiment.description import STRENGTHS, Experiment


def command() -> Any:
    """The command with its flags."""
    return options.command(hysteresis, takes=options.all_but("evolution", *options.MAPS, *STRENGTHS))


def hysteresis(
    experiment: Experiment,
    *,
    low: Annotated[str | None, typer.Option("--from", metavar="VALUE", help="Lowest j_max/j*; below the folds unless given.")] = None,
    high: Annotated[str | None, typer.Option("--to", metavar="VALUE", help="Highest j_max/j*; above the folds unless given.")] = None,
    points: Annotated[int, typer.Option(metavar="N", help="Drives on each way.")] = 60,
    plot: Annotated[Path | None, typer.Option(metavar="FILE", help="Draw both ways: .png, .pdf or .svg.")] = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")] = False,
) -> None:
    """The hot spot as the drive rises and falls slowly: power, resistance, voltage and where they jump. Ctrl-C keeps what was computed.

    For example: quenchmap hysteresis --material NbN --thickness '10 nm' --height '100 nm' --radius '50 nm' --frequency '417 GHz'
    --phonon-temperature '3 K'
    """
    with working(result=experiment.output, plot=plot) as work:
        from quenchmap.experiment.diagrams import run_hysteresis

        loop = run_hysteresis(experiment, low, high, points, work.stage)
        work.save(loop, experiment)
        work.draw(plot, loop.plot)
    work.answer(loop, loop.summary() if json else None, complete=not loop.interrupted)
