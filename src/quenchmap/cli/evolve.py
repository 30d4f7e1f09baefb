"""`quenchmap evolve`: the hot spot in time."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from quenchmap.cli import options
from quenchmap.cli.answer import print_json
from quenchmap.cli.notes import noted
from quenchmap.cli.progress import Stage, stages
from quenchmap.cli.refusal import INTERRUPTED
from quenchmap.experiment.description import Experiment


def command() -> Any:
    """The command with its flags."""
    return options.command(evolve)


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
    options.check_outputs(result=experiment.output, plot=plot)
    if animate is not None:
        from quenchmap.spot.evolution.animation import checked_path

        checked_path(animate)
    with noted(), stages() as stage:
        stage("Loading")
        from quenchmap.experiment.evolution import run_evolution
        from quenchmap.experiment.run import save
        from quenchmap.precision import cache_compilations

        cache_compilations()
        evolution = run_evolution(experiment, stage, _percent(stage))
        if experiment.output is not None:
            stage(f"Saving {experiment.output}")
            save(evolution, experiment, experiment.output)
        if plot is not None:
            stage(f"Drawing {plot}")
            from quenchmap import drawing

            drawing.save(evolution.plot(), plot)
        if animate is not None:
            stage(f"Drawing {animate}")
            evolution.animate(animate)
    if json:
        print_json(evolution.summary())
    else:
        typer.echo(str(evolution))
    for written in (experiment.output, plot, animate):
        if written is not None:
            typer.echo(f"Wrote {written}", err=True)
    if not evolution.complete:
        raise typer.Exit(INTERRUPTED)


def _percent(stage: Stage) -> bool | Callable[[float], None]:
    """What shows the progress, in a terminal only."""
    if not sys.stderr.isatty():
        return False
    shown = -1

    def listener(fraction: float) -> None:
        nonlocal shown
        if int(100 * fraction) != shown:
            shown = int(100 * fraction)
            stage(f"Following the hot spot in time, {shown} %")

    return listener
