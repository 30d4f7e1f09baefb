"""`quenchmap sample`: a film that differs from place to place, made, shown and heated."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from quenchmap.cli import options
from quenchmap.cli.progress import named_once
from quenchmap.cli.work import working
from quenchmap.experiment.description import Experiment
from quenchmap.experiment.flags import Flag
from quenchmap.experiment.reading import read_with_sample

if TYPE_CHECKING:
    from quenchmap.sample.sample import Sample

_FILE = "A saved sample (.nc), or a TOML file that describes the run; flags override it."
_OF_A_HEATED_SAMPLE = ("position", "protocol", "spreading")
_HEATS_NO_SAMPLE = ("film.boundary_conductance", "outer_radius")


def command() -> Any:
    """The commands with their flags."""
    commands = {
        "make": options.command(make, takes=_makes, read=read_with_sample, file=_FILE),
        "show": options.single(show),
        "heat": options.command(heat, takes=_heats, read=read_with_sample, file=_FILE),
    }
    return options.group("sample", "A film that differs from place to place: made, shown, heated by a tip.", commands)


def _makes(flag: Flag) -> bool:
    return flag.path[0] in ("film", "output") or (flag.path[0] == "sample" and flag.path[-1] not in _OF_A_HEATED_SAMPLE)


def _heats(flag: Flag) -> bool:
    return flag.path[0] not in ("evolution", "scan", "cluster") and flag.key not in _HEATS_NO_SAMPLE


def make(
    experiment: Experiment,
    *,
    plot: Annotated[Path | None, typer.Option(metavar="FILE", help="Draw a map of the sample: .png, .pdf or .svg.")] = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")] = False,
) -> None:
    """Make a sample: uniform, random, granular, percolating, or from a picture; cut to a strip, with holes, slits or a neck.

    For example: quenchmap sample make --material NbN --thickness '10 nm' --kind percolating --size '1.28 um' --cell '10 nm'
    --coverage 0.6 --droplet-size '80 nm' --seed 1 --output sample.nc --plot sample.png
    """
    with working(result=experiment.output, plot=plot) as work:
        from quenchmap.experiment.sample import sample, summary

        made = sample(experiment, work.stage)
        work.save(made, experiment)
        work.draw(plot, lambda: made.plot(field=_varies(made)))
    work.answer(made, summary(made) if json else None)


def show(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A saved sample, or a heated one.")],
    *,
    field: Annotated[
        str | None, typer.Option(metavar="NAME", help="What --plot draws: critical_temperature, sheet_resistance, thickness ...")
    ] = None,
    plot: Annotated[Path | None, typer.Option(metavar="FILE", help="Draw a map: .png, .pdf or .svg.")] = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")] = False,
) -> None:
    """Show a saved sample, or a heated one: what it is, and a map.

    For example: quenchmap sample show sample.nc --plot resistance.png --field sheet_resistance
    """
    if field is not None and plot is None:
        raise ValueError(f"`--field` says what to draw, but there is no picture: give --plot too, such as --plot {field}.png.")
    with working(plot=plot) as work:
        from quenchmap.experiment.results import load
        from quenchmap.experiment.sample import summary
        from quenchmap.sample.heat.state import HeatState
        from quenchmap.sample.sample import Sample

        found = load(file)
        if not isinstance(found, Sample | HeatState):
            raise ValueError(f"{str(file)!r} holds no sample. Give what `quenchmap sample make` or `quenchmap sample heat` wrote.")
        if isinstance(found, HeatState):
            work.draw(plot, found.plot if field is None else lambda: found.sample.plot(field=field))
        else:
            work.draw(plot, lambda: found.plot(field=field or _varies(found)))
        numbers = (found.summary() if isinstance(found, HeatState) else summary(found)) if json else None
    work.answer(found, numbers)


def heat(
    experiment: Experiment,
    *,
    start: Annotated[
        Path | None, typer.Option("--from", metavar="FILE", help="Start in time from this heated sample, instead of a protocol.")
    ] = None,
    readout: Annotated[
        str | None,
        typer.Option(metavar="'1 GHz'", help="Print what the tip does to the impedance at this frequency, between two electrodes."),
    ] = None,
    plot: Annotated[Path | None, typer.Option(metavar="FILE", help="Draw temperatures and currents: .png, .pdf or .svg.")] = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")] = False,
) -> None:
    """Heat a sample by a tip that stands still: the steady state that it reaches, its size and power.

    For example: quenchmap sample heat sample.nc --height '100 nm' --frequency '417 GHz' --phonon-temperature '3 K' --drive 1.2
    --position '200 nm, 0 nm' --plot heated.png
    """
    with working(result=experiment.output, plot=plot) as work:
        from quenchmap.experiment.heat import run_heat

        state = run_heat(experiment, start, named_once(work.stage))
        work.save(state, experiment)
        change = None
        if readout is not None:
            work.stage("Reading out")
            change = state.impedance(readout)
        work.draw(plot, state.plot)
    summary = state.summary() if json else None
    if change is not None and summary is not None:
        summary["impedance"] = change.summary()
    work.answer(state if change is None else f"{state}\n{change}", summary)


def _varies(sample: "Sample") -> str:
    """The field that its recipe names, else the critical temperature."""
    return sample.recipe.get("field") or "critical_temperature"
