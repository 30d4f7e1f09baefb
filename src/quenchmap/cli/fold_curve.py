"""`quenchmap fold-curve`: the folds in the drive against another parameter."""

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
    return options.command(fold_curve, takes=lambda flag: flag.path[0] not in ("evolution", "line_loss", *STRENGTHS))


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
    options.check_outputs(result=experiment.output, plot=plot)
    with noted(), stages() as stage:
        stage("Loading")
        from quenchmap.experiment.diagrams import run_fold_curve
        from quenchmap.experiment.run import save
        from quenchmap.precision import cache_compilations

        cache_compilations()
        diagram = run_fold_curve(experiment, parameter, low, high, stage)
        if experiment.output is not None:
            stage(f"Saving {experiment.output}")
            save(diagram, experiment, experiment.output)
        if plot is not None:
            stage(f"Drawing {plot}")
            from quenchmap import drawing

            picture: Any = diagram.plot(current=current).figure
            drawing.save(picture, plot)
    if json:
        print_json(diagram.summary())
    else:
        typer.echo(str(diagram))
    for written in (experiment.output, plot):
        if written is not None:
            typer.echo(f"Wrote {written}", err=True)
    if diagram.interrupted:
        raise typer.Exit(INTERRUPTED)
