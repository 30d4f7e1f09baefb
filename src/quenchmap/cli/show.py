"""`quenchmap show`: what was saved, also a map that still grows."""

from pathlib import Path
from typing import Annotated, Any

import typer

from quenchmap.cli import options
from quenchmap.cli.work import working


def command() -> Any:
    """The command."""
    return options.single(show)


def show(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The folder of a map, or any file that quenchmap saved.")],
    *,
    quantity: Annotated[
        str | None, typer.Option(metavar="NAME", help="What --plot draws of a map: inductance_change, quenched_area, absorbed_power ...")
    ] = None,
    trace: Annotated[str | None, typer.Option(metavar="NAME", help="Which trace of a map.")] = None,
    plot: Annotated[Path | None, typer.Option(metavar="FILE", help="Draw it: .png, .pdf or .svg.")] = None,
    netcdf: Annotated[Path | None, typer.Option(metavar="FILE", help="Write a map as one NetCDF file, with all inputs.")] = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")] = False,
) -> None:
    """Show what was saved, also a map that still grows: what it is, and a picture.

    For example: quenchmap show map.zarr --quantity quenched_area --plot area.png
    """
    with working(result=None if netcdf is None else str(netcdf), plot=plot) as work:
        from quenchmap.experiment.results import load
        from quenchmap.scan.map import Map

        found = load(file)
        is_map = isinstance(found, Map)
        for name, value in (("quantity", quantity), ("trace", trace), ("netcdf", netcdf)):
            if value is not None and not is_map:
                raise ValueError(f"`--{name}` is for maps, and {str(file)!r} holds none. Leave it out.")
        if quantity is not None and plot is None:
            raise ValueError(f"`--quantity` says what to draw, but there is no picture: give --plot too, such as --plot {quantity}.png.")
        work.draw(plot, (lambda: found.plot(quantity, trace=trace or 0)) if is_map else found.plot)
        if netcdf is not None:
            work.write(netcdf, found.save)
    work.answer(found, found.summary() if json else None)
