"""`quenchmap export`: what was saved, for other programs."""

from pathlib import Path
from typing import Annotated, Any

import typer

from quenchmap.cli import options
from quenchmap.cli.spot import Which
from quenchmap.cli.work import working


def command() -> Any:
    """The command."""
    return options.single(export)


def export(
    result: Annotated[Path, typer.Argument(metavar="RESULT", help="The folder of a map, or any file that quenchmap saved.")],
    file: Annotated[Path, typer.Argument(metavar="FILE", help="What to write: .csv, .nc, .vti (samples and maps) or .vts (one state).")],
    *,
    state: Annotated[Which | None, typer.Option(help="Of the states of a hot spot, this one only.")] = None,
) -> None:
    """Write what was saved for other programs: a table, NetCDF, or VTK for ParaView.

    For example: quenchmap export heated.nc heated.vti
    """
    from quenchmap.export.files import check_ending

    check_ending(file)
    with working(result=str(file)) as work:
        from quenchmap.experiment.results import load
        from quenchmap.export.files import write

        found = load(result)
        if state is not None:
            if not hasattr(found, state.value):
                raise ValueError(f"`--state` chooses among the states of a hot spot, and {str(result)!r} holds none. Leave it out.")
            found = getattr(found, state.value)
        work.write(file, lambda path: write(found, path))
    work.answer(f"{type(found).__name__} as {file.suffix}")
