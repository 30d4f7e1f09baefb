"""`quenchmap resolution`: how sharply the probe sees, or how sharp a map is."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from quenchmap.cli import options
from quenchmap.cli.progress import named_once
from quenchmap.cli.work import working
from quenchmap.experiment.description import Experiment
from quenchmap.experiment.flags import Flag
from quenchmap.experiment.reading import read

_FILE = "TOML file that describes film, tip and phonon temperature, or a map (a folder, or .nc) whose resolution is told."
_TAKEN = ("film", "tip", "phonon_temperature", "gap_model", "output", "cluster")
_NOT_TAKEN = ("film.boundary_conductance",)


def command() -> Any:
    """The command with its flags."""
    return options.command(resolution, takes=_takes, read=_read, file=_FILE)


def _takes(flag: Flag) -> bool:
    return flag.key == "sample.spreading" or (flag.path[0] in _TAKEN and flag.key not in _NOT_TAKEN)


def _read(path: Path | None, given: Mapping[tuple[str, ...], str]) -> Experiment | Path:
    """What a study is described by, or the path of a map: a folder, or a NetCDF file."""
    if path is None or not (path.is_dir() or path.suffix.lower() in (".zarr", ".nc")):
        return read(path, given)
    if given:
        raise ValueError(f"{str(path)!r} is a map with its own film and tip, and takes no `{'.'.join(next(iter(given)))}`. Remove it.")
    return path


def resolution(
    described: Experiment | Path,
    *,
    drives: Annotated[
        str | None, typer.Option(metavar="LIST", help="Drives j_max/j*, such as '0.5,0.9,1.2,1.5', which they are unless given.")
    ] = None,
    protocols: Annotated[str | None, typer.Option(metavar="LIST", help="States: 'cold', 'hot', or both, as unless given.")] = None,
    heights: Annotated[str | None, typer.Option(metavar="LIST", help="Heights of the tip, such as '50 nm, 100 nm'.")] = None,
    frequencies: Annotated[str | None, typer.Option(metavar="LIST", help="Frequencies, such as '100 GHz, 417 GHz'.")] = None,
    parts: Annotated[str | None, typer.Option(metavar="LIST", help="Samples: edge, slit, channels, bridge; all unless given.")] = None,
    cells: Annotated[
        int | None, typer.Option(metavar="N", help="Cells per tip height; at least 8 and 9 per domain wall unless given.")
    ] = None,
    steps: Annotated[int | None, typer.Option(metavar="N", help="Tip positions per tip height; 4 unless given.")] = None,
    quantity: Annotated[str | None, typer.Option(metavar="NAME", help="Which quantity of a map; inductance_change unless given.")] = None,
    trace: Annotated[str | None, typer.Option(metavar="NAME", help="Which trace of a map.")] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Go on with the study in --output: what is done is not computed again.")] = False,
    workers: options.Workers = None,
    scheduler: options.Scheduler = None,
    plot: Annotated[Path | None, typer.Option(metavar="FILE", help="Draw it: .png, .pdf or .svg.")] = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")] = False,
) -> None:
    """How sharply the probe sees: edges, pairs of channels and bridges under the tip. Of a map: how far it follows the true supercurrent.

    A study grows in --output line by line. Ctrl-C keeps what was computed.

    For example: quenchmap resolution --material NbN --thickness '10 nm' --height '100 nm' --frequency '417 GHz'
    --phonon-temperature '3 K' --drives '0.9,1.2' --plot resolution.png; or: quenchmap resolution map.zarr
    """
    of_study = {"drives": drives, "protocols": protocols, "heights": heights, "frequencies": frequencies, "parts": parts}
    of_study |= {"cells": cells, "steps": steps, "resume": resume or None, "workers": workers, "scheduler": scheduler}
    if isinstance(described, Path):
        _refuse(of_study, f"belongs to a study of model samples, and {str(described)!r} is a map")
        with working(plot=plot) as work:
            from quenchmap.experiment.resolution import of_map

            found = of_map(described, quantity, trace)
            work.draw(plot, found.plot)
        work.answer(found, found.summary() if json else None)
        return
    _refuse({"quantity": quantity, "trace": trace}, "belongs to a map, and there is none")
    with working(result=described.output, plot=plot) as work:
        from quenchmap.experiment import resolution as study

        settings = study.planned(described, drives=drives, protocols=protocols, heights=heights, frequencies=frequencies)
        layout = study.layout(parts=parts, cells=cells, steps=steps)
        who: dict[str, Any] = {"workers": workers, "scheduler": scheduler, "resume": resume}
        made = study.run_study(described, settings, layout, **who, stage=named_once(work.stage))
        work.save(made, described)
        work.draw(plot, made.plot)
    work.answer(made, made.summary() if json else None, complete=made.complete)


def _refuse(given: dict[str, Any], why: str) -> None:
    for name, value in given.items():
        if value is not None:
            raise ValueError(f"`--{name}` {why}. Leave it out.")
