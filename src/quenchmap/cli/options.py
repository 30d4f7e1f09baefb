"""From the description of a run to the flags of a command."""

import inspect
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, TypeAlias

import typer

from quenchmap.experiment.flags import Flag, flags
from quenchmap.experiment.reading import read
from quenchmap.units import keep_definitions

#: Who computes a map.
Workers: TypeAlias = Annotated[
    int | None, typer.Option(metavar="N", help="Processes of this machine; one for each core unless given, 0 for none beside this one.")
]
Scheduler: TypeAlias = Annotated[
    str | None, typer.Option(metavar="ADDRESS", help="A Dask scheduler that runs, such as tcp://127.0.0.1:8786, in place of own workers.")
]

#: Tables of films that differ from place to place.
MAPS = ("sample", "scan", "cluster")

_PANELS = {"film": "Film", "tip": "Tip", "evolution": "Evolution", "sample": "Sample", "scan": "Scan", "cluster": "Cluster"}


def command(
    body: Callable[..., None],
    *,
    takes: Callable[[Flag], bool] = lambda flag: True,
    read: Callable[..., Any] = read,
    file: str = "TOML file that describes the run; flags override it.",
) -> Any:
    """A command that reads a TOML file and flags, and calls `body` with their description.

    Args:
        body: Function of an `Experiment` (see `quenchmap.experiment.description`) or whatever `read` makes, and of options of its own.
        takes: Which flags of the description the command has.
        read: Makes a description of the file and the flags.
        file: What the file is.
    """
    taken = [flag for flag in flags() if takes(flag)]

    def run(file: Path | None = None, **arguments: Any) -> None:
        keep_definitions()
        given = {flag.path: value for flag in taken if (value := arguments.pop(flag.variable)) not in (None, [])}
        body(read(file, given), **arguments)

    own = list(inspect.signature(body, eval_str=True).parameters.values())[1:]
    argument = Annotated[Path | None, typer.Argument(help=file, metavar="FILE")]
    parameters = [
        inspect.Parameter("file", inspect.Parameter.KEYWORD_ONLY, default=None, annotation=argument),
        *(_parameter(flag) for flag in taken),
        *own,
    ]
    run.__signature__ = inspect.Signature(parameters)
    run.__annotations__ = {p.name: p.annotation for p in parameters}
    run.__name__, run.__doc__ = body.__name__, body.__doc__
    return single(run)


def all_but(*keys: str) -> Callable[[Flag], bool]:
    """Takes every flag but those of the given keys of the description."""
    return lambda flag: flag.path[0] not in keys


def group(name: str, about: str, commands: dict[str, Any]) -> Any:
    """A command that only has commands of its own."""
    from typer.core import TyperGroup

    return TyperGroup(name=name, help=about, commands=commands, no_args_is_help=True, rich_markup_mode="rich")


def single(function: Callable[..., None]) -> Any:
    """A function as the only command of its program."""
    program = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
    program.command()(function)
    return typer.main.get_command(program)


def _parameter(flag: Flag) -> inspect.Parameter:
    panel = "Material" if "material" in flag.path and flag.path[-1] != "like" else _PANELS.get(flag.path[0], "Run")
    metavar = "|".join(flag.choices) or (f"'{flag.sample}'" if " " in flag.sample else flag.sample) or "TEXT"
    option = typer.Option(f"--{flag.name}", help=flag.help, metavar=metavar, rich_help_panel=panel)
    kind: Any = list[str] | None if flag.repeats else str | None
    return inspect.Parameter(flag.variable, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=Annotated[kind, option])


def check_outputs(*, result: str | None = None, plot: Path | None = None) -> None:
    """Refuse files that could not be written, before the work that would fill them.

    Raises:
        OSError: With the path and the reason.
        ValueError: For the ending of a picture.
    """
    from quenchmap.storage import check_writable

    for path in (result, plot):
        if path is not None:
            check_writable(path)
    if plot is not None and plot.suffix.lower() not in (".png", ".pdf", ".svg"):
        raise ValueError(f"A picture is written as .png, .pdf or .svg, but plot={str(plot)!r}. Give the file one of these endings.")
