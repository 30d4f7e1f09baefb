"""`quenchmap branch`: every steady state against one parameter."""

from pathlib import Path
from typing import Annotated, Any

import typer

from quenchmap.cli import options
from quenchmap.cli.work import working
from quenchmap.experiment.description import Experiment


def command() -> Any:
    """The command with its flags."""
    return options.command(branch, takes=options.all_but("evolution", *options.MAPS))


def branch(
    experiment: Experiment,
    *,
    parameter: Annotated[str, typer.Option(metavar="NAME", help="drive, frequency, height, thickness, phonon_temperature ...")] = "drive",
    low: Annotated[str | None, typer.Option("--from", metavar="VALUE", help="Lower end of its range, with its unit.")] = None,
    high: Annotated[str | None, typer.Option("--to", metavar="VALUE", help="Upper end of its range, with its unit.")] = None,
    observable: Annotated[str, typer.Option(metavar="NAME", help="What --plot draws, such as outer_radius.")] = "maximum_temperature",
    plot: Annotated[Path | None, typer.Option(metavar="FILE", help="Draw the curves: .png, .pdf or .svg.")] = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")] = False,
) -> None:
    """Every steady state against the drive or another parameter, stable and unstable, with the folds. Ctrl-C keeps what was computed.

    For example: quenchmap branch --material NbN --thickness '10 nm' --height '100 nm' --frequency '417 GHz'
    --phonon-temperature '3 K' --drive 1.2 --parameter height --from '50 nm' --to '300 nm'
    """
    with working(result=experiment.output, plot=plot) as work:
        from quenchmap.experiment.diagrams import run_branch
        from quenchmap.spot.diagram.figure import checked_observable

        checked_observable(observable)
        diagram = run_branch(experiment, parameter, low, high, work.stage)
        work.save(diagram, experiment)
        work.draw(plot, lambda: diagram.plot(observable))
    work.answer(diagram, diagram.summary() if json else None, complete=not diagram.interrupted)
