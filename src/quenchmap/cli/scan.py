"""`quenchmap scan`: a map, computed on this machine or a cluster, that can be resumed."""

import logging
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from quenchmap.cli import options
from quenchmap.cli.progress import Stage
from quenchmap.cli.work import working
from quenchmap.experiment.description import Experiment
from quenchmap.experiment.flags import Flag
from quenchmap.experiment.reading import read_with_sample

_FILE = "A saved sample (.nc), or a TOML file that describes the run; flags override it."
_OF_NO_MAP = ("film.boundary_conductance", "outer_radius", "sample.position")
_SELDOM = 10.0  # seconds between lines that tell how far it is, outside a terminal


def command() -> Any:
    """The command with its flags."""
    return options.command(scan, takes=_takes, read=read_with_sample, file=_FILE)


def _takes(flag: Flag) -> bool:
    return flag.path[0] != "evolution" and flag.key not in _OF_NO_MAP


def scan(
    experiment: Experiment,
    *,
    resume: Annotated[bool, typer.Option("--resume", help="Go on with the map in --output: what is done is not computed again.")] = False,
    workers: options.Workers = None,
    scheduler: options.Scheduler = None,
    plan: Annotated[bool, typer.Option("--plan", help="Say what would be computed, and stop.")] = False,
    plot: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Draw the map beside the true supercurrent: .png, .pdf or .svg.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")] = False,
) -> None:
    """Scan the tip over a sample: what the electrodes feel at each position, beside where the supercurrent truly flows.

    For example: quenchmap scan examples/percolating.toml --step '100 nm' --output map.zarr --plot map.png
    """
    with working(plot=plot) as work:
        from quenchmap.experiment import scan as described

        planned = described.scan(experiment, work.stage)
        if plan:
            made: Any = planned
        else:
            if experiment.output is None:
                raise ValueError("A map is kept as it grows, but `--output` does not say where. Give a folder: --output map.zarr")
            logging.getLogger("asyncio").setLevel(logging.CRITICAL)  # it would tell of connections to a scheduler that is gone
            who: dict[str, Any] = {"workers": workers, "scheduler": scheduler}
            if workers is None and scheduler is None:
                who["jobs"] = described.cluster(experiment)
            work.stage(f"Scanning {planned.raster.pixels} pixels")
            how = {"resume": resume, "pixels_per_task": experiment.scan.pixels_per_task, "progress": _told(work.stage)}
            made = planned.run(experiment.output, **who, **how)
            work.written.append(experiment.output)
            work.draw(plot, made.plot)
    work.answer(made, made.summary() if json else None)


def _told(stage: Stage) -> Callable[[Any], None]:
    """Progress as a stage: all of it in a terminal, a line now and then elsewhere."""
    if sys.stderr.isatty():
        return lambda progress: stage(str(progress))
    last = [-_SELDOM]

    def seldom(progress: Any) -> None:
        now = time.monotonic()
        if now - last[0] >= _SELDOM or progress.done == progress.total:
            last[0] = now
            stage(str(progress))

    return seldom
