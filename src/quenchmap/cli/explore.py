"""`quenchmap explore`: the explorer in a browser."""

from pathlib import Path
from typing import Annotated, Any

import typer

from quenchmap.cli import options


def command() -> Any:
    """The command."""
    return options.single(explore)


def explore(
    port: Annotated[int, typer.Option(metavar="N", min=1, max=65535, help="Port on this machine.")] = 5006,
    folder: Annotated[Path | None, typer.Option(metavar="FOLDER", help="Where maps are kept; the current folder unless given.")] = None,
    show: Annotated[bool, typer.Option("--show/--no-show", help="Open a browser.")] = True,
) -> None:
    """Look at materials, hot spots, samples and maps in a browser, on this machine only. Ctrl-C stops it.

    For example: quenchmap explore --port 5007
    """
    try:
        from quenchmap.explorer.server import serve
    except ModuleNotFoundError as error:
        raise ModuleNotFoundError(f"The explorer needs {error.name}. Install it: pip install 'quenchmap[explorer]'.") from None
    serve(port, folder, show=show, ready=lambda address: typer.echo(f"The explorer answers at {address} (Ctrl-C stops it)."))
