"""How a command that cannot answer ends: one sentence on standard error, and an exit code."""

import typer

from quenchmap.errors import ClusterError, ConvergenceError, NoSuchStateError

#: Exit code for wrong input.
INPUT = 2
#: Exit code when the input was legal but there is no answer.
FAILED = 1
#: Exit code after Ctrl-C, the shell's convention.
INTERRUPTED = 130


def refused(error: BaseException) -> int | None:
    """Print what went wrong as one sentence.

    Returns:
        The exit code; None for an error that is not ours to explain.
    """
    if isinstance(error, KeyboardInterrupt):
        typer.echo(str(error) or "Interrupted; nothing half-written is left.", err=True)
        return INTERRUPTED
    if isinstance(error, ConvergenceError | NoSuchStateError | ClusterError):
        code = FAILED
    elif isinstance(error, ValueError | TypeError | OSError | ModuleNotFoundError) and not isinstance(error, BrokenPipeError):
        code = INPUT
    else:
        return None
    typer.echo(f"{typer.style('Error:', fg='red', bold=True)} {error}", err=True)
    return code
