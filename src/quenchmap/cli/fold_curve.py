"""`quenchmap fold-curve`: the folds in the drive against another parameter."""

from pathlib import Path
from typing import Annotated, Any

import typer

from quenchmap.cli import options
from quenchmap.cli.work import working
from quenchmap.experiment.description import STRENGTHS, Experiment


def command() -> Any:
    """The command with its flags."""
    return options.command(fold_curve, takes=options.all_but("evolution", *options.MAPS, "line_loss", *STRENGTHS))


def fold_curve(
    experiment: Experiment,
    *,
    parameter: Annotated[str, typer.Option(metavar="NAME", help="frequency, height, thickness, phonon_temperature ...")] = "frequency",
    low: Annotated[str | None, typer.Option("--from", metavar="VALUE", help="Lower end of its range, with its unit.")] = None,
    high: Annotated[str | None, typer.Option("--to", metavar="VALUE", help="Upper end of its range, with its unit.")] = None,
    current: Annotated[bool, typer.Option("--current", help="Draw the tip's current instead of the drive.")] = False,
    plot: Annotated[Path | None, typer.Option(metavar="FILE", help="Draw the folds: .png, .pdf or .svg.")] = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")] = False,
) -> None:
    """Drives between which hot and cold states coexist, as another parameter changes, with the cusps. Ctrl-C keeps what was computed.

    For example: quenchmap fold-curve --material NbN --thickness '10 nm' --height '100 nm' --frequency '417 GHz'
    --phonon-temperature '3 K' --parameter height --from '50 nm' --to '300 nm'
    """
    with working(result=experiment.output, plot=plot) as work:
        from quenchmap.experiment.diagrams import run_fold_curve

        diagram = run_fold_curve(experiment, parameter, low, high, work.stage)
        work.save(diagram, experiment)
        work.draw(plot, lambda: diagram.plot(current=current))
    work.answer(diagram, diagram.summary() if json else None, complete=not diagram.interrupted)
