"""What a command is doing, on standard error: a spinner in a terminal, one line for each stage elsewhere."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from quenchmap.progress import spinner

#: Called with the name of each stage as it begins.
Stage = Callable[[str], None]


@contextmanager
def stages() -> Iterator[Stage]:
    """Show the stages of a longer piece of work; the spinner vanishes at the end."""
    from rich.console import Console

    console = Console(stderr=True, highlight=False)
    if not console.is_terminal:
        yield lambda name: console.print(f"{name} ...", markup=False, soft_wrap=True)
        return
    with spinner(console) as tell:
        yield tell


def named_once(stage: Stage) -> Stage:
    """Stages as they are in a terminal; elsewhere each is named once, without the numbers after its colon."""
    if sys.stderr.isatty():
        return stage
    named: set[str] = set()

    def quiet(text: str) -> None:
        name = text.partition(":")[0]
        if name not in named:
            named.add(name)
            stage(name)

    return quiet
