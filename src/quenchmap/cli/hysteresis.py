"""`quenchmap hysteresis`: what an experiment sees as the drive rises and falls."""

from pathlib import Path
from typing import Annotated, Any

import typer

from quenchmap.cli import options
from quenchmap.cli.answer import print_json
from quenchmap.cli.notes import noted
from quenchmap.cli.progress import stages
from quenchmap.cli.refusal import INTERRUPTED
from quenchmap.experiment.description import STRENGTHS, Experiment


def command() -> Any:
    """The command with its flags."""
    return options.command(hysteresis, takes=lambda flag: flag.path[0] not in ("evolution", *STRENGTHS))


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
    options.check_outputs(result=experiment.output, plot=plot)
    with noted(), stages() as stage:
        stage("Loading")
        from quenchmap.experiment.diagrams import run_hysteresis
        from quenchmap.experiment.run import save
        from quenchmap.precision import cache_compilations

        cache_compilations()
        loop = run_hysteresis(experiment, low, high, points, stage)
        if experiment.output is not None:
            stage(f"Saving {experiment.output}")
            save(loop, experiment, experiment.output)
        if plot is not None:
            stage(f"Drawing {plot}")
            from quenchmap import drawing

            drawing.save(loop.plot(), plot)
    if json:
        print_json(loop.summary())
    else:
        typer.echo(str(loop))
    for written in (experiment.output, plot):
        if written is not None:
            typer.echo(f"Wrote {written}", err=True)
    if loop.interrupted:
        raise typer.Exit(INTERRUPTED)
