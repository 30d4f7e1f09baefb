"""The command `quenchmap`: what it offers, and how it ends. Each command lives in a module of its own, loaded when it is called."""

from importlib import import_module
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from quenchmap.cli.interruption import never_lost
from quenchmap.cli.refusal import refused


class Commands(TyperGroup):
    """The commands by name; `--help` sees their first lines only, so that it need not load what they need."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The named command, with the flags that its module gives it, in place of the line in the list."""
        name, command, rest = super().resolve_command(ctx, args)
        if name is not None and command is not None:
            command = import_module(f"quenchmap.cli.{name.replace('-', '_')}").command()
        return name, command, rest

    def invoke(self, ctx: Any) -> Any:
        """Run a command; what it refuses becomes one sentence and an exit code."""
        try:
            with never_lost():
                return super().invoke(ctx)
        except (Exception, KeyboardInterrupt) as error:
            code = None if ctx.params.get("debug") else refused(error)
            if code is None:
                raise
            raise typer.Exit(code) from error


app = typer.Typer(cls=Commands, name="quenchmap", no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)


def _version(asked: bool) -> None:
    if asked:
        import quenchmap

        typer.echo(f"quenchmap {quenchmap.__version__}")
        raise typer.Exit


@app.callback()
def quenchmap(
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and stop.")] = False,
    debug: Annotated[bool, typer.Option("--debug", envvar="QUENCHMAP_DEBUG", help="Show where in the program an error arose.")] = False,
) -> None:
    """Hot spots that a near-field microwave tip makes in thin superconducting films."""


# Only names and first lines: the commands themselves are `command()` of quenchmap.cli.spot and so on.


@app.command()
def spot() -> None:
    """Every steady state of the hot spot under a tip."""


@app.command()
def branch() -> None:
    """Every steady state against one parameter, with the folds between them."""


@app.command(name="fold-curve")
def fold_curve() -> None:
    """The folds in the drive as another parameter changes, with their cusps."""


@app.command()
def hysteresis() -> None:
    """What an experiment sees as the drive rises and falls slowly."""


@app.command()
def evolve() -> None:
    """The hot spot followed in time, while the drive changes."""


@app.command()
def sample() -> None:
    """A film that differs from place to place: made, shown, heated by a tip."""


@app.command()
def scan() -> None:
    """A map: the tip scanned over a sample, on this machine or a cluster."""


@app.command()
def show() -> None:
    """What was saved: numbers and a picture, also of a map that still grows."""


@app.command()
def export() -> None:
    """What was saved, for other programs: CSV, NetCDF, VTK."""


@app.command()
def resolution() -> None:
    """How sharply the probe sees, on model samples; or how sharp a map is."""


@app.command()
def explore() -> None:
    """Look at all of it in a browser, with sliders."""


@app.command()
def uniform() -> None:
    """A film driven uniformly: bistable window, Maxwell current and states."""


@app.command()
def materials() -> None:
    """The catalogue of materials, with the source of every value."""


@app.command()
def functions() -> None:
    """What a material does, in SI: gap, conductivity, heat conduction and cooling."""


@app.command()
def paper() -> None:
    """Every figure and number of the paper, each with a verdict."""


if __name__ == "__main__":
    app()
